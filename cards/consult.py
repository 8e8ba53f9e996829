"""What a card is built from: one consultation, and how the asking EHR wants to read the answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cards.grounds import facts_used
from cards.profiles import DEFAULT, Profile
from cards.wording.language import Language

if TYPE_CHECKING:
    from datetime import date

    from consensus.establish import Established
    from consensus.outcome import JudgedOrder, Outcome
    from fhir_mappings.draft_orders import DraftOrder
    from treatment_history.history import TreatmentHistory


@dataclass(frozen=True, slots=True)
class OrderDecision:
    """Draft orders that make one decision together, and how they stand to the paper.

    `selected`: at least one of them was just chosen. What is still active was judged with them.
    """

    drafts: tuple[DraftOrder, ...]
    judged: JudgedOrder
    selected: bool = True


@dataclass(frozen=True)
class Consult:
    """One call of a hook, answered by the rules and not yet put into words.

    `outcome` holds at every reading of the record; `likely` is the outcome of the most likely reading, given only if
    `outcome` lacks data.
    """

    hook: str
    hook_instance: str
    as_of: date
    patient_id: str
    history: TreatmentHistory
    established: Established
    outcome: Outcome
    encounter_id: str | None = None
    user_id: str | None = None
    likely: Outcome | None = None
    orders: tuple[OrderDecision, ...] = ()

    @cached_property
    def facts_used(self) -> tuple[str, ...]:
        """The facts on which the outcome rests."""
        return facts_used(self.established.facts)


@dataclass(frozen=True, slots=True)
class Presentation:
    """How this client reads cards.

    `suggest_superseded`: whether options that later evidence has overtaken are still offered as suggestions.
    `quiet_when_concordant`: orders that match the panel stay silent unless safety or currency gives a word to say.
    `quiet_when_not_covered`: agents later than the paper stay silent as well.
    `public_url`: the base of our own pages; without it cards carry no links. `icon_url`: a 100 x 100 PNG.
    """

    language: Language = Language.ENGLISH
    profile: Profile = DEFAULT
    suggest_superseded: bool = True
    quiet_when_concordant: bool = True
    quiet_when_not_covered: bool = False
    public_url: str | None = None
    icon_url: str | None = None
