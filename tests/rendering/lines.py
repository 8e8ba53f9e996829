"""Line numbers that the record itself states: the EnLiST extension on EpisodeOfCare, the PedCan one on CarePlan."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rendering.vocabulary import Json

_ENLIST = "https://bih-cei.de/fhir/therapieziele-onkologie"
_PEDCAN = "http://hl7.org/fhir/us/pedcan/StructureDefinition/pedcan-line-of-therapy-number"
_TRACKS = {"a": "aLoT", "e": "eLoT", "i": "iLoT"}


def episode_of_care(event: Json, subject: Json, medications: Sequence[Json]) -> Json:
    """An EpisodeOfCare that is one line of therapy."""
    track = _TRACKS[event.get("track", "a")]
    number, modification = event["number"], event.get("modification", 0)
    setting = {"system": f"{_ENLIST}/CodeSystem/enlist-lot-setting", "code": track}
    parts = [
        {"url": "setting", "valueCodeableConcept": {"coding": [setting]}},
        {"url": "line", "valuePositiveInt": number},
        {"url": "modification", "valueUnsignedInt": modification},
        {"url": "notation", "valueString": f"{track} {number}.{modification}"},
    ]
    counted = {"system": f"{_ENLIST}/CodeSystem/enlist-countable", "code": "counted"}
    return {
        "resourceType": "EpisodeOfCare",
        "id": event["id"],
        "extension": [
            {"url": f"{_ENLIST}/StructureDefinition/enlist-lot", "extension": parts},
            {
                "url": f"{_ENLIST}/StructureDefinition/enlist-countable",
                "valueCodeableConcept": {"coding": [counted]},
            },
        ],
        "status": event["status"],
        "patient": subject,
    } | _period(event, medications)


def needs_care_plan(event: Json, events: Sequence[Json]) -> bool:
    """Whether a therapy of the line belongs to another line too: `context` can name only one EpisodeOfCare."""
    others = [e for e in events if e is not event and _counts(e)]
    shared = set(event.get("covers", ())) & {name for other in others for name in other.get("covers", ())}
    return event.get("resource") == "CarePlan" or (_counts(event) and bool(shared))


def _counts(event: Json) -> bool:
    began = event.get("status") in ("active", "onhold", "finished")
    return event["type"] == "explicit_line" and began and event.get("track", "a") == "a"


def care_plan(event: Json, subject: Json, medications: Sequence[Json], *, r5: bool) -> Json:
    """A CarePlan that numbers the therapies which it names as outcomes of its activities."""
    covered = [item for item in medications if item["id"] in event.get("covers", ())]
    done = [{"reference": f"{item['resource']}/{item['id']}"} for item in covered]
    activity = {"performedActivity": [{"reference": each} for each in done]} if r5 else {"outcomeReference": done}
    return {
        "resourceType": "CarePlan",
        "id": event["id"],
        "extension": [{"url": _PEDCAN, "valuePositiveInt": event["number"]}],
        "status": "completed" if event["status"] == "finished" else event["status"],
        "intent": "plan",
        "subject": subject,
        "activity": [activity],
    }


def _period(event: Json, medications: Sequence[Json]) -> Json:
    covered = [item for item in medications if item["id"] in event.get("covers", ())]
    given = {side: str(event[side]) for side in ("start", "end") if event.get(side) is not None}
    starts = sorted(str(item["start"]) for item in covered if item.get("start") is not None)
    ends = sorted(str(item["end"]) for item in covered if item.get("end") is not None)
    if not given and starts:
        given = {"start": starts[0]}
        if len(ends) == len(covered):
            given["end"] = ends[-1]
    return {"period": given} if given else {}


def with_context(medications: Sequence[Json], events: Sequence[Json]) -> list[Json]:
    """The medications, each naming its EpisodeOfCare where exactly one covers it (`context` holds only one)."""
    episodes = [e for e in events if e["type"] == "explicit_line" and not needs_care_plan(e, events)]
    covering = {
        item["id"]: [episode["id"] for episode in episodes if item["id"] in episode.get("covers", ())]
        for item in medications
    }
    return [
        item | {"context": f"EpisodeOfCare/{covering[item['id']][0]}"} if len(covering[item["id"]]) == 1 else item
        for item in medications
    ]
