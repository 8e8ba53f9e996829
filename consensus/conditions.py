"""Conditions that an outcome carries beside its flags, so that no option stands, or is missing, without its reason.

A.6.2 fixes the flags; where a conditioning fact is unknown, or removes T-DM1 without a flag, the condition is said here
(A.3.7, point 5: conditioning facts never block, their condition is printed).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.facts import Given
from consensus.regimens import DUAL, L_T, TDM1
from treatment_history.answer import Answer
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from consensus.facts import Facts
    from consensus.outcome import Outcome


def conditions(said: Outcome, facts: Facts) -> tuple[Sentence, ...]:
    """What a card must add to the options of this outcome for this patient."""
    regimens = {supported.regimen for supported in said.recommended}
    return tuple(
        sentence
        for applies, sentence in (
            (regimens & {L_T, DUAL} and facts.lt_dual_given is Answer.UNKNOWN, _LT_NOT_RECORDED),
            (TDM1 in regimens and facts.prior_trastuzumab is Answer.UNKNOWN, _TRASTUZUMAB_NOT_RECORDED),
            (TDM1 in regimens and facts.prior_taxane is Answer.UNKNOWN, _TAXANE_NOT_RECORDED),
            (_removed_without_flag(said, facts), _REMOVED),
        )
        if applies
    )


def _removed_without_flag(said: Outcome, facts: Facts) -> bool:
    """T-DM1 never given and left out for want of earlier trastuzumab, beyond second line, where no flag says so."""
    return (
        said.code in ("D-TDM1N", "D-LAP", "D-BM", "D-RES-CONFLICT")
        and facts.tdm1_exposure is Given.NONE
        and facts.prior_trastuzumab is Answer.NO
    )


_LT_NOT_RECORDED = say("Unless lapatinib + trastuzumab was already given: the record does not say.")
_TRASTUZUMAB_NOT_RECORDED = say("The T-DM1 indication asks for earlier trastuzumab: the record does not say.")
_TAXANE_NOT_RECORDED = say("The T-DM1 label asks for an earlier taxane: the record does not say.")
_REMOVED = say("T-DM1 is left out: its indication asks for earlier trastuzumab, and none was given.")
