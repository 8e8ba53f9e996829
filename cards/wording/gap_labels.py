"""Why a resource, or a part of the request, could not be used: the reasons that `fhir_mappings` gives, in words."""

from __future__ import annotations

from cards.wording import labels
from fhir_mappings.not_read import NotRead
from treatment_history.sentences import Sentence, say

_REASONS = (
    say("names no patient, not used"),
    say("something in it is no FHIR resource and was not read"),
    say("FHIR DSTU2 or STU3 not supported"),
    say("a modifier extension that is not understood changes its meaning"),
    say("implicit rules that are not understood change its meaning"),
    say("the patient record points to another one as the main record of this person"),
    say("has no status"),
    say("names no medication"),
    say("names a medication that was not sent"),
    say("names a medication that was entered in error"),
    say("medication code not known and no name given"),
    say("its text denies the drug"),
    say("stage not understood"),
    say("procedure without a known status"),
    say("statement about metastases without a clear answer"),
    say("line number not understood"),
    say("line number: code and text differ"),
    say("disease status without a readable value"),
    say("receptor test without a readable value"),
    say("LVEF value not usable"),
    say("not sent"),
    say("not a FHIR resource"),
    say("not a readable Bundle"),
    say("expected a Bundle"),
    say("not what was asked for"),
    say("the EHR answered with an error"),
    say("only the first page was sent"),
    say("fewer entries than its total"),
    say("paged result: a next page exists and was not given"),
)

GAPS: dict[str, Sentence] = {sentence.pattern: sentence for sentence in _REASONS} | {
    cause.value: labels.NOT_READ[cause.name] for cause in NotRead
}
"""The sentence that the clinician reads, by the reason."""
