"""A patient's chart in few lines, as an EHR would open it: what is known, what was given, what was found, and where.

Everything stands as the service read it, so that a reader can compare it with the record; nothing is advised here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cards import grounds, text
from cards.reasoning.bars import agent_lanes
from cards.reasoning.ledger import Ledger, spell
from cards.reasoning.marks import mark_lanes
from cards.reasoning.reading import read_from
from cards.standing import anti_her2_first, standing_sentences
from cards.summary import capital
from cards.wording import chart_labels, labels, timeline_labels
from treatment_history.agents import BY_HYPHENATED_NAME
from treatment_history.answer import Answer
from treatment_history.findings import Marker
from treatment_history.parameters import DEFAULT
from treatment_history.record import Response, distinct
from treatment_history.sentences import Sentence, say
from treatment_history.therapy import read_therapy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cards.consult import Consult
    from cards.reasoning.model import Read
    from cards.wording.voice import Voice
    from treatment_history.dates import PartialDate
    from treatment_history.history import EarlyTherapy, LineOfTherapy, TreatmentHistory
    from treatment_history.record import PatientRecord

_GLANCE = ("her2_status", "hr_status", "disease_setting", "disease_status", "brain_mets", "n_her2_lines")
_BY_VALUE = {response.value: response.name for response in Response}


@dataclass(frozen=True, slots=True)
class Known:
    """One fact at a glance; `known` is false where the record does not say."""

    name: str
    value: str
    known: bool
    read: Read


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in the chart, in words, with the resources that say it."""

    what: str
    when: str
    notes: tuple[str, ...]
    read: Read


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the chart."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole chart. `active` are the drugs still being given: ingredient name, and name in this language."""

    patient: str
    about: tuple[str, ...]
    as_of: str
    standing: tuple[str, ...]
    glance: tuple[Known, ...]
    sections: tuple[Section, ...]
    active: tuple[tuple[str, str], ...]


def chart_of(consult: Consult, name: str, voice: Voice) -> Chart:
    """The chart of a patient who is understood; `name` is the patient's, as the record writes it."""
    return Chart(
        patient=text.plain(name) if name else "",
        about=tuple(voice.plain(sentence) for sentence in _about(consult)),
        as_of=consult.as_of.isoformat(),
        standing=tuple(voice.plain(sentence) for sentence in standing_sentences(consult, voice, sourced=False)),
        glance=tuple(_known(consult, fact, voice) for fact in _GLANCE),
        sections=tuple(section for section in _sections(consult.history, voice) if section.rows),
        active=tuple(
            (BY_HYPHENATED_NAME[one].name, voice.agent(one))
            for one in anti_her2_first(consult.established.active_agents)
        ),
    )


def _about(consult: Consult) -> Iterator[Sentence]:
    person = consult.history.record.person
    if person and person.birth_date:
        yield say("born {date}", date=person.birth_date)
    if person and person.male is not Answer.UNKNOWN:
        yield say("male") if person.male is Answer.YES else say("female")
    if person and person.deceased is Answer.YES:
        yield say("death recorded")
    yield say("patient {id}", id=consult.patient_id)


def _known(consult: Consult, fact: str, voice: Voice) -> Known:
    ground = grounds.basis(consult, fact)
    return Known(
        name=capital(voice.plain(labels.FACTS[fact])),
        value=capital(voice.plain(labels.written(ground.value))),
        known=not grounds.is_unknown(ground.value),
        read=read_from(ground.evidence, ground.date),
    )


def _sections(history: TreatmentHistory, voice: Voice) -> Iterator[Section]:
    record = history.record
    operations, metastases, brain, assessments, her2, lvef = _found(history, voice)
    drugs = Ledger(voice)
    agent_lanes(read_therapy(record, history.as_of, DEFAULT), drugs)
    yield _section(say("Diagnosis and stage"), _diagnoses(record, voice), voice)
    yield her2
    yield _section(say("Hormone receptor results"), _receptors(record, voice), voice)
    yield metastases
    yield brain
    yield _section(say("Lines of therapy"), _lines(history, voice), voice)
    yield assessments
    yield operations
    yield _section(say("Anticancer drugs"), _entries(drugs), voice)
    yield lvef
    yield _section(say("Other conditions"), _comorbidities(record, voice), voice)


