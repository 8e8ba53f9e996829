"""What holds for every record, tried on perturbed worked cases and on random records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lot_cases.lot_case import all_cases, as_of, record_of

from treatment_history.agents import AGENTS
from treatment_history.answer import Answer
from treatment_history.dates import PartialDate
from treatment_history.derive import derive
from treatment_history.record import (
    ExplicitLine,
    LineRank,
    MedicationRecord,
    Metastasis,
    PatientRecord,
    Purpose,
    Response,
    Site,
    Source,
    StatedSetting,
    StatusObservation,
    StopReason,
    Surgery,
)
from treatment_history.sheet import as_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from treatment_history.history import TreatmentHistory

CASES = [(record_of(case), as_of(case)) for case in all_cases()]
TODAY = date(2016, 6, 1)
_FEW = settings(max_examples=60, deadline=None)
_CASE = st.sampled_from(CASES)
_PARTS = ("medications", "statuses", "metastases", "surgeries", "explicit_lines")
_FACTS = ("clinical_resistance", "progressed_after_2_anti_her2", "dual_blockade_any", "dual_blockade_prior")

_DAYS = st.dates(date(2010, 1, 1), date(2017, 12, 31)).map(PartialDate.of)
_MONTHS = _DAYS.map(lambda day: PartialDate.parse(day.text[:7]))
_YEARS = _DAYS.map(lambda day: PartialDate.parse(day.text[:4]))
_DATES = st.none() | _DAYS | _DAYS | _MONTHS | _YEARS
_AGENTS = st.sampled_from([*AGENTS, "unheard of", "trastuzumab", "pertuzumab", "lapatinib", "trastuzumab emtansine"])
_STATUSES = st.sampled_from(
    ["active", "completed", "stopped", "on-hold", "unknown", "not-taken", "in-progress", "draft", "strange"]
)


def _medications(reference: int) -> st.SearchStrategy[MedicationRecord]:
    return st.builds(
        MedicationRecord,
        reference=st.just(f"MedicationStatement/{reference}"),
        source=st.sampled_from(Source),
        agents=st.lists(_AGENTS, max_size=2, unique=True).map(tuple),
        status=_STATUSES,
        intent=st.sampled_from(["order", "order", "plan"]),
        start=_DATES,
        end=_DATES,
        stop_reason=st.none() | st.sampled_from(StopReason),
        stated_setting=st.none() | st.none() | st.sampled_from(StatedSetting),
        investigational=st.booleans(),
        planned_completion=st.booleans(),
    )


def _observed(reference: int) -> st.SearchStrategy[StatusObservation]:
    return st.builds(
        StatusObservation,
        reference=st.just(f"Observation/{reference}"),
        date=_DATES,
        value=st.sampled_from(Response),
        marker_only=st.booleans(),
        final=st.booleans(),
    )


def _stated(reference: int) -> st.SearchStrategy[ExplicitLine]:
    return st.builds(
        ExplicitLine,
        reference=st.just(f"EpisodeOfCare/{reference}"),
        rank=st.sampled_from(LineRank),
        number=st.integers(1, 5),
        covers=st.lists(st.integers(0, 7).map("MedicationStatement/{}".format), max_size=3).map(tuple),
        track=st.sampled_from([None, "a", "e", "i"]),
        start=_DATES,
        end=_DATES,
        status=st.sampled_from(["active", "finished", "planned"]),
    )


def _up_to(most: int, build: Callable[[int], st.SearchStrategy[Any]]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.integers(0, most).flatmap(lambda count: st.tuples(*(build(index) for index in range(count))))


_RECORDS = st.builds(
    PatientRecord,
    patient_id=st.just("random"),
    medications=_up_to(8, _medications),
    statuses=_up_to(6, _observed),
    metastases=st.lists(
        st.builds(Metastasis, st.just("Condition/1"), _DATES, st.sampled_from(Site), st.sampled_from(Answer)),
        max_size=2,
    ).map(tuple),
    surgeries=st.lists(st.builds(Surgery, st.just("Procedure/1"), _DATES, st.sampled_from(Purpose)), max_size=2).map(
        tuple
    ),
    explicit_lines=st.just(()) | _up_to(3, _stated),
)
_ANY = st.one_of(_CASE, st.tuples(_RECORDS, st.just(TODAY)))


def _shape(history: TreatmentHistory, *, evidence: bool = True) -> dict[str, Any]:
    document = as_document(history)
    return document if evidence else _without_evidence(document)


def _without_evidence(value: Any) -> Any:
    """A document without the words and references that name resources."""
    told = {"evidence", "because", "missing", "references", "text", "excluded", "advanced_evidence", "setting_evidence"}
    if isinstance(value, dict):
        return {key: _without_evidence(item) for key, item in value.items() if key not in told}
    return [_without_evidence(item) for item in value] if isinstance(value, list) else value


@_FEW
@given(_ANY, st.randoms(use_true_random=False))
def test_the_order_of_the_record_carries_no_meaning(case: tuple[PatientRecord, date], random: Any) -> None:
    record, day = case
    shuffled = replace(
        record, **{part: tuple(random.sample(getattr(record, part), len(getattr(record, part)))) for part in _PARTS}
    )

    assert _shape(derive(shuffled, day)) == _shape(derive(record, day))


@_FEW
@given(_ANY)
def test_the_same_resource_twice_changes_nothing(case: tuple[PatientRecord, date]) -> None:
    record, day = case
    doubled = replace(record, **{part: getattr(record, part) * 2 for part in _PARTS})

    assert _shape(derive(doubled, day)) == _shape(derive(record, day))


@_FEW
@given(_CASE, st.data())
def test_the_same_content_under_another_id_changes_only_evidence(
    case: tuple[PatientRecord, date], data: st.DataObject
) -> None:
    record, day = case
    copied = data.draw(st.sampled_from(record.medications))
    uncovered = not record.explicit_lines
    twin = replace(copied, reference=f"{copied.reference}-twin")

    history = derive(replace(record, medications=(*record.medications, twin)), day)

    if uncovered:
        assert _shape(history, evidence=False) == _shape(derive(record, day), evidence=False)


@_FEW
@given(_ANY)
def test_supportive_drugs_change_only_what_is_excluded(case: tuple[PatientRecord, date]) -> None:
    record, day = case
    supportive = MedicationRecord("MedicationStatement/zz", Source.STATEMENT, ("denosumab",), "active")

    history = derive(replace(record, medications=(*record.medications, supportive)), day)

    assert "MedicationStatement/zz" in {item.reference for item in history.excluded}
    assert _shape(history, evidence=False) == _shape(derive(record, day), evidence=False)


@settings(max_examples=150, deadline=None)
@given(_ANY)
def test_low_working_and_high_are_ordered_and_nothing_fails(case: tuple[PatientRecord, date]) -> None:
    history = derive(*case)

    for count in (history.counts.lines, history.counts.anti_her2):
        assert count.low <= count.working <= count.high
    assert [line.n for line in history.lines] == sorted({line.n for line in history.lines})


@_FEW
@given(_CASE, st.data())
def test_losing_dates_reasons_and_observations_keeps_the_order_of_counts(
    case: tuple[PatientRecord, date], data: st.DataObject
) -> None:
    record, day = case
    lost = data.draw(st.sets(st.sampled_from([item.reference for item in (*record.medications, *record.statuses)])))
    blurred = replace(
        record,
        statuses=tuple(item for item in record.statuses if item.reference not in lost),
        medications=tuple(
            replace(item, end=None, stop_reason=None) if item.reference in lost else item for item in record.medications
        ),
    )

    counts = derive(blurred, day).counts

    assert counts.lines.low <= counts.lines.working <= counts.lines.high
    assert counts.anti_her2.low <= counts.anti_her2.working <= counts.anti_her2.high


def test_removing_one_observation_never_turns_a_fact_into_its_opposite() -> None:
    flips = []
    for record, day in CASES:
        before = derive(record, day).facts
        for status in record.statuses:
            fewer = replace(record, statuses=tuple(item for item in record.statuses if item is not status))
            after = derive(fewer, day).facts
            flips += [
                (record.patient_id, status.reference, name)
                for name in _FACTS
                if {getattr(before, name).value, getattr(after, name).value} == {Answer.YES, Answer.NO}
            ]

    assert flips == _KNOWN_FLIPS, flips


_KNOWN_FLIPS: list[tuple[str, str, str]] = []


@_FEW
@given(_CASE, st.integers(-3000, 3000))
def test_shifting_all_dates_shifts_only_dates(case: tuple[PatientRecord, date], shift: int) -> None:
    record, day = case
    if not _is_exact(record):
        return

    moved = derive(_shifted(record, shift), day + timedelta(days=shift))

    assert _unshifted(_shape(moved), -shift) == _unshifted(_shape(derive(record, day)), 0)


def _is_exact(record: PatientRecord) -> bool:
    dates = [item for part in _PARTS for row in getattr(record, part) for item in (_dates(row))]
    early = bool(record.surgeries)  # calendar months are not all of one length
    return not early and all(day is None or day.is_exact for day in dates)


def _dates(row: Any) -> list[PartialDate | None]:
    return [getattr(row, name) for name in ("date", "start", "end") if hasattr(row, name)]


def _shifted(record: PatientRecord, shift: int) -> PatientRecord:
    return replace(record, **{part: tuple(_moved(row, shift) for row in getattr(record, part)) for part in _PARTS})


def _moved(row: Any, shift: int) -> Any:
    changed = {
        name: PartialDate.of(getattr(row, name).earliest + timedelta(days=shift))
        for name in ("date", "start", "end")
        if getattr(row, name, None) is not None
    }
    return replace(row, **changed)


def _unshifted(value: Any, shift: int) -> Any:
    """The document with every date moved back; sentences, which hold dates too, are left out."""
    if isinstance(value, dict):
        told = {"because", "missing", "text"}
        return {key: _unshifted(item, shift) for key, item in value.items() if key not in told}
    if isinstance(value, list):
        return [_unshifted(item, shift) for item in value]
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-" and value[7:8] == "-":
        return (date.fromisoformat(value) + timedelta(days=shift)).isoformat()
    return value
