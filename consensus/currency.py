"""What later evidence says: the currency notes and which outcome carries which (knowledge specification B.4, A.6.3).

The notes' text is part of the reviewed knowledge; it is at most 400 characters and is shown unshortened.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

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


class Standing(Enum):
    """How a 2016 statement stands in the light of later evidence."""

    STILL = "still valid"
    NARROWED = "valid with a changed place"
    CORRECTED = "corrected"
    QUALIFIED = "must be qualified"
    SUPERSEDED = "superseded"
    CONTRADICTED = "contradicted"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Currency:
    """The standing of a statement as of the edition's review day, and by what evidence."""

    standing: Standing
    because: str


_ASCO_FIRST = "ASCO 2022 1.0"
_DUAL_LATE = "T-DXd and the tucatinib regimen; a late-line option"
_LATE = "a late-line option in ASCO 2022 and the Belgian guideline"
_BRAIN = (
    "HER2CLIMB, DESTINY-Breast12; no advantage over trastuzumab + capecitabine; local treatment may sometimes wait "
    "(ASCO 2022 brain 7.1)"
)
_RESISTANCE = (
    "TH3RESA, DESTINY-Breast01 and -02, HER2CLIMB, ASCO 2022 3.0: contradicted in its consequence; the definition was "
    "not taken up elsewhere"
)
_BEST = "benefit confirmed (TH3RESA OS), no longer the best: DESTINY-Breast02 and -03; little studied after T-DXd"
_AFTER_TDM1 = "DESTINY-Breast01 and -02, HER2CLIMB; weakly alive in ASCO 2022 3.1.9"

STANDING_OF_STATEMENT = {
    "S0.2": Currency(Standing.SUPERSEDED, "T-DXd, tucatinib, neratinib and margetuximab exist"),
    "S0.4": Currency(Standing.CORRECTED, "the label says trastuzumab and a taxane"),
    "S1.1": Currency(Standing.STILL, _ASCO_FIRST),
    "S1.2": Currency(Standing.STILL, "stronger: MA.31 final"),
    "S1.3": Currency(Standing.NARROWED, "pertuzumab + trastuzumab + vinorelbine, phase II (VELVET)"),
    "S1.5": Currency(Standing.NARROWED, "beside T-DXd + pertuzumab (DESTINY-Breast09; FDA Dec 2025, EU pending)"),
    "S1.6": Currency(Standing.STILL, "MARIANNE: not superior"),
    "S1.7": Currency(Standing.NARROWED, "selected patients: PERTAIN, SYSUCC-002; maintenance: PATINA"),
    "S1.8": Currency(Standing.STILL, "highly selected patients: ASCO 2022 1.0, 6.0.3, 8.0"),
    "S1.9": Currency(Standing.STILL, _ASCO_FIRST),
    "S2.1": Currency(Standing.OPEN, "no later evidence settles it"),
    "S2.2": Currency(Standing.STILL, "ASCO 2022 5.1"),
    "S2.3": Currency(Standing.NARROWED, "ASCO 2022 5.0 keeps the rule; second line now means T-DXd"),
    "S2.4": Currency(Standing.SUPERSEDED, "in practice: T-DXd for recurrence within 6 months; T-DM1 is now adjuvant"),
    "S3.1": Currency(Standing.STILL, "ASCO 2022 2.0"),
    "S3.2": Currency(Standing.SUPERSEDED, "late line only: DESTINY-Breast03, HER2CLIMB"),
    "S3.3": Currency(Standing.SUPERSEDED, "DESTINY-Breast03: PFS HR 0.33, OS HR 0.64"),
    "S3.4": Currency(Standing.SUPERSEDED, "late line only: DESTINY-Breast03, HER2CLIMB"),
    "S3.6": Currency(Standing.STILL, "still no standard: PHEREXA missed its endpoint"),
    "S4.1": Currency(Standing.STILL, "ASCO 2022 3.0"),
    "S4.2": Currency(Standing.SUPERSEDED, _BEST),
    "S4.3": Currency(Standing.SUPERSEDED, _AFTER_TDM1),
    "S4.4": Currency(Standing.SUPERSEDED, _AFTER_TDM1),
    "S5.1": Currency(Standing.SUPERSEDED, _DUAL_LATE),
    "S5.2": Currency(Standing.SUPERSEDED, _BEST),
    "S5.3": Currency(Standing.CONTRADICTED, "EMILIA CNS (OS HR 0.38), KAMILLA, HER2CLIMB, DESTINY-Breast12"),
    "S6.1": Currency(Standing.CONTRADICTED, _RESISTANCE),
    "S6.2": Currency(Standing.CONTRADICTED, _RESISTANCE),
    "S6.3": Currency(Standing.CONTRADICTED, _RESISTANCE),
    "S7.1": Currency(Standing.SUPERSEDED, _LATE),
    "S7.2": Currency(Standing.SUPERSEDED, _LATE),
    "S7.3": Currency(Standing.SUPERSEDED, _LATE),
    "S7.4": Currency(Standing.SUPERSEDED, _LATE),
    "S8.1": Currency(Standing.SUPERSEDED, _BRAIN),
    "S8.3": Currency(Standing.STILL, "ASCO 2022 brain 8.2"),
    "S8.4": Currency(Standing.SUPERSEDED, _BRAIN),
    "S9.1": Currency(Standing.STILL, "ASCO 2022 4.0; stopping is being studied"),
    "S9.3": Currency(Standing.STILL, "ASCO 2022 4.0"),
    "S9.4": Currency(Standing.STILL, "ASCO 2022 4.0"),
    "S10.2": Currency(Standing.NARROWED, "label: resuming after cardiotoxicity was not prospectively studied"),
    "S10.3": Currency(Standing.NARROWED, "labels: LVEF at baseline and about every 3 months for every patient"),
    "S10.4": Currency(Standing.QUALIFIED, "T-DM1 carries boxed warnings, cardiac and liver among them"),
    "S11.2": Currency(Standing.SUPERSEDED, "DESTINY-Breast01 and -02, HER2CLIMB"),
}
"""Statements that are not here were not judged (knowledge specification B.4)."""

_OVERTAKEN = (Standing.SUPERSEDED, Standing.CONTRADICTED)


def overtaken(statement: str) -> bool:
    """Whether later evidence has superseded or contradicted the statement: it is then never marked as recommended."""
    judged = STANDING_OF_STATEMENT.get(statement)
    return judged is not None and judged.standing in _OVERTAKEN


NOTES_THAT_WARN = frozenset({"CN-2L", "CN-TDM1", "CN-POST", "CN-BM", "CN-RES"})
"""With one of these, even an order that matches the 2016 paper is shown as a warning (B.4, presentation rule 3)."""
