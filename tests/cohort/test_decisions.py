from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from populations.build import DAY, patient
from vignettes.load import vignettes

from cohort.evaluate import evaluate
from cohort.known import known_before
from cohort.moment import Moment, moment
from fhir_mappings.bundle import raw_from_bundle
from fhir_mappings.history import read_record
from service.practice import practice_of
from service.settings import Settings

if TYPE_CHECKING:
    from cohort.rows import Row

PRACTICE = practice_of(Settings())
AT_DECISIONS = Moment(DAY, decisions=True)
LATER = next(vignette for vignette in vignettes() if vignette.code == "D-TDM1N")


def decided(resources: list[dict[str, Any]]) -> tuple[Row, ...]:
    return evaluate(raw_from_bundle(resources), AT_DECISIONS, PRACTICE).rows


def test_every_start_of_a_line_is_judged_as_the_order_that_was_given() -> None:
    rows = decided(patient(LATER.written, "p", "rxnorm"))

    assert [row.line for row in rows] == list(range(1, len(rows) + 1))
    assert len(rows) > 1
    assert all(row.order_class is not None for row in rows)
    assert [row.lines_working for row in rows] == list(range(len(rows)))


def test_what_came_later_changes_nothing_about_an_earlier_decision() -> None:
    resources = patient(LATER.written, "p", "rxnorm")
    whole = decided(resources)
    second = date.fromisoformat(whole[1].at)
    subject = {"reference": "Patient/p"}
    scan = {"coding": [{"system": "http://snomed.info/sct", "code": "94225005"}]}
    later = {
        "resourceType": "Condition",
        "id": "later",
        "subject": subject,
        "code": scan,
        "onsetDateTime": (second + timedelta(days=5)).isoformat(),
    }

    changed = decided([*resources, later])

    assert changed[:2] == whole[:2]


def test_an_undated_resource_is_kept_as_undated_and_counted() -> None:
    resources = patient(LATER.written, "p", "rxnorm")
    subject = {"reference": "Patient/p"}
    drug = {
        "resourceType": "MedicationStatement",
        "id": "undated",
        "status": "completed",
        "subject": subject,
        "medicationCodeableConcept": {"text": "lapatinib"},
    }

    before, after = decided(resources), decided([*resources, drug])

    assert after[0].undated == before[0].undated + 1
    assert "MedicationStatement/undated" in after[-1].references


def test_a_drug_that_ran_on_over_the_day_has_no_end_yet() -> None:
    record = read_record(raw_from_bundle(patient(LATER.written, "p", "rxnorm")))
    ended = next(drug for drug in record.medications if drug.start and drug.end and drug.end.latest > drug.start.latest)
    assert ended.start is not None
    day = ended.start.latest + timedelta(days=1)

    known = next(drug for drug in known_before(record, day).medications if drug.reference == ended.reference)

    assert (known.end, known.stop_reason, known.status) == (None, None, "active")


def test_someone_who_has_died_since_was_alive_when_a_line_was_started() -> None:
    resources = patient(LATER.written, "p", "rxnorm")
    dead = [each | ({"deceasedBoolean": True} if each["resourceType"] == "Patient" else {}) for each in resources]

    assert decided(dead) == decided(resources)


def test_a_past_day_is_looked_at_as_it_was() -> None:
    resources = patient(LATER.written, "p", "rxnorm")
    second = decided(resources)[1]
    past = Moment(date.fromisoformat(second.at) - timedelta(days=1), past=True)

    row = evaluate(raw_from_bundle(resources), past, PRACTICE).rows[0]

    assert (row.outcome, row.rule) == (second.outcome, second.rule)


@pytest.mark.parametrize("written", ["yesterday", "2025-13-01", ""])
def test_a_moment_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        moment(written, DAY)
