"""Specification A.6.2 and A.6.3 written down a second time: every outcome, field by field, in its exact order."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from vignettes.load import vignettes

from consensus.algorithm import advise
from consensus.catalogue import catalogue
from consensus.facts import (
    AdjuvantAntiHer2,
    AnswerOrNotApplicable,
    DiseaseSetting,
    DiseaseStatus,
    Facts,
    Given,
    Her2Status,
    HrStatus,
    LapatinibGiven,
    LocalTreatment,
    Presence,
    RelapseInterval,
)
from treatment_history.answer import Answer

PATIENTS = {vignette.id: vignette.facts for vignette in vignettes()}

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
BRAIN: dict[str, object] = {"brain_mets": Presence.PRESENT}
LAPATINIB: dict[str, object] = {"lapatinib_exposure": LapatinibGiven.METASTATIC}
T_DM1_GIVEN: dict[str, object] = {"tdm1_exposure": Given.METASTATIC}
T_DM1_ADJUVANT: dict[str, object] = {"tdm1_exposure": Given.ADJUVANT_ONLY}
NO_T_DM1: dict[str, object] = {"tdm1_available": NO}
EARLY_RELAPSE: dict[str, object] = {
    "n_her2_lines": 1,
    "adjuvant_anti_her2": AdjuvantAntiHer2.TRASTUZUMAB_BASED,
    "relapse_interval": RelapseInterval.GT6_LE12,
}


@dataclass(frozen=True)
class Case:
    """One line of A.6.2 for one patient. Lists are written as one text, items apart by spaces."""

    start: str
    changes: dict[str, object]
    said: str
    preferred: str = ""
    options: str = ""
    competing: str = ""
    against: tuple[str, ...] = ()
    statements: str = ""
    flags: str = ""
    notes: str = ""


C_AGAINST = ("chemo-alone", "L-mono")
LATE = ("chemo-alone",)
F_AGAINST = ("TDM1", "L+taxane", "chemo-alone")
ANOTHER = "another-anti-HER2-line (implied)"

FIRST_LINE = [
    Case(
        "V01",
        {"hr_status": HrStatus.POSITIVE, **BRAIN},
        "F1a T1F.1 recommendation",
        preferred="THP",
        options="T+CT",
        against=F_AGAINST,
        statements="S1.5 S1.9 S1.4 S1.3 S1.6 S1.2 S0.6",
        flags="brain-mets-first-line-silent",
        notes="CN-1L",
    ),
    Case(
        "V01",
        {"chemo_indicated": UNKNOWN},
        "F1a T1F.4 recommendation",
        preferred="THP",
        options="T+CT",
        against=F_AGAINST,
        statements="S1.1 S1.5 S1.4 S1.3 S1.6 S1.2 S0.6",
        notes="CN-1L",
    ),
    Case(
        "V01",
        {"hr_status": HrStatus.UNKNOWN},
        "F1a T1F.1 recommendation",
        preferred="THP",
        options="T+CT",
        against=F_AGAINST,
        statements="S1.1 S1.5 S1.4 S1.3 S1.6 S1.2 S0.6",
        notes="CN-1L",
    ),
    Case(
        "V05",
        {"taxane_contraindicated": YES, "chemo_indicated": UNKNOWN},
        "F1b T1F.5 recommendation",
        options="T+nontaxaneCT",
        against=F_AGAINST,
        statements="S1.1 S1.5 S1.3 S1.6 S1.2 S0.6 S2.1 S2.2",
        notes="CN-1L CN-ADJ",
    ),
    Case(
        "V05",
        {"taxane_contraindicated": UNKNOWN, "hr_status": HrStatus.POSITIVE, **BRAIN},
        "F1c T1F.3 recommendation",
        preferred="THP",
        options="T+nontaxaneCT T+CT",
        against=F_AGAINST,
        statements="S1.5 S1.9 S1.4 S1.3 S1.6 S1.2 S0.6 S2.1 S2.2",
        flags="thp-unless-taxane-contraindicated brain-mets-first-line-silent",
        notes="CN-1L CN-ADJ",
    ),
    Case(
        "V01",
        {"taxane_contraindicated": UNKNOWN, "chemo_indicated": UNKNOWN},
        "F1c T1F.6 recommendation",
        preferred="THP",
        options="T+nontaxaneCT T+CT",
        against=F_AGAINST,
        statements="S1.1 S1.5 S1.4 S1.3 S1.6 S1.2 S0.6",
        flags="thp-unless-taxane-contraindicated",
        notes="CN-1L",
    ),
    Case(
        "V01",
        {"chemo_indicated": NO},
        "F0 T1F.7 outside_consensus",
        statements="S1.1",
        flags="no-chemo-free-statement-for-hr-negative",
        notes="CN-1L",
    ),
    Case(
        "V05",
        {"hr_status": HrStatus.POSITIVE, "chemo_indicated": NO, **BRAIN},
        "F2 T1F.8 recommendation",
        preferred="ET+T ET+L",
        options="ET",
        against=("TDM1",),
        statements="S1.7 S1.8 S1.6 S2.1 S2.2",
        flags="et-alone-subset-undefined brain-mets-first-line-silent",
        notes="CN-ET CN-ADJ",
    ),
    Case(
        "V05",
        {"adjuvant_anti_her2": AdjuvantAntiHer2.TDM1_OR_OTHER},
        "OUT-NEWADJ T1.6 outside_consensus",
        statements="S2.1",
        flags="adjuvant-agent-after-2016",
        notes="CN-ADJ",
    ),
]

SECOND_LINE = [
    Case(
        "V04",
        {"relapse_interval": RelapseInterval.DURING_OR_LE6, "prior_taxane": NO, "tdm1_available": UNKNOWN},
        "C1 T3.3 recommendation",
        options="T+CT L+CT L+T TDM1",
        against=C_AGAINST,
        statements="S3.1 S3.2 S3.4 S3.3 S2.1 S2.3 S2.4",
        flags="tdm1-if-available tdm1-label-needs-taxane",
        notes="CN-2L CN-ADJ",
    ),
    Case(
        "V06",
        {**T_DM1_GIVEN, **BRAIN, **LAPATINIB},
        "C1 T3.5 recommendation",
        options="T+CT L+CT L+T",
        against=("TDM1", *C_AGAINST),
        statements="S3.1 S3.2 S3.4 S5.2 S8.1 S5.3",
        flags="lapatinib-already-used-silent s8-silent-after-lapatinib",
        notes="CN-2L",
    ),
    Case(
        "V06",
        {**T_DM1_ADJUVANT, **LAPATINIB},
        "C1 T3.3 recommendation",
        options="T+CT L+CT L+T",
        against=C_AGAINST,
        statements="S3.1 S3.2 S3.4",
        flags="tdm1-adjuvant-not-covered lapatinib-already-used-silent",
        notes="CN-2L",
    ),
    Case(
        "V06",
        {"prior_trastuzumab": NO, "prior_taxane": NO, "tdm1_available": UNKNOWN},
        "C1 T3.3 recommendation",
        options="T+CT L+CT L+T",
        against=C_AGAINST,
        statements="S3.1 S3.2 S3.4 S0.4",
        flags="tdm1-needs-prior-trastuzumab",
        notes="CN-2L",
    ),
    Case(
        "V06",
        NO_T_DM1,
        "C1 T3.3 recommendation",
        options="T+CT L+CT L+T",
        against=C_AGAINST,
        statements="S3.1 S3.2 S3.4",
        flags="tdm1-site-unavailable",
        notes="CN-2L",
    ),
    Case(
        "V06",
        {**BRAIN, "brain_progression": AnswerOrNotApplicable.NO, "brain_local_therapy": LocalTreatment.NOT_DONE},
        "C2 T3.4 recommendation",
        preferred="L+CT",
        options="T+CT L+T TDM1",
        against=C_AGAINST,
        statements="S3.1 S8.1 S8.2 S8.3 S8.4 S3.2 S3.4 S3.3",
        flags="best-local-treatment-first table2-wording-only",
        notes="CN-2L CN-BM",
    ),
    Case(
        "V04",
        {**BRAIN, **T_DM1_GIVEN, "brain_local_therapy": LocalTreatment.NOT_INDICATED},
        "C2 T3.4 recommendation",
        preferred="L+CT",
        options="T+CT L+T",
        against=("TDM1", *C_AGAINST),
        statements="S3.1 S8.1 S8.2 S8.3 S8.4 S3.2 S3.4 S5.2 S2.1 S2.3",
        flags="local-treatment-not-indicated tdm1-outside-ema-6-month-window",
        notes="CN-2L CN-BM CN-ADJ",
    ),
    Case(
        "V06",
        {"n_her2_lines": 0},
        "OUT-N0 T2.1 outside_consensus",
        statements="S1.1 S1.7",
        flags="no-anti-her2-yet",
        notes="CN-1L",
    ),
]

BEYOND = [
    Case(
        "V07",
        {**EARLY_RELAPSE, "tdm1_available": UNKNOWN, "prior_taxane": NO},
        "D-TDM1N T4.12 recommendation",
        preferred="TDM1",
        options="L+T",
        against=LATE,
        statements="S5.1 S5.2 S5.3 S4.2 S4.1",
        flags="tdm1-if-available tdm1-label-needs-taxane line-count-includes-adjuvant",
        notes="CN-TDM1 CN-DUAL",
    ),
    Case(
        "V07",
        {**BRAIN, **LAPATINIB, **NO_T_DM1, "lt_dual_given": YES},
        "D-TDM1N T4.12 outside_consensus",
        against=LATE,
        statements="S5.1 S5.2 S5.3 S8.1 S4.1",
        flags="lt-already-used s8-silent-after-lapatinib tdm1-site-unavailable",
        notes="CN-TDM1 CN-DUAL",
    ),
    Case(
        "V07",
        {**LAPATINIB, **NO_T_DM1, "lt_dual_given": UNKNOWN},
        "D-TDM1N T4.12 recommendation",
        options="L+T",
        against=LATE,
        statements="S5.1 S5.2 S5.3 S4.1",
        flags="tdm1-site-unavailable",
        notes="CN-TDM1 CN-DUAL",
    ),
    Case(
        "V15",
        {**BRAIN, "lt_dual_given": YES, "last_line_number": 3},
        "D-LAP T4.11 recommendation",
        preferred="TDM1",
        options="T+CT",
        against=LATE,
        statements="S7.1 S7.2 S4.2 S7.3 S7.4 S8.1 S5.3 S4.1",
        flags="lt-already-used scenario3-title-only s8-silent-after-lapatinib",
        notes="CN-TDM1 CN-DUAL CN-RETREAT",
    ),
    Case(
        "V15",
        {**T_DM1_GIVEN, "pertuzumab_exposure": Given.UNKNOWN, "last_line_number": None},
        "D-LAP T4.11 recommendation",
        options="dual-HER2 T+CT P+T+CT",
        against=("TDM1", *LATE),
        statements="S7.1 S7.2 S7.3 S7.4 S4.3 S4.4 S4.1",
        flags="pertuzumab-only-if-naive scenario3-title-only",
        notes="CN-TDM1 CN-DUAL CN-RETREAT",
    ),
    Case(
        "V15",
        {**T_DM1_GIVEN, "pertuzumab_exposure": Given.NONE},
        "D-LAP T4.11 recommendation",
        options="dual-HER2 T+CT P+T+CT",
        against=("TDM1", *LATE),
        statements="S7.1 S7.2 S7.3 S7.4 S4.3 S4.4 S4.1",
        notes="CN-TDM1 CN-DUAL CN-RETREAT",
    ),
    Case(
        "V15",
        {**T_DM1_ADJUVANT, "pertuzumab_exposure": Given.UNKNOWN},
        "D-LAP T4.11 recommendation",
        options="dual-HER2 T+CT",
        against=LATE,
        statements="S7.1 S7.3 S7.4 S4.1",
        flags="tdm1-adjuvant-not-covered pertuzumab-only-if-naive",
        notes="CN-TDM1 CN-DUAL CN-RETREAT",
    ),
    Case(
        "V15",
        {**NO_T_DM1, **EARLY_RELAPSE},
        "D-LAP T4.11 recommendation",
        options="dual-HER2 T+CT",
        against=LATE,
        statements="S7.1 S7.3 S7.4 S4.1",
        flags="tdm1-site-unavailable line-count-includes-adjuvant",
        notes="CN-TDM1 CN-DUAL CN-RETREAT",
    ),
    Case(
        "V11",
        {
            **T_DM1_GIVEN,
            "pertuzumab_exposure": Given.UNKNOWN,
            "brain_local_therapy": LocalTreatment.UNKNOWN,
            "brain_progression": AnswerOrNotApplicable.NO,
        },
        "D-BM T4.9 recommendation",
        preferred="L+CT",
        options="L+T P+T+CT",
        against=("TDM1", *LATE),
        statements="S8.1 S8.2 S8.3 S8.4 S5.3 S5.1 S5.2 S4.3 S4.4 S4.1",
        flags="best-local-treatment-first pertuzumab-only-if-naive table2-wording-only",
        notes="CN-BM CN-TDM1 CN-DUAL",
    ),
    Case(
        "V11",
        {**T_DM1_GIVEN, "pertuzumab_exposure": Given.NONE},
        "D-BM T4.9 recommendation",
        preferred="L+CT",
        options="L+T P+T+CT",
        against=("TDM1", *LATE),
        statements="S8.1 S8.2 S8.3 S8.4 S5.3 S5.1 S5.2 S4.3 S4.4 S4.1",
        flags="local-treatment-done",
        notes="CN-BM CN-TDM1 CN-DUAL",
    ),
    Case(
        "V11",
        {**T_DM1_GIVEN, "pertuzumab_exposure": Given.ADJUVANT_ONLY},
        "D-BM T4.9 recommendation",
        preferred="L+CT",
        options="L+T",
        against=("TDM1", *LATE),
        statements="S8.1 S8.2 S8.3 S8.4 S5.3 S5.1 S5.2 S4.1",
        flags="local-treatment-done",
        notes="CN-BM CN-TDM1 CN-DUAL",
    ),
    Case(
        "V11",
        {**T_DM1_ADJUVANT, **EARLY_RELAPSE},
        "D-BM T4.9 recommendation",
        preferred="L+CT",
        options="L+T",
        against=LATE,
        statements="S8.1 S8.2 S8.3 S8.4 S5.3 S5.1 S4.1",
        flags="local-treatment-done tdm1-adjuvant-not-covered line-count-includes-adjuvant",
        notes="CN-BM CN-TDM1 CN-DUAL",
    ),
    Case(
        "V11",
        {"tdm1_available": UNKNOWN, "prior_taxane": NO},
        "D-BM T4.9 recommendation",
        preferred="L+CT",
        options="L+T TDM1",
        against=LATE,
        statements="S8.1 S8.2 S8.3 S8.4 S5.3 S5.1 S5.2 S4.2 S4.1",
        flags="local-treatment-done tdm1-if-available tdm1-label-needs-taxane",
        notes="CN-BM CN-TDM1 CN-DUAL",
    ),
    Case(
        "V07",
        {**T_DM1_ADJUVANT, **EARLY_RELAPSE},
        "D-TDM1ADJ T4.13 recommendation",
        options="L+T",
        against=LATE,
        statements="S5.1 S4.1",
        flags="tdm1-adjuvant-not-covered line-count-includes-adjuvant",
        notes="CN-ADJ CN-DUAL",
    ),
    Case(
        "V07",
        {**T_DM1_ADJUVANT, **LAPATINIB, "lt_dual_given": YES},
        "D-TDM1ADJ T4.13 outside_consensus",
        against=LATE,
        statements="S5.1 S4.1",
        flags="tdm1-adjuvant-not-covered",
        notes="CN-ADJ CN-DUAL",
    ),
    Case(
        "V08",
        {**LAPATINIB, "lt_dual_given": YES},
        "D-TDM1P-PERT T4.16 recommendation",
        options="P+T+CT",
        against=("TDM1", "P+T-without-CT", *LATE),
        statements="S4.3 S4.4 S5.2 S4.1 S11.2",
        flags="weak-evidence-after-tdm1",
        notes="CN-POST CN-DUAL",
    ),
    Case(
        "V08",
        {"pertuzumab_exposure": Given.ADJUVANT_ONLY, **EARLY_RELAPSE},
        "D-TDM1P-LT T4.17 recommendation",
        options="L+T",
        against=("TDM1", *LATE),
        statements="S5.1 S5.2 S4.1 S11.2",
        flags="weak-evidence-after-tdm1 line-count-includes-adjuvant",
        notes="CN-POST CN-DUAL",
    ),
    Case(
        "V10",
        {"lt_dual_given": NO, "pertuzumab_exposure": Given.NONE},
        "D-TDM1P-PERT T4.16 recommendation",
        options="P+T+CT L+T",
        against=("TDM1", "P+T-without-CT", *LATE),
        statements="S4.3 S4.4 S5.1 S5.2 S4.1 S11.2 S6.1",
        flags="weak-evidence-after-tdm1 resistance-borderline",
        notes="CN-POST CN-DUAL CN-RES",
    ),
]

RESISTANT = [
    Case(
        "V14",
        {**BRAIN, "lapatinib_exposure": LapatinibGiven.NONE, "lt_dual_given": NO, "tdm1_available": UNKNOWN},
        "D-RES-CONFLICT T4.6 conflict",
        competing="TDM1 L+CT L+T",
        against=(ANOTHER,),
        statements="S6.1 S6.2 S6.3 S4.2 S5.2 S8.1 S5.1 S5.3 S11.3",
        flags="tdm1-if-available best-local-treatment-first",
        notes="CN-RES",
    ),
    Case(
        "V14",
        {"lt_dual_given": UNKNOWN, "prior_taxane": NO},
        "D-RES-CONFLICT T4.6 conflict",
        competing="TDM1 L+T",
        against=(ANOTHER,),
        statements="S6.1 S6.2 S6.3 S4.2 S5.2 S5.1 S5.3 S11.3",
        flags="tdm1-label-needs-taxane",
        notes="CN-RES",
    ),
    Case(
        "V14",
        {"lapatinib_exposure": LapatinibGiven.NONE, "lt_dual_given": NO},
        "D-RES-CONFLICT T4.6 conflict",
        competing="TDM1 L+T",
        against=(ANOTHER,),
        statements="S6.1 S6.2 S6.3 S4.2 S5.2 S5.1 S5.3 S11.3",
        notes="CN-RES",
    ),
    Case(
        "V13",
        BRAIN,
        "D-RES T4.8 outside_consensus",
        against=(ANOTHER, "TDM1"),
        statements="S6.1 S6.2 S6.3 S11.3",
        notes="CN-RES",
    ),
    Case(
        "V14",
        {"lt_dual_given": NO, "prior_trastuzumab": NO},
        "D-RES-CONFLICT T4.6 outside_consensus",
        against=(ANOTHER,),
        statements="S6.1 S6.2 S6.3 S11.3",
        notes="CN-RES",
    ),
    Case(
        "V14",
        {**BRAIN, **NO_T_DM1, "lapatinib_exposure": LapatinibGiven.NONE, "lt_dual_given": NO},
        "D-RES-CONFLICT T4.7 conflict",
        competing="L+CT L+T",
        against=(ANOTHER,),
        statements="S6.1 S6.2 S6.3 S8.1 S5.1 S5.3 S11.3",
        flags="best-local-treatment-first tdm1-site-unavailable",
        notes="CN-RES",
    ),
    Case(
        "V13",
        {
            **BRAIN,
            "lapatinib_exposure": LapatinibGiven.NONE,
            "lt_dual_given": NO,
            "brain_local_therapy": LocalTreatment.COMPLETED,
        },
        "D-RES-CONFLICT T4.7 conflict",
        competing="L+CT L+T",
        against=(ANOTHER, "TDM1"),
        statements="S6.1 S6.2 S6.3 S8.1 S5.1 S5.3 S11.3",
        flags="local-treatment-done",
        notes="CN-RES",
    ),
    Case(
        "V14",
        NO_T_DM1,
        "D-RES T4.8 outside_consensus",
        against=(ANOTHER,),
        statements="S6.1 S6.2 S6.3 S11.3",
        notes="CN-RES",
    ),
    Case(
        "V07",
        {"last_line_lapatinib": YES},
        "INCONSISTENT T4.1 inconsistent_data",
    ),
    Case(
        "V07",
        {"lt_dual_given": YES},
        "INCONSISTENT T4.1b inconsistent_data",
    ),
]

RESPONSE = [
    Case(
        "V16",
        {"disease_status": DiseaseStatus.PARTIAL_RESPONSE, "unacceptable_toxicity": UNKNOWN},
        "E-PR T5.6 recommendation",
        preferred="continue-anti-HER2",
        against=("stop-anti-HER2-without-reason",),
        statements="S9.2 S9.4",
        flags="abstract-wording-only check-toxicity-and-preference",
        notes="CN-CR",
    ),
    Case(
        "V16",
        {"disease_status": DiseaseStatus.STABLE_DISEASE, "patient_wishes_to_stop": UNKNOWN},
        "E-SD T5.7 recommendation",
        preferred="continue-anti-HER2",
        against=("stop-anti-HER2-without-reason",),
        statements="S9.3 S9.4",
        flags="external-guideline-only check-toxicity-and-preference",
        notes="CN-CR",
    ),
    Case(
        "V16",
        {"unacceptable_toxicity": YES, "patient_wishes_to_stop": YES},
        "E-TOX T5.3 stop_criterion_met",
        options="stop-anti-HER2",
        statements="S9.1 S9.4",
        flags="next-therapy-not-covered",
        notes="CN-CR",
    ),
    Case(
        "V16",
        {"disease_status": DiseaseStatus.PARTIAL_RESPONSE, "unacceptable_toxicity": YES},
        "E-TOX T5.3 stop_criterion_met",
        options="stop-anti-HER2",
        statements="S9.2 S9.1 S9.4",
        flags="abstract-wording-only next-therapy-not-covered",
        notes="CN-CR",
    ),
    Case(
        "V16",
        {"disease_status": DiseaseStatus.STABLE_DISEASE, "patient_wishes_to_stop": YES},
        "E-PREF T5.4 stop_criterion_met",
        options="stop-anti-HER2",
        statements="S9.3 S9.1 S9.4",
        flags="external-guideline-only next-therapy-not-covered",
        notes="CN-CR",
    ),
    Case("V16", {"on_anti_her2": NO}, "E-OFF T5.2 outside_consensus", statements="S9.1", notes="CN-CR"),
]

OUTSIDE = [
    Case(
        "V07",
        {"her2_status": Her2Status.LOW},
        "OUT-HER2 T0.1 outside_consensus",
        against=("any-anti-HER2-by-this-consensus",),
        statements="S0.1",
        flags="her2-low-later-evidence",
        notes="CN-LOW",
    ),
    Case(
        "V07",
        {"disease_setting": DiseaseSetting.LOCALLY_ADVANCED_UNRESECTABLE},
        "OUT-LABC T0.4 outside_consensus",
        statements="S0.1",
    ),
    Case("V07", {"disease_setting": DiseaseSetting.EARLY}, "OUT-EARLY T0.3 outside_consensus", statements="S0.1"),
    Case(
        "V16",
        {"post2016_agent_exposure": YES},
        "OUT-NEWAGENT T0.8 outside_consensus",
        statements="S0.2",
        flags="agent-after-2016",
        notes="CN-NEW",
    ),
]

ASKING = [
    ("V07", {"her2_status": Her2Status.UNKNOWN}, "T0.2", ("her2_status",)),
    ("V07", {"disease_setting": DiseaseSetting.UNKNOWN}, "T0.5", ("disease_setting",)),
    ("V07", {"disease_status": DiseaseStatus.UNKNOWN}, "T0.6", ("disease_status",)),
    ("V01", {"adjuvant_anti_her2": AdjuvantAntiHer2.UNKNOWN}, "T1.7", ("adjuvant_anti_her2",)),
    ("V02", {"chemo_indicated": UNKNOWN}, "T1F.9", ("chemo_indicated",)),
    ("V02", {"hr_status": HrStatus.UNKNOWN}, "T1F.10", ("hr_status",)),
    ("V02", {"hr_status": HrStatus.UNKNOWN, "chemo_indicated": UNKNOWN}, "T1F.11", ("hr_status", "chemo_indicated")),
    ("V06", {"adjuvant_anti_her2": AdjuvantAntiHer2.UNKNOWN}, "T2.4", ("adjuvant_anti_her2", "relapse_interval")),
    ("V06", {"n_her2_lines": None}, "T2.6", ("n_her2_lines",)),
    ("V06", {"tdm1_exposure": Given.UNKNOWN}, "T3.1", ("tdm1_exposure",)),
    ("V06", {"brain_mets": Presence.UNKNOWN}, "T3.2", ("brain_mets",)),
    ("V06", {**BRAIN, "lapatinib_exposure": LapatinibGiven.UNKNOWN}, "T3.6", ("lapatinib_exposure",)),
    ("V07", {"tdm1_exposure": Given.UNKNOWN}, "T4.3", ("tdm1_exposure",)),
    ("V07", {"brain_mets": Presence.UNKNOWN}, "T4.4", ("brain_mets",)),
    ("V07", {**BRAIN, "lapatinib_exposure": LapatinibGiven.UNKNOWN}, "T4.5", ("lapatinib_exposure",)),
    ("V07", {**LAPATINIB, "last_line_lapatinib": UNKNOWN}, "T4.10", ("last_line_lapatinib",)),
    ("V08", {"pertuzumab_exposure": Given.UNKNOWN}, "T4.14", ("pertuzumab_exposure",)),
    ("V08", {**LAPATINIB, "lt_dual_given": UNKNOWN}, "T4.15", ("lt_dual_given",)),
]

ALL = [*FIRST_LINE, *SECOND_LINE, *BEYOND, *RESISTANT, *RESPONSE, *OUTSIDE]

CITED = {
    ("F1a", "THP"): {"S1.5 S1.4"},
    ("F1a", "T+CT"): {"S1.1 S1.3", "S1.9 S1.3"},
    ("F1b", "T+nontaxaneCT"): {"S1.3"},
    ("F1c", "THP"): {"S1.5 S1.4"},
    ("F1c", "T+nontaxaneCT"): {"S1.3"},
    ("F1c", "T+CT"): {"S1.1 S1.3", "S1.9 S1.3"},
    ("F2", "ET+T"): {"S1.7"},
    ("F2", "ET+L"): {"S1.7"},
    ("F2", "ET"): {"S1.8"},
    **{(code, "T+CT"): {"S3.1 S3.2"} for code in ("C1", "C2")},
    **{(code, "L+T"): {"S3.1 S3.4"} for code in ("C1", "C2")},
    **{(code, "TDM1"): {"S3.1 S3.3"} for code in ("C1", "C2")},
    ("C1", "L+CT"): {"S3.1 S3.2"},
    ("C2", "L+CT"): {"S8.1 S8.4"},
    ("D-TDM1N", "TDM1"): {"S5.2 S4.2"},
    ("D-TDM1N", "L+T"): {"S5.1"},
    ("D-LAP", "TDM1"): {"S7.2 S4.2"},
    ("D-LAP", "dual-HER2"): {"S7.1 S7.3"},
    ("D-LAP", "T+CT"): {"S7.1 S7.4"},
    ("D-LAP", "P+T+CT"): {"S4.3 S4.4"},
    ("D-BM", "L+CT"): {"S8.1 S8.4"},
    ("D-BM", "L+T"): {"S5.3 S5.1"},
    ("D-BM", "TDM1"): {"S5.2 S4.2"},
    ("D-BM", "P+T+CT"): {"S4.3 S4.4"},
    ("D-TDM1ADJ", "L+T"): {"S5.1"},
    ("D-TDM1P-PERT", "P+T+CT"): {"S4.3 S4.4"},
    ("D-TDM1P-PERT", "L+T"): {"S5.1"},
    ("D-TDM1P-LT", "L+T"): {"S5.1"},
    ("D-RES-CONFLICT", "TDM1"): {"S4.2 S5.2"},
    ("D-RES-CONFLICT", "L+CT"): {"S8.1"},
    ("D-RES-CONFLICT", "L+T"): {"S5.1 S5.3"},
    ("E-CR", "continue-anti-HER2"): {"S9.1"},
    ("E-PR", "continue-anti-HER2"): {"S9.2"},
    ("E-SD", "continue-anti-HER2"): {"S9.3"},
    **{(code, "stop-anti-HER2"): {"S9.1 S9.4"} for code in ("E-TOX", "E-PREF")},
}
"""The statements on which each option rests."""


def patient(start: str, changes: dict[str, object]) -> Facts:
    return replace(PATIENTS[start], **changes)  # type: ignore[arg-type]  # each case gives a fact's own type


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.said} from {case.start}")
def test_the_outcome_is_put_together_as_specified(case: Case) -> None:
    said = advise(patient(case.start, case.changes))

    by_tier = {
        tier: " ".join(option.regimen for option in said.recommended if option.tier.value == tier)
        for tier in ("preferred", "option", "competing")
    }
    assert f"{said.code} {said.rule} {said.status.value}" == case.said
    assert by_tier == {"preferred": case.preferred, "option": case.options, "competing": case.competing}
    assert said.not_recommended == case.against
    assert " ".join(said.statements) == case.statements
    assert " ".join(said.flags) == case.flags
    assert " ".join(said.currency_notes) == case.notes
    assert (said.edition, said.missing_facts, said.possible_outcomes) == ("es-2016", (), ())
    for option in said.recommended:
        assert " ".join(option.statements) in CITED[(said.code, option.regimen)]


@pytest.mark.parametrize(("start", "changes", "rule", "missing"), ASKING, ids=lambda value: str(value)[:40])
def test_the_row_that_asks(start: str, changes: dict[str, object], rule: str, missing: tuple[str, ...]) -> None:
    said = advise(patient(start, changes))

    assert (said.code, said.rule, said.missing_facts) == ("MISSING", rule, missing)
    assert (said.recommended, said.not_recommended, said.statements, said.flags) == ((), (), (), ())


def test_every_outcome_is_written_down_here_or_is_a_worked_patient() -> None:
    written = {case.said.split()[0] for case in ALL} | {vignette.code for vignette in vignettes()}

    assert written == set(catalogue()) | {"MISSING"}


def test_each_option_rests_on_its_statements() -> None:
    cited: dict[tuple[str, str], set[str]] = {}
    for code, entry in catalogue().items():
        for option in entry.options:
            cited.setdefault((code, option.regimen), set()).add(" ".join(option.statements))

    assert cited == CITED


@pytest.mark.parametrize(
    ("status", "statement"), [(HrStatus.POSITIVE, "S1.9"), (HrStatus.NEGATIVE, "S1.1"), (HrStatus.UNKNOWN, "S1.1")]
)
def test_trastuzumab_with_chemotherapy_rests_on_the_sentence_for_her_receptors(
    status: HrStatus, statement: str
) -> None:
    said = advise(patient("V01", {"hr_status": status}))

    assert said.recommended[1].statements == (statement, "S1.3")
