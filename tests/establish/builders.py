"""Builders with defaults: a metastatic patient about whom nothing else is known, as derived and as read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from treatment_history.answer import Answer
from treatment_history.dates import PartialDate
from treatment_history.findings import Marker, MarkerResult, Method, TumorMarker
from treatment_history.history import (
    Basis,
    Confidence,
    Count,
    Counts,
    Derived,
    EndReason,
    Exposed,
    Exposure,
    LineFacts,
    LineOfTherapy,
    TreatmentHistory,
)
from treatment_history.record import PatientRecord
from treatment_history.sentences import say

if TYPE_CHECKING:
    from consensus.establish import Established

AS_OF = date(2016, 3, 1)


def day(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.parse(text)


def plain(value: Any) -> Derived[Any]:
    return Derived(value, value)


def line_facts(**changed: Derived[Any]) -> LineFacts:
    """The line facts of a patient without lines; give those that differ."""
    no_lines: dict[str, Derived[Any]] = {
        "current_line_number": plain(0),
        "last_line_number": plain(0),
        "current_line_agents": plain(()),
        "current_line_her2": plain(Answer.NO),
        "on_anti_her2": plain(Answer.NO),
        "prior_consecutive_her2_lines": plain(0),
        "dual_blockade_prior": plain(Answer.NO),
        "dual_blockade_any": plain(Answer.NO),
        "pd_at_first_assessment": plain(Answer.UNKNOWN),
        "last_line_lapatinib": plain(Answer.NO),
        "lt_dual_given": plain(Answer.NO),
        "clinical_resistance": plain(Answer.NO),
        "progressed_after_2_anti_her2": plain(Answer.NO),
        "first_line_approach": plain("first"),
        "relapse_interval_days": plain(None),
        "complete_response_ongoing": plain(Answer.NO),
        "last_response": plain("unknown"),
        "n_her2_lines": plain(0),
    }
    return LineFacts(**{**no_lines, **changed})


def line(**changed: Any) -> LineOfTherapy:
    """An ongoing first line of trastuzumab and docetaxel since February 2015."""
    usual: dict[str, Any] = {
        "n": 1,
        "track": "a",
        "enlist": "aLoT 1.0",
        "agents": ("docetaxel", "trastuzumab"),
        "anti_her2": ("T",),
        "chemo": ("docetaxel",),
        "endocrine": (),
        "other": (),
        "dual": Answer.NO,
        "pair": (),
        "pair_in_source": False,
        "start": day("2015-02-01"),
        "end": None,
        "end_bound": None,
        "ongoing": True,
        "end_reason": EndReason.ONGOING,
        "best_response": "unknown",
        "first_assessment_pd": Answer.UNKNOWN,
        "pd_on_line": Answer.UNKNOWN,
        "basis": Basis.FIRST,
        "rule": "first",
        "because": say("first line"),
        "modifications": (),
        "confidence": Confidence.HIGH,
        "evidence": ("MedicationStatement/m1",),
    }
    return LineOfTherapy(**{**usual, **changed})


def history(record: PatientRecord | None = None, **changed: Any) -> TreatmentHistory:
    """A metastatic patient (since January 2015) without any therapy, completely read."""
    zero = Count(0, 0, 0)
    usual: dict[str, Any] = {
        "as_of": AS_OF,
        "parameters_version": "test",
        "record": record or PatientRecord("p"),
        "advanced_from": day("2015-01-10"),
        "advanced_evidence": ("Condition/m",),
        "early": (),
        "lines": (),
        "investigational": (),
        "counts": Counts(zero, zero, zero),
        "facts": line_facts(),
    }
    return TreatmentHistory(**{**usual, **changed})


def with_line(
    record: PatientRecord | None = None, the_line: LineOfTherapy | None = None, **changed: Any
) -> TreatmentHistory:
    """A metastatic patient on one line."""
    one = Count(1, 1, 1)
    usual: dict[str, Any] = {"lines": (the_line or line(),), "counts": Counts(one, one, one)}
    return history(record, **{**usual, **changed})


def exposures(**given: tuple[Exposed, ...]) -> dict[str, Exposure]:
    """Exposure map by ingredient name; underscores stand for spaces."""
    names = {name.replace("_", " "): where for name, where in given.items()}
    return {name: Exposure(name, where, (f"MedicationStatement/{name[:1]}",)) for name, where in names.items()}


def her2(result: MarkerResult, when: str | None, method: Method = Method.IHC, **changed: Any) -> TumorMarker:
    """A final HER2 result of this tumour."""
    reference = changed.pop("reference", f"Observation/{method.name}-{result.name}-{when}")
    marker = TumorMarker(reference, Marker.HER2, method, result, day(when), result.value)
    return replace(marker, **changed)


def fact(established: Established, name: str) -> tuple[object, tuple[str, ...], tuple[str, ...]]:
    """Value, reasons and what is missing, as text."""
    basis = established.bases[name]
    return basis.value, tuple(map(str, basis.because)), tuple(map(str, basis.missing))
