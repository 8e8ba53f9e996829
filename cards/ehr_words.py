"""The words of the demo EHR: headings, buttons and remarks, by the name under which its pages ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from treatment_history.sentences import say

if TYPE_CHECKING:
    from cards.wording.voice import Voice

_WORDS = {
    "title": say("Demo EHR"),
    "list_says": say(
        "A small EHR that calls the real CDS Hooks endpoints and shows what comes back. Its records are invented, or "
        "published test records of other projects; nothing is written to them."
    ),
    "not_certified": say(
        "Not a certified medical device. It compares the record with a paper of 2016, for discussion by oncologists."
    ),
    "patients": say("Patients"),
    "search": say("Search by name, situation or id"),
    "none_found": say("No patient matches."),
    "invented": say("Invented for this demo"),
    "published": say("Published test records of other projects"),
    "day": say("Day of the story"),
    "other_language": say("Español"),
    "skip": say("To the chart"),
    "back": say("All patients"),
    "as_of": say("As of"),
    "name_not_recorded": say("Name not in the record"),
    "parts": say("Parts of the chart"),
    "tab_chart": say("Chart"),
    "tab_orders": say("Orders"),
    "tab_calls": say("Calls (JSON)"),
    "tab_feedback": say("Feedback"),
    "expect": say("What to look for in this story"),
    "origin": say("Origin of the record"),
    "standing": say("Where the patient stands"),
    "glance": say("At a glance, as the service reads the record"),
    "resources": say("All resources of the record"),
    "reasoning": say("See why: timeline and reasoning"),
    "choose": say("Anticancer drug"),
    "choose_hint": say("Type a name and choose from the list."),
    "add": say("Add draft"),
    "unknown_drug": say("Choose a drug from the list."),
    "not_drafted": say("The draft could not be written."),
    "sets": say("Order sets to try"),
    "active": say("Active therapy"),
    "no_active": say("The record shows no anticancer drug with an order still active."),
    "stop": say("Stop"),
    "drafts": say("Draft orders"),
    "no_drafts": say("No drafts yet."),
    "dose_open": say("dose and schedule still open"),
    "stops": say("order to stop"),
    "remove": say("Remove"),
    "sign": say("Sign orders"),
    "signed": say("Signed in this demo"),
    "signed_says": say("Kept on this page alone; nothing is written to the record."),
    "done": say("Signed."),
    "cards": say("Cards"),
    "on_chart": say("On opening the chart"),
    "on_orders": say("On the draft orders"),
    "on_sign": say("On signing"),
    "asking": say("Asking the service"),
    "no_cards": say("No card: the service has nothing to say here, or the same card was overridden before."),
    "failed": say("The service could not answer"),
    "not_checked": say("The service could not check these orders. Signing is up to you."),
    "info": say("Information"),
    "warning": say("Warning"),
    "critical": say("Critical"),
    "details": say("Details"),
    "source": say("Source"),
    "suggestions": say("Suggestions"),
    "take": say("Take"),
    "taken": say("Taken"),
    "reason": say("Reason"),
    "choose_reason": say("Choose a reason"),
    "override": say("Override"),
    "overridden": say("Overridden"),
    "not_stored": say("The feedback could not be stored."),
    "confirm": say("Critical card: sign all the same?"),
    "confirm_says": say("Signing needs a reason. It is sent to the service as feedback on the card."),
    "go_back": say("Back to the drafts"),
    "sign_anyway": say("Sign anyway"),
    "held": say("Cards came on signing. Read them, then decide."),
    "sign_now": say("Sign now"),
    "calls_says": say("Every call of this page, newest first, as it was sent and answered."),
    "request": say("Request"),
    "response": say("Response"),
    "sent": say("Sent from this page"),
    "none_sent": say("Nothing was sent yet: take a suggestion or override a card."),
    "stored": say("stored"),
    "report": say("What became of all cards"),
    "report_says": say("As the command prints it:"),
}


def ehr_words(voice: Voice) -> dict[str, str]:
    """Every word of the demo EHR in one language."""
    return {name: voice.raw(sentence) for name, sentence in _WORDS.items()}
