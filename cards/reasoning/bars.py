"""The bars of the timeline: disease setting, lines of therapy, and each agent under its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.grounds import is_unknown
from cards.reasoning.ledger import Ledger, spell
from cards.reasoning.model import Bar, Kind, Lane
from cards.standing import anti_her2_first
from cards.summary import capital
from cards.wording import timeline_labels
from treatment_history.agents import Family, agent_named
from treatment_history.history import Basis
from treatment_history.sentences import Sentence, say

if TYPE_CHECKING:
    from cards.consult import Consult
    from treatment_history.courses import Course
    from treatment_history.dates import PartialDate
    from treatment_history.exposures import Taken
    from treatment_history.history import LineOfTherapy, TreatmentHistory
    from treatment_history.therapy import Therapy

_KINDS = {
    Family.ANTI_HER2: Kind.ANTI_HER2,
    Family.CYTOTOXIC: Kind.CHEMOTHERAPY,
    Family.ENDOCRINE: Kind.ENDOCRINE,
}
_MOST_AGENTS = 14
"""Agents with a lane of their own; the others stand in the words below the drawing."""

_MOST_COURSES = 40
"""Bars of one agent; further courses stand in the words alone."""


def setting_lane(consult: Consult, ledger: Ledger) -> Lane:
    """Early and metastatic disease, as bands."""
    history = consult.history
    bars = []
    since, first = history.advanced_from, _first_day(history)
    if first is not None and (since is None or first.earliest < since.earliest):
        entry = ledger.dated(
            say("before metastases are recorded"),
            spell(first, since, ongoing=since is None),
            None,
            sorted({one.reference for one in history.record.cancers}),
        )
        bars.append(Bar(entry, _said(ledger, say("early disease")), Kind.EARLY, first, since, ongoing=since is None))
    if since is not None:
        doubtful = is_unknown(consult.established.facts.disease_setting)
        what = say("metastatic disease, likely") if doubtful else say("metastatic disease")
        entry = ledger.dated(what, spell(since, None, ongoing=True), None, history.advanced_evidence)
        label = _said(ledger, what)
        bars.append(Bar(entry, label, Kind.ADVANCED, since, None, ongoing=True, doubtful=doubtful))
    return Lane(_said(ledger, say("Disease")), tuple(bars))


def _first_day(history: TreatmentHistory) -> PartialDate | None:
    record = history.record
    days = [
        *(one.date for one in record.cancers),
        *(one.date for one in record.surgeries),
        *(one.start for one in history.early),
    ]
    known = [day for day in days if day is not None and day.earliest <= history.as_of]
    return min(known, key=lambda day: (day.earliest, day.latest), default=None)


def line_lane(history: TreatmentHistory, ledger: Ledger) -> Lane:
    """Lines of therapy for metastatic disease, numbered; a presumed start is drawn as doubtful."""
    bars = []
    for line in history.lines:
        agents = ledger.voice.agents(anti_her2_first(line.agents))
        entry = _line_entry(line, agents, ledger)
        doubtful = line.basis in {Basis.PRESUMED, Basis.AMBIGUOUS}
        label = ledger.voice.plain(say("{n}: {agents}", n=line.n, agents=agents))
        bars.append(Bar(entry, label, Kind.LINE, line.start, line.end, line.ongoing, doubtful))
    return Lane(_said(ledger, say("Lines of therapy")), tuple(bars))


def _line_entry(line: LineOfTherapy, agents: str, ledger: Ledger) -> str:
    what = say("line {n}: {agents}", n=line.n, agents=agents)
    if line.start is None:
        ledger.without_date(what, line.because, line.evidence)
    return ledger.dated(what, spell(line.start, line.end, ongoing=line.ongoing), line.because, line.evidence)


def agent_lanes(therapy: Therapy, ledger: Ledger) -> tuple[Lane, ...]:
    """A lane for each agent that was given, anti-HER2 first; orders that nothing confirms are doubtful bars."""
    courses: dict[str, list[Course]] = {}
    for course in therapy.courses:
        courses.setdefault(course.name, []).append(course)
    ordered: dict[str, list[Taken]] = {}
    for item in therapy.exposures.possible:
        ordered.setdefault(item.agent, []).append(item)
    names = sorted({*courses, *ordered}, key=_place)
    lanes = [_agent_lane(name, courses.get(name, []), ordered.get(name, []), ledger) for name in names[:_MOST_AGENTS]]
    for item in therapy.undated:
        ledger.without_date(
            say("{agent}, given without a date", agent=ledger.voice.agent(item.agent)), None, (item.reference,)
        )
    return tuple(lanes)


def _agent_lane(name: str, courses: list[Course], ordered: list[Taken], ledger: Ledger) -> Lane:
    kind, shown = kind_of(name), ledger.voice.agent(name)
    bars = []
    for course in courses[:_MOST_COURSES]:
        what = say("{agent} ({kind})", agent=shown, kind=ledger.voice.raw(timeline_labels.KINDS_OF_DRUG[kind.name]))
        entry = ledger.dated(what, spell(course.start, course.end, ongoing=course.ongoing), None, course.references)
        bars.append(Bar(entry, capital(shown), kind, course.start, course.end, course.ongoing))
    for item in ordered[:_MOST_COURSES]:
        what, why = (
            say("{agent}, ordered", agent=shown),
            say("Only ordered; the record does not show that it was given."),
        )
        if item.start is None:
            ledger.without_date(what, why, (item.reference,))
            continue
        entry = ledger.dated(what, spell(item.start, item.end, ongoing=item.ongoing), why, (item.reference,))
        bars.append(Bar(entry, capital(shown), kind, item.start, item.end, item.ongoing, doubtful=True))
    return Lane(capital(ledger.voice.plain(say("{agent}", agent=shown))), tuple(bars))


def kind_of(name: str) -> Kind:
    """The kind of an ingredient, as the timeline tells them apart."""
    return _KINDS.get(agent_named(name).family, Kind.OTHER)


def _place(name: str) -> tuple[int, str]:
    return list(Kind).index(kind_of(name)), name


def _said(ledger: Ledger, sentence: Sentence) -> str:
    return capital(ledger.voice.plain(sentence))
