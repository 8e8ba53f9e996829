"""T-DM1 and lapatinib + chemotherapy, wherever an option of them needs the same conditions and remarks (A.6.2)."""

from __future__ import annotations

from consensus.facts import Facts, Given, LocalTreatment, Presence
from consensus.regimens import TDM1
from consensus.situations.answers import when
from treatment_history.answer import Answer

_LOCAL_TREATMENT_FLAGS = {
    LocalTreatment.COMPLETED: "local-treatment-done",
    LocalTreatment.NOT_INDICATED: "local-treatment-not-indicated",
}


def t_dm1_ok(facts: Facts) -> bool:
    """T-DM1 may be an option: never given, not known to be unavailable, trastuzumab not known to be missing."""
    return (
        facts.tdm1_exposure is Given.NONE
        and facts.tdm1_available is not Answer.NO
        and facts.prior_trastuzumab is not Answer.NO
    )


def t_dm1_flags(facts: Facts) -> tuple[str, ...]:
    """The remarks on an option T-DM1: whether the site has it (S5.2), and what its label asks (S0.4, X8)."""
    if not t_dm1_ok(facts):
        return ()
    return (
        *when(facts.tdm1_available is Answer.UNKNOWN, "tdm1-if-available"),
        *when(facts.prior_taxane is Answer.NO, "tdm1-label-needs-taxane"),
    )


def t_dm1_already_given(facts: Facts) -> tuple[str, ...]:
    """T-DM1 is spoken against once it was given for metastatic disease (S5.2: "not given in previous lines")."""
    return when(facts.tdm1_exposure is Given.METASTATIC, TDM1)


def adjuvant_t_dm1_flag(facts: Facts) -> tuple[str, ...]:
    """The panel could not know T-DM1 after surgery: an earlier adjuvant course is not covered."""
    return when(facts.tdm1_exposure is Given.ADJUVANT_ONLY, "tdm1-adjuvant-not-covered")


def site_flag(facts: Facts) -> tuple[str, ...]:
    """T-DM1 would be an option, but the site says that it has none."""
    unavailable = (
        facts.tdm1_exposure is Given.NONE
        and facts.tdm1_available is Answer.NO
        and facts.prior_trastuzumab is not Answer.NO
    )
    return when(unavailable, "tdm1-site-unavailable")


def brain_flags(facts: Facts) -> tuple[str, ...]:
    """The remarks on lapatinib + chemotherapy for brain metastases: "after best local treatment" (S8.1), and X3."""
    return (
        local_treatment_flag(facts),
        *when(facts.brain_progression.value == "no", "table2-wording-only"),
    )


def local_treatment_flag(facts: Facts) -> str:
    """Where the best local treatment stands (S8.1)."""
    return _LOCAL_TREATMENT_FLAGS.get(facts.brain_local_therapy, "best-local-treatment-first")


def brain_present(facts: Facts) -> bool:
    """Brain metastases are recorded."""
    return facts.brain_mets is Presence.PRESENT
