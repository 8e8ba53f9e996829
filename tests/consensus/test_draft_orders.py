"""Rule J: the worked order x state table of specification A.5.3, and the corners of A.6.4."""

from __future__ import annotations

from dataclasses import replace

import pytest
from vignettes.load import vignettes

from consensus.algorithm import judge
from consensus.facts import (
    DiseaseStatus,
    Facts,
    Given,
    Her2Status,
    InvalidFactError,
    LapatinibGiven,
    Presence,
    RelapseInterval,
)
from treatment_history.answer import Answer

PATIENTS = {vignette.id: vignette.facts for vignette in vignettes()}

L_C = ("lapatinib", "capecitabine")
L_T = ("lapatinib", "trastuzumab")
TDM1 = ("trastuzumab-emtansine",)
THP = ("trastuzumab", "pertuzumab", "docetaxel")
P_T = ("pertuzumab", "trastuzumab")
PTV = ("pertuzumab", "trastuzumab", "vinorelbine")
T_V = ("trastuzumab", "vinorelbine")
CHEMO = ("capecitabine",)
STOP = ("STOP-ANTI-HER2",)


def patient(id_: str, **changes: object) -> Facts:
    return replace(PATIENTS[id_], **changes)  # type: ignore[arg-type]  # each test gives a fact's own type


AFTER_LAPATINIB_IN_BRAIN = {"brain_mets": Presence.PRESENT, "lapatinib_exposure": LapatinibGiven.METASTATIC}

