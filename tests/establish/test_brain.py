"""Brain metastases: absence only where it is stated, presence only without doubt."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations
from typing import Any

import pytest
from establish.builders import day, fact, history, line, with_line

from consensus.establish import Established, establish
from consensus.facts import AnswerOrNotApplicable, Presence
from treatment_history.answer import Answer
from treatment_history.record import LocalTherapy, Metastasis, PatientRecord, Response, Site, StatusObservation
from treatment_history.sentences import say

BRAIN = Metastasis("Condition/brain", day("2015-06-01"), Site.BRAIN)
NO_BRAIN = Metastasis("Observation/none", day("2015-03-01"), Site.BRAIN, Answer.NO)
ASK = ("brain imaging: date and result",)


def established(*metastases: Metastasis, **changed: Any) -> Established:
    return establish(history(PatientRecord("p", metastases=metastases), **changed))


@pytest.mark.parametrize(
    ("metastases", "expected"),
    [
        ((), "unknown"),
        ((BRAIN,), "present"),
        ((replace(BRAIN, date=None),), "present"),
        ((replace(BRAIN, site=Site.BRAIN_OR_MENINGES),), "present"),
        ((replace(BRAIN, site=Site.MENINGES),), "unknown"),
        ((replace(BRAIN, site=Site.CNS_OTHER),), "unknown"),
        ((replace(BRAIN, site=Site.LIVER),), "unknown"),
        ((replace(BRAIN, doubt=say("provisional")),), "unknown"),
        ((replace(BRAIN, other_primary=True),), "unknown"),
        ((replace(BRAIN, present=Answer.UNKNOWN),), "unknown"),
        ((replace(BRAIN, date=day("2016-03-02")),), "unknown"),
        ((NO_BRAIN,), "none"),
        ((replace(NO_BRAIN, date=None),), "none"),
        ((replace(NO_BRAIN, site=Site.CNS_OTHER),), "none"),
        ((replace(NO_BRAIN, doubt=say("provisional")),), "unknown"),
        ((replace(NO_BRAIN, site=Site.LIVER),), "unknown"),
        ((replace(NO_BRAIN, date=day("2014-12-20")),), "none"),  # staging shortly before the first metastasis
        ((replace(NO_BRAIN, date=day("2013-01-01")),), "unknown"),
        ((NO_BRAIN, BRAIN), "present"),
        ((NO_BRAIN, replace(BRAIN, site=Site.MENINGES)), "unknown"),
        ((NO_BRAIN, replace(BRAIN, other_primary=True)), "unknown"),
    ],
)
def test_present_none_or_unknown(metastases: tuple[Metastasis, ...], expected: str) -> None:
    assert established(*metastases).facts.brain_mets.value == expected


@pytest.mark.parametrize("when", ["2015-06-01", "2015-09-01", "2015", None])
def test_absence_stated_no_earlier_than_presence_contradicts_it(when: str | None) -> None:
    found = established(BRAIN, replace(NO_BRAIN, date=day(when)))

    assert found.facts.brain_mets is Presence.UNKNOWN
    assert found.conflicts[0].references == ("Condition/brain", "Observation/none")
    assert fact(found, "brain_mets")[2] == ASK


def test_unknown_says_why_and_asks_for_imaging() -> None:
    assert fact(established(), "brain_mets") == (
        Presence.UNKNOWN,
        ("Neither presence nor absence of brain metastases is on record",),
        ASK,
    )
    outdated = fact(established(replace(NO_BRAIN, date=day("2013-01-01"))), "brain_mets")
    assert outdated[1][0].startswith("Absence was stated before metastatic disease (2013-01-01")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"other_primary": True}, "tied to another cancer"),
        ({"site": Site.MENINGES}, "meninges or elsewhere"),
        ({"present": Answer.UNKNOWN}, "without saying whether"),
        ({"doubt": say("the diagnosis is provisional")}, "the diagnosis is provisional"),
    ],
)
def test_every_doubt_has_its_sentence(changed: dict[str, Any], sentence: str) -> None:
    assert sentence in fact(established(replace(BRAIN, **changed)), "brain_mets")[1][0]


def test_brain_and_meninges_in_one_code_are_read_as_brain_and_it_is_said() -> None:
    because = fact(established(replace(BRAIN, site=Site.BRAIN_OR_MENINGES)), "brain_mets")[1]

    assert "The code names brain and meninges together; it is read as brain metastases" in because


def test_no_distant_disease_at_all_covers_the_brain_unless_the_record_shows_distant_disease() -> None:
    whole = Metastasis("Observation/whole", day("2015-03-01"), Site.UNSPECIFIED, Answer.NO)
    as_read = (whole, replace(whole, site=Site.BRAIN))

    assert established(*as_read, advanced_from=None).facts.brain_mets is Presence.NONE
    assert established(*as_read).facts.brain_mets is Presence.UNKNOWN


def test_forgetting_a_statement_never_reverses_unless_the_record_itself_states_the_opposite() -> None:
    other = replace(BRAIN, reference="Condition/b2")
    meninges = replace(BRAIN, site=Site.MENINGES, reference="Condition/m")
    opposite = {Presence.PRESENT: Presence.NONE, Presence.NONE: Presence.PRESENT}
    for kept in chain.from_iterable(combinations((BRAIN, NO_BRAIN, meninges, other), size) for size in range(1, 5)):
        full = established(*kept).facts.brain_mets
        for lost in kept:
            left = established(*(item for item in kept if item is not lost)).facts.brain_mets
            assert NO_BRAIN in kept or left is not opposite.get(full)
            assert lost is not NO_BRAIN or left is not opposite.get(full)


PD = StatusObservation("Observation/pd", day("2015-09-01"), Response.PROGRESSION, site=Site.BRAIN)


def on_line(
    *metastases: Metastasis, statuses: tuple[StatusObservation, ...] = (), local: tuple[LocalTherapy, ...] = ()
) -> Established:
    record = PatientRecord("p", metastases=metastases, statuses=statuses, local_therapies=local)
    return establish(with_line(record, line(start=day("2015-07-01"))))


@pytest.mark.parametrize(
    ("metastases", "statuses", "expected"),
    [
        ((), (PD,), "unknown"),
        ((NO_BRAIN,), (PD,), "not_applicable"),
        ((BRAIN,), (PD,), "yes"),
        ((BRAIN,), (replace(PD, final=False),), "unknown"),
        ((BRAIN,), (replace(PD, site=None),), "unknown"),
        ((BRAIN,), (replace(PD, site=Site.LIVER),), "unknown"),
        ((BRAIN,), (replace(PD, date=day("2015-06-01")),), "unknown"),
        ((BRAIN,), (replace(PD, value=Response.STABLE),), "no"),
        ((BRAIN,), (PD, replace(PD, reference="Observation/sd", date=day("2016-01-01"), value=Response.STABLE)), "no"),
        ((BRAIN,), (PD, replace(PD, reference="Observation/sd", value=Response.STABLE)), "unknown"),
        ((BRAIN,), (), "unknown"),
        ((replace(BRAIN, date=day("2015-08-01")),), (), "yes"),
        ((BRAIN, replace(BRAIN, reference="Condition/b2", date=day("2015-08-01"))), (), "unknown"),
        ((replace(BRAIN, date=None),), (), "unknown"),
    ],
)
def test_progression_in_the_brain(
    metastases: tuple[Metastasis, ...], statuses: tuple[StatusObservation, ...], expected: str
) -> None:
    assert on_line(*metastases, statuses=statuses).facts.brain_progression.value == expected


def test_without_a_line_the_first_brain_metastasis_is_no_progression() -> None:
    assert established(BRAIN).facts.brain_progression is AnswerOrNotApplicable.UNKNOWN


RADIOSURGERY = LocalTherapy("Procedure/rs", day("2015-06-20"), Site.BRAIN)


@pytest.mark.parametrize(
    ("metastases", "statuses", "local", "expected"),
    [
        ((NO_BRAIN,), (), (), "not_applicable"),
        ((BRAIN,), (), (), "unknown"),
        ((BRAIN,), (), (RADIOSURGERY,), "completed"),
        ((BRAIN,), (), (replace(RADIOSURGERY, site=Site.UNSPECIFIED),), "unknown"),
        ((BRAIN,), (), (replace(RADIOSURGERY, done=Answer.NO),), "not_done"),
        ((BRAIN,), (), (replace(RADIOSURGERY, done=Answer.UNKNOWN),), "unknown"),
        ((BRAIN,), (), (RADIOSURGERY, replace(RADIOSURGERY, reference="Procedure/2", done=Answer.NO)), "completed"),
        ((BRAIN,), (PD,), (RADIOSURGERY,), "completed"),
        ((BRAIN,), (PD,), (replace(RADIOSURGERY, date=day("2015-10-01")),), "completed"),
        ((BRAIN,), (PD,), (replace(RADIOSURGERY, date=None),), "completed"),
    ],
)
def test_local_treatment_of_the_brain(
    metastases: tuple[Metastasis, ...],
    statuses: tuple[StatusObservation, ...],
    local: tuple[LocalTherapy, ...],
    expected: str,
) -> None:
    assert on_line(*metastases, statuses=statuses, local=local).facts.brain_local_therapy.value == expected


def test_progression_after_local_treatment_is_said_and_asked_about() -> None:
    _, because, missing = fact(on_line(BRAIN, statuses=(PD,), local=(RADIOSURGERY,)), "brain_local_therapy")

    assert because[1] == "The brain progressed after its local treatment (2015-09-01; Observation/pd)"
    assert missing == ("whether the later progression in the brain was treated locally",)
