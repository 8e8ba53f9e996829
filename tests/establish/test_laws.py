"""What holds for every record: tried on random ones, through the whole derivation."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.establish import Established, establish
from consensus.facts import FACT_NAMES, Facts
from consensus.facts_document import facts_document
from treatment_history.answer import Answer
from treatment_history.dates import PartialDate
from treatment_history.derive import derive
from treatment_history.findings import (
    Cancer,
    CancerDiagnosis,
    Comorbidity,
    Decision,
    Finding,
    Marker,
    MarkerResult,
    Measurement,
    Method,
    Person,
    Quantity,
    Stage,
    StatedDecision,
    TumorMarker,
)
from treatment_history.record import (
    Completeness,
    LocalTherapy,
    MedicationRecord,
    Metastasis,
    PatientRecord,
    Query,
    Response,
    Site,
    Source,
    StatusObservation,
    StopReason,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

AS_OF = date(2016, 3, 1)
GREGORIAN_CYCLE = 400
AGENTS = (
    "trastuzumab",
    "pertuzumab",
    "trastuzumab emtansine",
    "lapatinib",
    "docetaxel",
    "letrozole",
    "an unknown drug",
)
SITES = (Site.BRAIN, Site.BRAIN_OR_MENINGES, Site.MENINGES, Site.LIVER, Site.REGIONAL_NODES, Site.UNSPECIFIED)

days = st.dates(date(2008, 1, 1), date(2016, 6, 1)).map(PartialDate.of)
partial = st.builds(lambda day, width: PartialDate.parse(day.text[:width]), days, st.sampled_from((4, 7, 10)))
dates = st.one_of(st.none(), days, partial)
answers = st.sampled_from(Answer)


def in_order(med: MedicationRecord) -> MedicationRecord:
    """An end before the start is no end: the readers of records drop both dates."""
    starts_late = med.start is not None and med.end is not None and med.start.latest > med.end.earliest
    return replace(med, end=None) if starts_late else med


def some(kind: Any, most: int = 4, /, **members: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    """Up to so many items of a kind, each with a reference of its own."""
    several = st.lists(st.builds(kind, reference=st.just("?"), **members), max_size=most)
    name = kind.__name__
    return several.map(lambda found: tuple(replace(item, reference=f"{name}/{n}") for n, item in enumerate(found)))


records = st.builds(
    PatientRecord,
    patient_id=st.just("p"),
    person=st.builds(Person, reference=st.just("Patient/p"), birth_date=dates, male=answers),
    medications=some(
        MedicationRecord,
        6,
        source=st.sampled_from(Source),
        agents=st.sampled_from(AGENTS).map(lambda agent: (agent,)),
        status=st.sampled_from(("active", "completed", "stopped", "on-hold", "unknown", "not-taken")),
        start=dates,
        end=dates,
        stop_reason=st.sampled_from((None, *StopReason)),
    ).map(lambda found: tuple(map(in_order, found))),
    statuses=some(StatusObservation, date=dates, value=st.sampled_from(Response), site=st.sampled_from((None, *SITES))),
    metastases=some(Metastasis, date=dates, site=st.sampled_from(SITES), present=answers, other_primary=st.booleans()),
    local_therapies=some(LocalTherapy, 2, date=dates, site=st.sampled_from(SITES), done=answers),
    markers=some(
        TumorMarker,
        marker=st.sampled_from(Marker),
        method=st.sampled_from(Method),
        result=st.sampled_from(MarkerResult),
        date=dates,
        as_written=st.just("x"),
        final=st.booleans(),
        other_tumour=st.booleans(),
    ),
    cancers=some(CancerDiagnosis, 2, cancer=st.sampled_from(Cancer), date=dates, locally_advanced=answers),
    stages=some(Stage, 2, date=dates, distant=answers),
    findings=some(Finding, kind=st.sampled_from(Comorbidity), date=dates, present=answers, active=answers),
    measurements=some(Measurement, quantity=st.sampled_from(Quantity), value=st.sampled_from((1.0, 45.0)), date=dates),
    decisions=some(StatedDecision, 3, decision=st.sampled_from(Decision), value=answers, date=dates),
    completeness=st.dictionaries(st.sampled_from(Query), st.sampled_from(Completeness), max_size=2),
)


def believed(record: PatientRecord, as_of: date = AS_OF) -> Established:
    return establish(derive(record, as_of))


def is_unknown(value: object) -> bool:
    return value is None or getattr(value, "value", value) == "unknown"


@settings(max_examples=100, deadline=None)
@given(records)
def test_a_known_fact_is_also_the_likely_one_and_an_unknown_one_asks_for_something(record: PatientRecord) -> None:
    established = believed(record)

    for name in FACT_NAMES:
        basis = established.bases[name]
        if name == "current_line_agents":
            continue  # an empty list means none recorded: it is never asked for
        assert basis.missing if is_unknown(basis.value) else basis.working == basis.value, name
    assert facts_document(established).keys() == set(FACT_NAMES)


@settings(max_examples=40, deadline=None)
@given(records, st.randoms(use_true_random=False))
def test_the_order_of_a_record_carries_no_meaning(record: PatientRecord, chance: Any) -> None:
    def shuffled(items: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(chance.sample(items, len(items)))

    lists = {spec.name: getattr(record, spec.name) for spec in fields(record)}
    other = replace(record, **{name: shuffled(value) for name, value in lists.items() if isinstance(value, tuple)})

    assert believed(other) == believed(record)


@settings(max_examples=40, deadline=None)
@given(records)
def test_shifting_every_date_changes_no_fact(record: PatientRecord) -> None:
    """By one whole cycle of the Gregorian calendar, so that months and leap years keep their lengths."""
    later = believed(shifted(record), AS_OF.replace(year=AS_OF.year + GREGORIAN_CYCLE))

    assert later.facts == believed(record).facts
    assert later.possible == believed(record).possible


def shifted(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return PartialDate.parse(f"{int(value.text[:4]) + GREGORIAN_CYCLE}{value.text[4:]}")
    if isinstance(value, tuple):
        return tuple(shifted(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{spec.name: shifted(getattr(value, spec.name)) for spec in fields(value)})
    return value


@settings(max_examples=40, deadline=None)
@given(records)
def test_results_of_another_tumour_and_tomorrows_results_change_no_fact(record: PatientRecord) -> None:
    foreign = TumorMarker(
        "Observation/foreign", Marker.HER2, Method.IHC, MarkerResult.POSITIVE, None, "3+", other_tumour=True
    )
    tomorrow = replace(
        foreign, reference="Observation/tomorrow", other_tumour=False, date=PartialDate.parse("2016-03-02")
    )

    assert believed(replace(record, markers=(*record.markers, foreign, tomorrow))).facts == believed(record).facts


@settings(max_examples=40, deadline=None)
@given(records)
def test_an_unread_record_never_says_none_or_no_about_therapy_or_untreated(record: PatientRecord) -> None:
    unread = believed(replace(record, completeness=dict.fromkeys(Query, Completeness.TRUNCATED))).facts

    for name in ("tdm1_exposure", "pertuzumab_exposure", "lapatinib_exposure", "adjuvant_anti_her2"):
        assert getattr(unread, name).value != "none"
    for name in ("prior_trastuzumab", "prior_taxane", "post2016_agent_exposure"):
        assert getattr(unread, name) is not Answer.NO
    assert unread.disease_status.value != "untreated"
    assert unread.n_her2_lines is None


def test_of_an_empty_record_everything_is_unknown_but_that_no_drug_is_on_record() -> None:
    facts = believed(PatientRecord("p")).facts
    failed = believed(PatientRecord("p", completeness=dict.fromkeys(Query, Completeness.FAILED))).facts

    assert facts.disease_status.value == "unknown"
    assert facts.tdm1_exposure.value == "none"
    known = {name for name in FACT_NAMES if getattr(failed, name) != getattr(Facts(), name)}
    assert known <= {"current_line_agents"}