WORKED = [
    # order, patient, changes, class, step of rule J
    (L_C, "V07", {}, "DISCORDANT", "J.13"),
    (L_C, "V06", {}, "CONCORDANT_OPTION", "J.7"),
    (L_C, "V11", {}, "CONCORDANT_PREFERRED", "J.7"),
    (L_C, "V11", AFTER_LAPATINIB_IN_BRAIN, "COMPETING", "J.9"),
    (L_C, "V12", {}, "INSUFFICIENT_DATA", "J.1"),
    (L_T, "V07", {}, "CONCORDANT_OPTION", "J.7"),
    (L_T, "V06", {}, "CONCORDANT_OPTION", "J.7"),
    (L_T, "V13", {}, "DISCORDANT", "J.10"),
    (("lapatinib",), "V06", {}, "DISCORDANT", "J.8"),
    (("lapatinib", "paclitaxel"), "V01", {}, "DISCORDANT", "J.8"),
    (TDM1, "V07", {}, "CONCORDANT_PREFERRED", "J.7"),
    (TDM1, "V15", {}, "CONCORDANT_PREFERRED", "J.7"),
    (TDM1, "V06", {}, "CONCORDANT_OPTION", "J.7"),
    (TDM1, "V04", {}, "CONCORDANT_OPTION", "J.7"),
    (TDM1, "V05", {}, "DISCORDANT", "J.8"),
    (TDM1, "V08", {}, "DISCORDANT", "J.8"),
    (TDM1, "V07", {"tdm1_exposure": Given.ADJUVANT_ONLY}, "NOT_COVERED", "J.6"),
    (TDM1, "V06", {"tdm1_exposure": Given.ADJUVANT_ONLY}, "NOT_COVERED", "J.6"),
    (TDM1, "V14", {}, "COMPETING", "J.7"),
    (TDM1, "V11", {}, "CONCORDANT_OPTION", "J.7"),
    (TDM1, "V07", {"prior_trastuzumab": Answer.NO}, "NOT_LISTED", "J.13"),
    (TDM1, "V11", {"prior_trastuzumab": Answer.NO}, "DISCORDANT", "J.13"),
    (TDM1, "V07", {"tdm1_available": Answer.NO}, "CONCORDANT_PREFERRED", "J.7"),
    (TDM1, "V06", {"tdm1_available": Answer.NO}, "CONCORDANT_OPTION", "J.7"),
    (TDM1, "V14", {"tdm1_available": Answer.NO}, "DISCORDANT", "J.10"),
    ((*TDM1, "trastuzumab"), "V07", {}, "DISCORDANT", "J.8"),
    ((*TDM1, "capecitabine"), "V07", {}, "DISCORDANT", "J.8"),
    ((*TDM1, "letrozole"), "V06", {}, "DISCORDANT", "J.8"),
    (("pertuzumab", "docetaxel"), "V06", {}, "DISCORDANT", "J.8"),
    (P_T, "V08", {}, "DISCORDANT", "J.8"),
    (P_T, "V16", {}, "CONCORDANT_PREFERRED", "J.2"),
    (PTV, "V08", {}, "CONCORDANT_OPTION", "J.7"),
    (THP, "V08", {}, "CONCORDANT_OPTION", "J.7"),
    (PTV, "V06", {}, "NOT_LISTED", "J.13"),
    (T_V, "V15", {}, "CONCORDANT_OPTION", "J.7"),
    (T_V, "V07", {}, "DISCORDANT", "J.13"),
    (THP, "V01", {}, "CONCORDANT_PREFERRED", "J.7"),
    (("anastrozole", "trastuzumab"), "V02", {}, "CONCORDANT_PREFERRED", "J.7"),
    (("letrozole",), "V02", {}, "CONCORDANT_OPTION", "J.7"),
    (CHEMO, "V06", {}, "DISCORDANT", "J.8"),
    (CHEMO, "V07", {}, "DISCORDANT", "J.8"),
    (CHEMO, "V13", {}, "NOT_COVERED", "J.10"),
    (THP, "V18", {}, "DISCORDANT", "J.5"),
    (CHEMO, "V18", {}, "NOT_COVERED", "J.5"),
    (("trastuzumab-deruxtecan",), "V18", {"her2_status": Her2Status.LOW}, "NOT_COVERED", "J.3"),
    (STOP, "V16", {}, "DISCORDANT", "J.0"),
    (STOP, "V16", {"unacceptable_toxicity": Answer.UNKNOWN}, "INSUFFICIENT_DATA", "J.0"),
    (STOP, "V16", {"patient_wishes_to_stop": Answer.UNKNOWN}, "INSUFFICIENT_DATA", "J.0"),
    (STOP, "V17", {}, "CONCORDANT_OPTION", "J.0"),
    (STOP, "V07", {}, "NOT_COVERED", "J.0"),
    (TDM1, "V19", {}, "NOT_COVERED", "J.11"),
    (("trastuzumab", "doxorubicin"), "V01", {}, "DISCORDANT", "J.13"),
    (("trastuzumab", "doxorubicin"), "V22", {}, "NOT_LISTED", "J.13"),
    # A.6.4, what the table does not show
    (("trastuzumab",), "V16", {}, "NOT_COVERED", "J.2"),
    (P_T, "V16", {"patient_wishes_to_stop": Answer.YES}, "DISCORDANT", "J.2"),
    (("pertuzumab",), "V16", {}, "DISCORDANT", "J.2"),
    ((*TDM1, "trastuzumab"), "V16", {}, "DISCORDANT", "J.2"),
    (L_T, "V16", {}, "NOT_COVERED", "J.12"),
    (CHEMO, "V16", {}, "NOT_COVERED", "J.12"),
    (
        THP,
        "V12",
        {"lapatinib_exposure": LapatinibGiven.NONE, "last_line_lapatinib": Answer.YES},
        "INSUFFICIENT_DATA",
        "J.4",
    ),
    (L_T, "V15", {}, "CONCORDANT_OPTION", "J.7"),
    (PTV, "V15", {}, "CONCORDANT_OPTION", "J.7"),
    (THP, "V15", {}, "CONCORDANT_OPTION", "J.7"),
    (PTV, "V15", {"pertuzumab_exposure": Given.UNKNOWN}, "DISCORDANT", "J.13"),
    (PTV, "V15", {"pertuzumab_exposure": Given.METASTATIC}, "DISCORDANT", "J.13"),
    (L_T, "V15", {"lt_dual_given": Answer.YES}, "DISCORDANT", "J.13"),
    (T_V, "V22", {}, "CONCORDANT_OPTION", "J.7"),
    (("trastuzumab", "paclitaxel"), "V22", {}, "NOT_LISTED", "J.13"),
    (T_V, "V01", {"taxane_contraindicated": Answer.UNKNOWN}, "CONCORDANT_OPTION", "J.7"),
    (("trastuzumab", "paclitaxel"), "V01", {"taxane_contraindicated": Answer.UNKNOWN}, "CONCORDANT_OPTION", "J.7"),
    ((*L_T, "capecitabine"), "V07", {}, "DISCORDANT", "J.13"),
    (("trastuzumab",), "V06", {}, "NOT_LISTED", "J.13"),
    ((*P_T, "lapatinib"), "V06", {}, "NOT_LISTED", "J.13"),
    (("palbociclib",), "V06", {}, "NOT_LISTED", "J.13"),
    (THP, "V24", {}, "NOT_COVERED", "J.11"),
    (("trastuzumab-deruxtecan",), "V12", {}, "NOT_COVERED", "J.3"),
]