def _found(history: TreatmentHistory, voice: Voice) -> Iterator[Section]:
    """What the marks of the timeline say, lane by lane."""
    ledger = Ledger(voice)
    for lane in mark_lanes(history, ledger):
        yield Section(lane.title, _entries(ledger))
        ledger.entries.clear()
        ledger.undated.clear()


def _section(title: Sentence, rows: Iterable[Row], voice: Voice) -> Section:
    return Section(voice.plain(title), tuple(rows))


def _entries(ledger: Ledger) -> tuple[Row, ...]:
    return tuple(
        Row(entry.what, entry.when, (entry.why,) if entry.why else (), entry.read)
        for entry in (*ledger.entries, *ledger.undated)
    )


def _row(what: Sentence, date: PartialDate | None, reference: str, voice: Voice, *notes: Sentence) -> Row:
    said = tuple(voice.plain(note) for note in notes)
    return Row(capital(voice.plain(what)), str(date or ""), said, read_from((reference,)))


def _diagnoses(record: PatientRecord, voice: Voice) -> Iterator[Row]:
    for cancer in sorted(distinct(record.cancers), key=lambda one: (str(one.date), one.reference)):
        written = (say("written: \u201c{written}\u201d", written=cancer.as_written),) if cancer.as_written else ()
        yield _row(chart_labels.CANCERS[cancer.cancer.name], cancer.date, cancer.reference, voice, *written)
    stages = sorted(distinct(record.stages), key=lambda one: (str(one.date), one.reference))
    for stage in stages:
        what = say("stage: \u201c{written}\u201d", written=stage.as_written or "?")
        yield _row(what, stage.date, stage.reference, voice)


def _lines(history: TreatmentHistory, voice: Voice) -> Iterator[Row]:
    for early in history.early:
        yield _early(early, voice)
    for line in history.lines:
        yield _line(line, voice)


def _early(early: EarlyTherapy, voice: Voice) -> Row:
    kind = voice.raw(chart_labels.EARLY_KINDS[early.kind.name])
    what = say("{kind}: {agents}", kind=kind, agents=voice.agents(anti_her2_first(early.agents)))
    when = voice.plain(spell(early.start, early.end, ongoing=early.ongoing))
    return Row(capital(voice.plain(what)), when, (), read_from(early.evidence))


def _line(line: LineOfTherapy, voice: Voice) -> Row:
    what = say("line {n}: {agents}", n=line.n, agents=voice.agents(anti_her2_first(line.agents)))
    notes = [chart_labels.END_REASONS[line.end_reason.name]]
    if line.best_response in _BY_VALUE:
        best = voice.raw(timeline_labels.RESPONSES[_BY_VALUE[line.best_response]])
        notes.insert(0, say("best response: {response}", response=best))
    when = voice.plain(spell(line.start, line.end, ongoing=line.ongoing))
    said = tuple(voice.plain(note) for note in notes)
    return Row(capital(voice.plain(what)), when, said, read_from(line.evidence))


def _receptors(record: PatientRecord, voice: Voice) -> Iterator[Row]:
    found = [one for one in distinct(record.markers) if one.marker is not Marker.HER2]
    for one in sorted(found, key=lambda one: (str(one.date), one.reference)):
        what = say(
            "{marker} {result} ({method})",
            marker=one.marker.value,
            result=voice.raw(timeline_labels.MARKER_RESULTS[one.result.name]),
            method=voice.raw(timeline_labels.METHODS[one.method.name]),
        )
        notes = (say("Belongs to another tumour; not used."),) if one.other_tumour else ()
        yield _row(what, one.date, one.reference, voice, *notes)


def _comorbidities(record: PatientRecord, voice: Voice) -> Iterator[Row]:
    for one in sorted(distinct(record.findings), key=lambda one: (str(one.date), one.reference)):
        name = voice.raw(chart_labels.COMORBIDITIES[one.kind.name])
        what = {
            Answer.YES: say("{finding}", finding=name),
            Answer.NO: say("{finding}: absent", finding=name),
            Answer.UNKNOWN: say("{finding}: not certain", finding=name),
        }[one.present]
        yield _row(what, one.date, one.reference, voice)
