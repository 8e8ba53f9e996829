"""The pipeline: read_record -> derive -> establish -> advise -> cards. Pure; the day and the site come in as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cards.build import order_cards, patient_view_cards
from cards.consult import Consult, OrderDecision, Presentation
from consensus.algorithm import advise
from consensus.establish import Established, establish
from consensus.outcome import Outcome, Status
from fhir_mappings.draft_orders import read_draft_orders
from fhir_mappings.history import read_record
from fhir_mappings.resources import Validation
from service.call_context import stage
from service.hook_requests import Hook
from service.order_decisions import decisions
from treatment_history.derive import derive

if TYPE_CHECKING:
    from datetime import date

    from cards.model import CdsResponse
    from consensus.site import Site
    from fhir_mappings.raw import RawRecord
    from service.hook_requests import HookRequest
    from treatment_history.history import TreatmentHistory


@dataclass(frozen=True, slots=True)
class Practice:
    """What the site decides: what can be had there, how cards are shown, which resources are validated."""

    site: Site
    presentation: Presentation
    validation: Validation = Validation.HITS


@dataclass(frozen=True, slots=True)
class Consulted:
    """One call, answered. `silence` is the reason, as a code for the log, where no card is shown."""

    consult: Consult
    response: CdsResponse
    silence: str | None


def answer_hook(raw: RawRecord, request: HookRequest, as_of: date, practice: Practice) -> Consulted:
    """The answer to one call of any hook."""
    if request.hook is Hook.PATIENT_VIEW:
        return patient_view(raw, request, as_of, practice)
    return order_view(raw, request, as_of, practice)


def patient_view(raw: RawRecord, request: HookRequest, as_of: date, practice: Practice) -> Consulted:
    """The chart was opened: where the patient stands, and what the panel described for that."""
    history, established = understand(raw, as_of, practice.site, practice.validation)
    consult = consultation(request, as_of, history, established)
    with stage("render"):
        return Consulted(consult, *patient_view_cards(consult, practice.presentation))


def order_view(raw: RawRecord, request: HookRequest, as_of: date, practice: Practice) -> Consulted:
    """Orders were selected or are about to be signed: how they stand to what the panel described."""
    history, established = understand(raw, as_of, practice.site, practice.validation)
    drafts = read_draft_orders(request.draft_orders, request.selections, request.patient_id, raw)
    orders = decisions(request.hook, drafts.orders, established, practice.site)
    consult = consultation(request, as_of, history, established, orders)
    with stage("render"):
        return Consulted(consult, *order_cards(consult, practice.presentation))


def understand(
    raw: RawRecord, as_of: date, site: Site, validation: Validation = Validation.HITS
) -> tuple[TreatmentHistory, Established]:
    """What happened to the patient, and what that means in the paper's terms."""
    with stage("understand"):
        history = derive(read_record(raw, validation=validation), as_of)
        return history, establish(history, site)


def consultation(
    request: HookRequest,
    as_of: date,
    history: TreatmentHistory,
    established: Established,
    orders: tuple[OrderDecision, ...] = (),
) -> Consult:
    """What the paper says about a patient who is understood, ready to be put into words."""
    with stage("advise"):
        outcome = advise(established.facts, established.possible)
        likely = likely_outcome(outcome, established)
    return Consult(
        hook=request.hook.value,
        hook_instance=request.hook_instance,
        as_of=as_of,
        patient_id=request.patient_id,
        encounter_id=request.encounter_id,
        user_id=request.user_id,
        history=history,
        established=established,
        outcome=outcome,
        likely=likely,
        orders=orders,
    )


def likely_outcome(outcome: Outcome, established: Established) -> Outcome | None:
    """The outcome at the working reading, where the agreed one lacks data that the working one has."""
    if outcome.status is not Status.INSUFFICIENT_DATA or established.working == established.facts:
        return None
    return advise(established.working)
