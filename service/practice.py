"""The settings of a site in the words of the rooms below: what can be had there, and how cards are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.consult import Presentation
from cards.wording.language import Language
from consensus.site import Site
from service.consult import Practice

if TYPE_CHECKING:
    from service.settings import Settings


def practice_of(settings: Settings) -> Practice:
    """What the site has decided, in the words of the rooms below."""
    return Practice(
        Site(tdm1_available=settings.tdm1_available, elderly_age=settings.elderly_age),
        Presentation(
            language=Language(settings.language),
            suggest_superseded=settings.suggest_superseded,
            quiet_when_concordant=settings.quiet_when_concordant,
            quiet_when_not_covered=settings.quiet_when_not_covered,
            public_url=settings.public_url or None,
        ),
    )
