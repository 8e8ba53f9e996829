"""The words around the page: the link to it on a card, and what to do when it cannot be opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cards.wording.voice import Voice
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from cards.wording.language import Language

_OPEN = say("Why this advice: timeline, path and options of this patient")
_AGAIN = say("Close this page and open it again from the patient's chart.")
_ADMINISTRATOR = say("If this happens again, tell the administrators of your EHR; they find the reason in the log.")

_WHAT: dict[str, Sentence] = {
    "unknown-server": say("This page cannot be opened from here: the EHR is not registered with it."),
    "malformed-launch": say("This page cannot be opened from here: the call of the EHR is incomplete."),
    "ehr-not-usable": say("The EHR does not answer in a way in which this page may be opened."),
    "not-started-here": say("This sign-in was not started in this browser, was used before, or took too long."),
    "not-permitted": say("The EHR did not permit the page to be opened."),
    "sign-in-failed": say("The EHR did not complete the sign-in."),
    "identity-not-proven": say("The EHR did not prove who signed in."),
    "no-patient": say("The EHR named no patient."),
    "too-little-granted": say("The EHR did not permit everything that this page has to read."),
    "different-patient": say("This page belongs to a different patient than the one who was opened. Nothing is shown."),
    "no-such-case": say("There is no such case for you."),
    "session-over": say("You are signed out, or the session is over."),
    "foreign-page": say("The answer did not come from this page, and was not used."),
    "record-not-read": say("The EHR did not give the record. Without it nothing can be said about this patient."),
    "busy": say("The service cannot open the page now."),
    "signed-out": say("You have signed out. Nothing of the patient is kept here."),
}
_TITLE = say("The page cannot be opened")
_TITLE_SIGNED_OUT = say("Signed out")
_SIGN_OUT = say("Sign out")
_OF_USERS = frozenset({"session-over", "signed-out", "different-patient", "foreign-page", "no-such-case"})


@dataclass(frozen=True, slots=True)
class Notice:
    """A plain page: what happened and what to do."""

    language: str
    title: str
    paragraphs: tuple[str, ...]


def notice(code: str, language: Language) -> Notice:
    """What a clinician reads when the page is not shown."""
    voice = Voice(language)
    said = [_WHAT[code], _AGAIN, *(() if code in _OF_USERS else (_ADMINISTRATOR,))]
    title = _TITLE_SIGNED_OUT if code == "signed-out" else _TITLE
    return Notice(language.value, voice.plain(title), tuple(voice.plain(one) for one in said))


def open_label(language: Language) -> str:
    """The label of the link on a card."""
    return Voice(language).plain(_OPEN)


def sign_out_label(language: Language) -> str:
    """The label of the button that ends a session."""
    return Voice(language).plain(_SIGN_OUT)
