"""The settings of a site in the words of the rooms below: what can be had there, and how cards are shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cards.consult import Presentation
from cards.profiles import PROFILES
from cards.wording.language import Language
from consensus.site import Site
from fhir_mappings.resources import Validation
from service.consult import Practice

if TYPE_CHECKING:
    from service.callers import Caller
    from service.settings import Settings

_KNOWN = frozenset(language.value for language in Language)
_MOST_WISHES = 20


def practice_of(settings: Settings) -> Practice:
    """What the site has decided, in the words of the rooms below."""
    return Practice(
        Site(tdm1_available=settings.tdm1_available, elderly_age=settings.elderly_age),
        Presentation(
            language=Language(settings.language),
            suggest_superseded=settings.suggest_superseded is not False,
            quiet_when_concordant=settings.quiet_when_concordant,
            quiet_when_not_covered=settings.quiet_when_not_covered,
            public_url=settings.public_url or None,
            icon_url=f"{settings.public_url}/assets/icon.png" if settings.public_url else None,
        ),
        Validation(settings.validation),
    )


def for_caller(practice: Practice, caller: Caller, accept_language: str) -> Practice:
    """The same practice in the dialect and language of one caller: registered language, else what the request asks."""
    asked = caller.language or preferred_language(accept_language)
    language = Language(asked) if asked else practice.presentation.language
    presentation = replace(practice.presentation, profile=PROFILES[caller.profile], language=language)
    return replace(practice, presentation=presentation)


def in_language(practice: Practice, language: str | None) -> Practice:
    """The same practice, read in a language of ours; anything else changes nothing."""
    if language not in _KNOWN:
        return practice
    return replace(practice, presentation=replace(practice.presentation, language=Language(language)))


def preferred_language(accept_language: str) -> str | None:
    """The language of ours that an Accept-Language header likes best; None if it names none of them."""
    wishes = [_wish(part) for part in accept_language.split(",")[:_MOST_WISHES]]
    known = [(quality, -place, tag) for place, (tag, quality) in enumerate(wishes) if tag in _KNOWN and quality > 0]
    return max(known)[2] if known else None


def _wish(part: str) -> tuple[str, float]:
    tag, _, parameters = part.partition(";")
    name, _, value = parameters.strip().partition("=")
    try:
        quality = float(value) if name.strip() == "q" else 1.0
    except ValueError:
        quality = 0.0
    return tag.strip().lower().split("-")[0], quality
