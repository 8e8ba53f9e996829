"""What later evidence says: the currency notes and which outcome carries which (knowledge specification B.4, A.6.3).

The notes' text is part of the reviewed knowledge; it is at most 400 characters and is shown unshortened.
"""

from __future__ import annotations

CURRENCY_NOTES = {
    "CN-1L": (
        "Since 2016: trastuzumab + pertuzumab + taxane remains a standard (ASCO 2022). T-DXd + pertuzumab gave longer "
        "PFS than THP (40.7 vs 26.9 months, HR 0.56; OS immature); FDA-approved Dec 2025, EMA review open since Jan "
        "2026 when last checked."
    ),
    "CN-ET": (
        "Since 2016: endocrine + anti-HER2 is for selected patients; endocrine alone for highly selected ones (ASCO "
        "2022). Pertuzumab added to trastuzumab + AI lengthened PFS (PERTAIN). After induction, palbociclib "
        "maintenance lengthened PFS (PATINA)."
    ),
    "CN-ADJ": (
        "Since 2016: the 12-month rule stands (ASCO 2022), but early relapse now means T-DXd rather than T-DM1 or "
        "lapatinib. T-DM1 (2019, EU) and T-DXd (2026, FDA) have become treatments after surgery; the 2016 panel could "
        "not consider that."
    ),
    "CN-2L": (
        "Since 2016: T-DXd has replaced T-DM1 as second line (DESTINY-Breast03: PFS HR 0.33, OS HR 0.64; ASCO 2022 "
        "strong). Trastuzumab or lapatinib + chemotherapy and lapatinib + trastuzumab are late-line options."
    ),
    "CN-TDM1": (
        "Since 2016: T-DM1's survival benefit from third line was confirmed (TH3RESA OS HR 0.68), but T-DXd was "
        "better (DESTINY-Breast03) and the tucatinib regimen prolongs survival (HER2CLIMB). T-DM1 is now one later "
        "option, little studied after T-DXd."
    ),
    "CN-DUAL": (
        "Since 2016: lapatinib + trastuzumab has been overtaken by T-DXd and by tucatinib + trastuzumab + "
        "capecitabine; it remains a chemotherapy-free late option."
    ),
    "CN-POST": (
        "Since 2016: after T-DM1, T-DXd (DESTINY-Breast02: PFS 17.8 vs 6.9, OS 39.2 vs 26.5 months) and tucatinib + "
        "trastuzumab + capecitabine (HER2CLIMB: OS HR 0.66) are established. The 2016 options are no longer first "
        "choice."
    ),
    "CN-RES": (
        "Since 2016: the panel's definition of clinical resistance was not taken up; T-DXd and tucatinib prolonged "
        "survival in heavily pretreated patients. It must not be used to withhold them."
    ),
    "CN-RETREAT": (
        "Since 2016: trastuzumab + another chemotherapy is a late-line option after T-DXd, tucatinib and T-DM1."
    ),
    "CN-BM": (
        "Since 2016: lapatinib is no longer the preferred agent for brain metastases. Tucatinib + trastuzumab + "
        "capecitabine prolonged survival (HR 0.60), T-DXd gave CNS responses (72 %). In EMILIA patients with CNS "
        "metastases lived longer on T-DM1 than on lapatinib + capecitabine (HR 0.38, retrospective). Local therapy "
        "may sometimes wait (ASCO 2022)."
    ),
    "CN-CR": (
        "Since 2016: continuing until progression or unacceptable toxicity is still recommended (ASCO 2022). Stopping "
        "after long remission is under study."
    ),
    "CN-LOW": ("Since 2016: T-DXd is approved in HER2-low and -ultralow disease. This service does not cover it."),
    "CN-NEW": ("Since 2016: agents unknown to the panel have been given. See the current-practice edition."),
}

NOTES_OF_OUTCOME: dict[str, tuple[str, ...]] = {
    "F1a": ("CN-1L",),
    "F1b": ("CN-1L",),
    "F1c": ("CN-1L",),
    "F0": ("CN-1L",),
    "OUT-N0": ("CN-1L",),
    "F2": ("CN-ET",),
    "C1": ("CN-2L",),
    "C2": ("CN-2L", "CN-BM"),
    "D-TDM1N": ("CN-TDM1", "CN-DUAL"),
    "D-LAP": ("CN-TDM1", "CN-DUAL", "CN-RETREAT"),
    "D-BM": ("CN-BM", "CN-TDM1", "CN-DUAL"),
    "D-TDM1P-PERT": ("CN-POST", "CN-DUAL"),
    "D-TDM1P-LT": ("CN-POST", "CN-DUAL"),
    "D-OUT": ("CN-POST",),
    "D-TDM1ADJ": ("CN-ADJ", "CN-DUAL"),
    "D-RES": ("CN-RES",),
    "D-RES-CONFLICT": ("CN-RES",),
    "E-CR": ("CN-CR",),
    "E-PR": ("CN-CR",),
    "E-SD": ("CN-CR",),
    "E-TOX": ("CN-CR",),
    "E-PREF": ("CN-CR",),
    "E-OFF": ("CN-CR",),
    "OUT-HER2": ("CN-LOW",),
    "OUT-NEWAGENT": ("CN-NEW",),
    "OUT-NEWADJ": ("CN-ADJ",),
}
"""The notes every card of an outcome carries; outcomes that are not here have none (A.6.3)."""