@pytest.mark.parametrize(("agents", "id_", "changes", "order_class", "ground"), WORKED)
def test_worked_orders(
    agents: tuple[str, ...], id_: str, changes: dict[str, object], order_class: str, ground: str
) -> None:
    judged = judge(agents, patient(id_, **changes))

    assert (judged.order_class.value, judged.ground) == (order_class, ground)


def test_an_order_that_is_still_active_counts_with_the_draft() -> None:
    judged = judge(TDM1, PATIENTS["V20"], active=("trastuzumab",))

    assert judged.regimen == "TDM1+other"
    assert judged.order_class.value == "DISCORDANT"
    assert [alert.rule for alert in judged.alerts] == ["J-S1"]


def test_a_draft_that_stops_the_old_anti_her2_agent_is_judged_without_it() -> None:
    judged = judge(("STOP-ANTI-HER2", *TDM1), PATIENTS["V20"], active=("trastuzumab",))

    assert (judged.order_class.value, judged.alerts) == ("CONCORDANT_PREFERRED", ())


def test_supportive_drugs_do_not_change_the_regimen() -> None:
    judged = judge((*TDM1, "ondansetron", "dexamethasone"), PATIENTS["V07"], active=("denosumab",))

    assert (judged.regimen, judged.order_class.value, judged.alerts) == ("TDM1", "CONCORDANT_PREFERRED", ())


def test_an_order_without_an_anticancer_agent_is_not_covered_and_raises_nothing() -> None:
    judged = judge(("zoledronic-acid",), patient("V23"), active=("trastuzumab", "capecitabine"))

    assert (judged.order_class.value, judged.alerts) == ("NOT_COVERED", ())


def test_the_matched_option_says_what_the_order_agrees_with() -> None:
    judged = judge(L_T, PATIENTS["V15"])

    assert judged.matched is not None
    assert judged.matched.regimen == "dual-HER2"


@pytest.mark.parametrize(
    ("agents", "id_", "regimen"), [(P_T, "V16", "continue-anti-HER2"), (STOP, "V17", "stop-anti-HER2")]
)
def test_continuing_and_stopping_match_their_option(agents: tuple[str, ...], id_: str, regimen: str) -> None:
    judged = judge(agents, PATIENTS[id_])

    assert judged.matched is not None
    assert judged.matched.regimen == regimen


def test_all_completions_agree_though_the_outcome_is_open() -> None:
    judged = judge(L_T, PATIENTS["V12"])

    assert (judged.order_class.value, judged.ground) == ("CONCORDANT_OPTION", "J.1")
    assert judged.matched is not None


def test_synonyms_name_the_same_agent() -> None:
    judged = judge(("trastuzumab", "paclitaxel-albumin"), PATIENTS["V22"])

    assert judged.regimen == "T+CT"
    assert judged.agents == ("trastuzumab", "paclitaxel-albumin")


@pytest.mark.parametrize(("agents", "active"), [(("herceptin",), ()), (("trastuzumab",), ("kadcyla",))])
def test_an_unknown_agent_is_an_error(agents: tuple[str, ...], active: tuple[str, ...]) -> None:
    with pytest.raises(InvalidFactError, match="unknown agent"):
        judge(agents, PATIENTS["V07"], active)


def test_a_stop_is_not_judged_by_what_cannot_be_known() -> None:
    judged = judge(STOP, patient("V16", on_anti_her2=Answer.UNKNOWN))

    assert judged.order_class.value == "NOT_COVERED"


def test_relapse_within_six_months_is_still_second_line_approach() -> None:
    facts = patient("V04", relapse_interval=RelapseInterval.DURING_OR_LE6)

    assert judge(TDM1, facts).order_class.value == "CONCORDANT_OPTION"


def test_stable_disease_continues_like_a_response() -> None:
    facts = patient("V16", disease_status=DiseaseStatus.STABLE_DISEASE)

    assert judge(P_T, facts).order_class.value == "CONCORDANT_PREFERRED"
