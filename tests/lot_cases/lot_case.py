"""Worked cases of the line-of-therapy specification: a case becomes a record, a history is compared with its case."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from treatment_history.agents import AGENTS
from treatment_history.answer import Answer
from treatment_history.dates import PartialDate
from treatment_history.record import (
    ExplicitLine,
    LineRank,
    LocalTherapy,
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

if TYPE_CHECKING:
    from treatment_history.history import LineOfTherapy, TreatmentHistory

HERE = Path(__file__).parent
_SITES = {"nodes": Site.OTHER_NODES, "regional nodes": Site.REGIONAL_NODES}
_PRODUCTS = {
    "trastuzumab sc": ("trastuzumab",),
    "trastuzumab and hyaluronidase": ("trastuzumab",),
    "trastuzumab-dkst": ("trastuzumab",),
    "pertuzumab/trastuzumab/hyaluronidase": ("pertuzumab", "trastuzumab"),
    "t-dm1": ("trastuzumab emtansine",),
    "t-dxd": ("trastuzumab deruxtecan",),
}
_FINAL = frozenset({"final", "amended", "corrected"})


class _TextDates(yaml.CSafeLoader):
    """YAML without dates: a date stays as it is written."""


_TextDates.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load_cases(path: Path) -> list[dict[str, Any]]:
    return list(yaml.load(path.read_text(encoding="utf-8"), Loader=_TextDates)["cases"])  # noqa: S506 - a SafeLoader


def all_cases() -> list[dict[str, Any]]:
    return [*load_cases(HERE / "lot_cases.yaml"), *load_cases(HERE / "more_cases.yaml")]


def as_of(case: dict[str, Any]) -> date:
    return date.fromisoformat(case["as_of"])


def record_of(case: dict[str, Any]) -> PatientRecord:
    events = [*case.get("events", ())]
    return PatientRecord(
        patient_id=case["id"],
        medications=tuple(_medication(entry) for entry in case.get("medications", ())),
        metastases=tuple(_metastasis(event) for event in events if event["type"] == "metastasis"),
        statuses=tuple(_status(event) for event in events if event["type"] == "status"),
        surgeries=tuple(
            Surgery(event["id"], _date(event.get("date")), Purpose(event.get("purpose", "other")))
            for event in events
            if event["type"] == "surgery"
        ),
        local_therapies=tuple(
            LocalTherapy(event["id"], _date(event.get("date")), _site(event))
            for event in events
            if event["type"] == "radiotherapy"
        ),
        explicit_lines=tuple(_explicit(event) for event in events if event["type"] == "explicit_line"),
    )


def _date(written: Any) -> PartialDate | None:
    return None if written is None else PartialDate.parse(str(written))


def _site(event: dict[str, Any]) -> Site:
    written = event.get("site", "unspecified")
    return _SITES.get(written) or Site(written)


def _metastasis(event: dict[str, Any]) -> Metastasis:
    return Metastasis(event["id"], _date(event.get("date")), _site(event), Answer(event.get("present", "yes")))


def _status(event: dict[str, Any]) -> StatusObservation:
    return StatusObservation(
        reference=event["id"],
        date=_date(event.get("date")),
        value=Response(event["value"]),
        marker_only=event.get("evidence") == "marker",
        final=event.get("status", "final") in _FINAL,
        site=_site(event) if "site" in event else None,
    )


def _explicit(event: dict[str, Any]) -> ExplicitLine:
    contained = event.get("resource", "EpisodeOfCare") in {"EpisodeOfCare", "CarePlan"}
    return ExplicitLine(
        reference=event["id"],
        rank=LineRank(event["rank"]) if "rank" in event else LineRank.CONTAINER if contained else LineRank.THERAPY,
        number=event["number"],
        covers=tuple(event.get("covers", ())),
        modification=event.get("modification", 0),
        track=event.get("track"),
        start=_date(event.get("start")),
        end=_date(event.get("end")),
        status=event.get("status", ""),
    )


def _medication(entry: dict[str, Any]) -> MedicationRecord:
    reason = entry.get("reason")
    return MedicationRecord(
        reference=entry["id"],
        source=Source(entry["resource"]),
        agents=_PRODUCTS.get(entry["drug"].lower(), (entry["drug"],)),
        status=entry["status"],
        intent=entry.get("intent", "order"),
        start=_date(entry.get("start")),
        end=_date(entry.get("end")),
        stop_reason=StopReason(reason) if reason else None,
        stated_setting=StatedSetting(entry["setting"]) if "setting" in entry else None,
        investigational=entry.get("investigational", False),
        contexts=tuple(entry.get("contexts", ())),
        planned_completion=entry.get("planned", False),
    )


def differences(case: dict[str, Any], history: TreatmentHistory) -> list[str]:
    """Every asserted field of a case that the history does not show, in words."""
    expected = case["expected"]
    found: list[str] = []
    if "early" in expected:
        found += _differs("early", expected["early"], sorted({course.kind.value for course in history.early}))
    if "lines" in expected:
        found += _differs("number of lines", len(expected["lines"]), len(history.lines))
        for wanted, line in zip(expected["lines"], history.lines, strict=False):
            found += _line_differences(wanted, line)
    for name, wanted in expected.get("counts", {}).items():
        found += _differs(f"counts.{name}", tuple(wanted), getattr(history.counts, name).readings)
    for name, wanted in expected.get("facts", {}).items():
        found += _fact_differences(name, wanted, history)
    for flag in expected.get("flags", ()):
        if flag not in history.flags:
            found.append(f"flag {flag} is missing among {history.flags}")
    if "excluded" in expected:
        found += _differs("excluded", sorted(expected["excluded"]), sorted({x.reference for x in history.excluded}))
    return found


def _differs(name: str, wanted: object, got: object) -> list[str]:
    return [] if wanted == got else [f"{name}: the specification says {wanted!r}, derived is {got!r}"]


def _line_differences(wanted: dict[str, Any], line: LineOfTherapy) -> list[str]:
    found: list[str] = []
    for name, value in wanted.items():
        if name == "label":
            continue
        got = getattr(line, name)
        if name in {"anti_her2", "agents", "pair", "chemo", "endocrine", "other", "evidence", "flags"}:
            found += _differs(f"line {line.n} {name}", sorted(value), sorted(got))
        elif name in {"start", "end"}:
            found += _differs(f"line {line.n} {name}", value, None if got is None else got.text)
        else:
            found += _differs(f"line {line.n} {name}", value, getattr(got, "value", got))
    return found


def _fact_differences(name: str, wanted: Any, history: TreatmentHistory) -> list[str]:
    if name == "exposure":
        codes = {AGENTS[a].her2_code: e for a, e in history.exposures.items() if a in AGENTS and AGENTS[a].her2_code}
        got = {code: [place.value for place in codes[code].where] if code in codes else [] for code in wanted}
        return _differs("exposure", {code: sorted(places) for code, places in wanted.items()}, got)
    facts = history.facts
    values = {
        "dual_blockade_advanced": facts.dual_blockade_any.value,
        "resistance_working": facts.clinical_resistance.working,
    }
    derived = values[name] if name in values else getattr(facts, name).value
    return _differs(name, wanted, getattr(derived, "value", derived))
