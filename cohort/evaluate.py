"""One patient through the pipeline of the service: read_record -> derive -> establish -> advise -> cards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace as with_members

from cards import unread
from cards.build import order_cards, patient_view_cards
from cards.missing import leads_to
from cards.relevance import Silence, whole_patient
from cohort.known import known_before, undated
from cohort.rows import Row
from cohort.unmapped import unmapped_codes
from consensus.edition import EDITION
from consensus.establish import establish
from consensus.outcome import Status
from fhir_mappings.draft_orders import read_draft_orders
from fhir_mappings.history import read_record
from fhir_mappings.resources import Validation
from service.consult import consultation
from service.hook_requests import Hook, HookRequest
from service.order_decisions import decisions
from treatment_history.agents import BY_HYPHENATED_NAME
from treatment_history.derive import derive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cards.build import Answer
    from cards.consult import Consult
    from cohort.moment import Moment
    from fhir_mappings.raw import RawRecord
    from service.consult import Practice
    from treatment_history.history import LineOfTherapy
    from treatment_history.record import PatientRecord

_INDICATORS = ("critical", "warning", "info")


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The rows of one patient, or why there are none."""

    rows: tuple[Row, ...] = ()
    why_none: str | None = None
    lines_without_start: int = 0


def evaluate(raw: RawRecord, moment: Moment, practice: Practice) -> Evaluated:
    """The rows of one patient."""
    record = read_record(raw, validation=Validation.OFF)  # it only adds remarks for the log, and no row holds them
    if moment.past:
        record = known_before(record, moment.day + timedelta(days=1))
    history = derive(record, moment.day)
    request = HookRequest(Hook.PATIENT_VIEW, "cohort", raw.patient_id, "Practitioner/cohort")
    consult = consultation(request, moment.day, history, establish(history, practice.site))
    codes = unmapped_codes(raw, record)
    if not moment.decisions:
        return Evaluated((_view_row(consult, practice, codes),))
    if whole_patient(consult) is Silence.NO_BREAST_CANCER:
        return Evaluated(why_none="no breast cancer on record")
    starts = [(line, line.start.earliest) for line in history.lines if line.start is not None]
    told = _Told(raw, record, codes)
    rows = tuple(_decision_row(told, line, day, practice) for line, day in starts)
    return Evaluated(rows, None if rows else "no line in the advanced setting", len(history.lines) - len(starts))


def _view_row(consult: Consult, practice: Practice, codes: tuple[str, ...]) -> Row:
    last = consult.history.last_line
    shown = patient_view_cards(consult, practice.presentation)
    return _row(consult, shown, codes, last, consult.as_of)


@dataclass(frozen=True, slots=True)
class _Told:
    raw: RawRecord
    record: PatientRecord
    codes: tuple[str, ...]


def _decision_row(told: _Told, line: LineOfTherapy, day: date, practice: Practice) -> Row:
    """The day before a line was started, with what was then given as the order that is about to be signed."""
    history = derive(known_before(told.record, day), day - timedelta(days=1))
    established = establish(history, practice.site)
    drafts = _as_ordered(told.raw.patient_id, line, established.active_agents)
    request = HookRequest(
        Hook.ORDER_SIGN, "cohort", told.raw.patient_id, "Practitioner/cohort", draft_orders={"entry": drafts}
    )
    read = read_draft_orders(request.draft_orders, (), told.raw.patient_id)
    judged = decisions(request.hook, read.orders, established, practice.site)
    consult = consultation(request, history.as_of, history, established, judged)
    ordered = order_cards(consult, practice.presentation)
    viewed = replace(consult, hook=Hook.PATIENT_VIEW.value, orders=())
    shown = patient_view_cards(viewed, practice.presentation)
    return _with_order(_row(consult, shown, told.codes, line, day), consult, ordered)


def _as_ordered(patient: str, line: LineOfTherapy, active: tuple[str, ...]) -> list[dict[str, Any]]:
    """The orders that start a line: its drugs, and the end of every drug that was active and is not part of it."""
    ended = [BY_HYPHENATED_NAME[name].name for name in active if BY_HYPHENATED_NAME[name].name not in line.agents]
    orders = [(name, "draft") for name in line.agents] + [(name, "stopped") for name in ended]
    return [
        {
            "resource": {
                "resourceType": "MedicationRequest",
                "id": f"given-{number}",
                "status": status,
                "intent": "order",
                "subject": {"reference": f"Patient/{patient}"},
                "medicationCodeableConcept": {"text": name},
            }
        }
        for number, (name, status) in enumerate(orders, start=1)
    ]


def _row(consult: Consult, shown: Answer, codes: tuple[str, ...], line: LineOfTherapy | None, at: date) -> Row:
    response, silence = shown
    outcome, likely, history = consult.outcome, consult.likely, consult.history
    lines, anti_her2 = history.counts.lines, history.counts.anti_her2
    return Row(
        patient=consult.patient_id,
        at=at.isoformat(),
        line=line.n if line else None,
        line_start=line.start.text if line and line.start else None,
        given=line.agents if line else (),
        outcome=outcome.code,
        rule=outcome.rule,
        status=outcome.status.value,
        likely_outcome=likely.code if likely else None,
        likely_rule=likely.rule if likely else None,
        recommended=tuple(f"{option.tier.value}:{option.regimen}" for option in outcome.recommended),
        statements=tuple(sorted(outcome.statements)),
        currency_notes=tuple(sorted(outcome.currency_notes)),
        missing=outcome.missing_facts if outcome.status is Status.INSUFFICIENT_DATA else (),
        settled_by=tuple(_settling(consult)),
        possible=outcome.possible_outcomes,
        lines_low=lines.low,
        lines_working=lines.working,
        lines_high=lines.high,
        anti_her2_low=anti_her2.low,
        anti_her2_working=anti_her2.working,
        anti_her2_high=anti_her2.high,
        view_cards=len(response.cards),
        view_indicator=_strongest(shown),
        view_silence=silence,
        gaps=len(unread.gaps(consult)),
        conflicts=len(unread.conflicts(consult)),
        undated=undated(history.record, consult.as_of),
        unmapped=codes,
        references=_references(consult),
        edition=EDITION.id,
        edition_version=EDITION.version,
    )


def _settling(consult: Consult) -> Iterator[str]:
    """The missing facts of which each, once known, would alone lead to an answer whatever its value."""
    if consult.outcome.status is Status.INSUFFICIENT_DATA:
        for fact in consult.outcome.missing_facts:
            if all(advised != "MISSING" for advised in leads_to(consult, fact)):
                yield fact


def _references(consult: Consult) -> tuple[str, ...]:
    """Where the facts were read."""
    cited = {reference for ground in consult.established.bases.values() for reference in ground.evidence}
    return tuple(sorted(cited | set(consult.established.breast_cancer.evidence)))


def _strongest(shown: Answer) -> str | None:
    found = {card.indicator.value for card in shown[0].cards}
    return next((indicator for indicator in _INDICATORS if indicator in found), None)


def _with_order(row: Row, consult: Consult, ordered: Answer) -> Row:
    judged = consult.orders[0].judged if consult.orders else None
    return with_members(
        row,
        order_cards=len(ordered[0].cards),
        order_indicator=_strongest(ordered),
        order_silence=ordered[1],
        order_class=judged.order_class.value if judged else None,
        order_regimen=judged.regimen if judged else None,
        order_ground=judged.ground if judged else None,
        safety_rules=tuple(alert.rule for alert in judged.alerts) if judged else (),
    )
