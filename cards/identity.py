"""Names and ids that stay the same: topics, reasons for not following, ids that follow from the request.

The same request gives the same bytes: every id is a version 5 UUID of the hook instance and of what the id stands for.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from hashlib import sha1
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from cards.model import Coding, Link, Source
from consensus.edition import EDITION
from treatment_history.sentences import say

if TYPE_CHECKING:
    from cards.consult import Consult, Presentation
    from cards.wording.voice import Voice

EXTENSION = "org.her2-cds"
TOPICS = "https://her2-cds.org/CodeSystem/card-topic"
OVERRIDE_REASONS = "https://her2-cds.org/CodeSystem/override-reason"
"""Code systems of this service: names that never change, whether or not something answers there."""

_OURS = uuid5(NAMESPACE_URL, "https://her2-cds.org/cards").bytes
"""The namespace of our ids."""

_REASONS = {
    "patient-choice": say("The patient's choice"),
    "clinical-trial": say("Clinical trial"),
    "toxicity": say("Toxicity"),
    "comorbidity": say("Comorbidity"),
    "not-available-or-funded": say("Not available or not funded"),
    "tumour-board-decided": say("The tumour board decided otherwise"),
    "record-is-wrong": say("The record is wrong or incomplete"),
    "later-evidence": say("Later evidence"),
}
"""Few, coded and oncological: free text is hardly ever usable (research on overrides)."""


def derived_id(consult: Consult, *parts: str) -> str:
    """The id of a card, suggestion or run of this request."""
    # what uuid5 does, without importing and unpacking anew each time
    name = "|".join((consult.hook_instance, consult.hook, consult.patient_id, *parts))
    return str(UUID(bytes=sha1(_OURS + name.encode(), usedforsecurity=False).digest()[:16], version=5))


def run_id(consult: Consult) -> str:
    """The opaque id under which this consultation is found again in logs and feedback."""
    return derived_id(consult, "run", consult.as_of.isoformat(), EDITION.label)


@cache
def _display(voice: Voice) -> str:
    return voice.plain(say("Anti-HER2 therapy in HER2-positive metastatic breast cancer"))


@cache
def _label(voice: Voice) -> str:
    return voice.plain(say("Spanish expert panel, 2016 ({edition})", edition=EDITION.label))


@lru_cache(maxsize=256)
def topic(code: str, voice: Voice) -> Coding:
    """What kind of card this is: alphanumeric, because one EHR suppresses later cards by this key."""
    return Coding(TOPICS, re.sub(r"[^A-Za-z0-9]", "", code), _display(voice))


def source(code: str, voice: Voice, presentation: Presentation) -> Source:
    """The panel's paper, with its edition; the link leads to the paper, never to a patient."""
    return Source(_label(voice), topic(code, voice), f"https://doi.org/{EDITION.doi}", presentation.icon_url)


def links(presentation: Presentation, voice: Voice) -> tuple[Link, ...]:
    """The page about this knowledge and its limits; only where the site has configured its address."""
    if presentation.public_url is None:
        return ()
    label = voice.plain(say("Sources, scope and limits of this advice"))
    return (Link(label, f"{presentation.public_url.rstrip('/')}/attributes"),)


@cache  # the same on every card of a language
def override_reasons(voice: Voice) -> tuple[Coding, ...]:
    """Why a clinician may not follow a card."""
    return tuple(Coding(OVERRIDE_REASONS, code, voice.plain(display)) for code, display in _REASONS.items())
