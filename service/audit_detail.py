"""How much a record of the audit trail holds: the levels, and every member with what it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Detail(Enum):
    """The levels; each holds what the one before holds."""

    MINIMAL = "minimal"
    FACTS = "facts"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a record: from which level on it is there, and what it says."""

    says: str
    level: Detail = Detail.MINIMAL


STORED = {
    "kind": Member("`hook`, `feedback`, `discovery`, `refusals`, `erasure`, `purge` or `spool-cut`"),
    "client": Member("issuer of the registered client; `demo` in demo mode"),
    "user": Member("the user reference, keyed"),
    "service": Member("id of the CDS service"),
    "hook": Member("name of the hook"),
    "instance": Member("`hookInstance` of the call, which the EHR drew for it"),
    "patient": Member("the patient's id, keyed"),
    "status": Member("HTTP status of the answer"),
    "ms": Member("milliseconds from the request to the record"),
    "request": Member("id of the request (`X-Request-Id`), as in the log"),
    "incident": Member("id of the incident, as in the log and in the answer, where the service failed"),
    "reason": Member("why a call was refused: the code of the OperationOutcome, or a word of the log"),
    "at_member": Member("the path in the request that was wrong, such as `context.patientId`"),
    "software": Member("version of this program"),
    "edition": Member("edition of the knowledge"),
    "edition_version": Member("its version"),
    "day": Member("the day that counted as today"),
    "outcome": Member("code of the outcome"),
    "rule": Member("the row of the decision table that decided"),
    "likely_rule": Member("the same at the most likely reading, where data is missing"),
    "run": Member("the `run` of the cards"),
    "silence": Member("why no card was shown"),
    "repeats": Member("how many cards were left out as repeats"),
    "cards": Member("`uuid`, `indicator` and `topic` of each card that was shown"),
    "facts": Member(
        "each fact that the rule asked for: name, whether it is known, keyed references; from `facts` on value, "
        "working value, date and plain references (`Type/id`)"
    ),
    "orders": Member(
        "each judged order: class, safety rules, keyed references; from `facts` on agents and plain references"
    ),
    "gaps": Member("how many resources could not be read or understood, by kind"),
    "excluded": Member("how many were understood and left out, by kind"),
    "conflicts": Member("how many contradictions the record holds, by kind"),
    "completeness": Member("the parts of the record that were read in part or not at all"),
    "fetched": Member("keys of the prefetch that were read from the EHR's FHIR server"),
    "practice": Member("how the site and the client's profile had set the service"),
    "given": Member("keyed digest of the request's bytes"),
    "answer": Member("keyed digest of the answer's bytes"),
    "request_body": Member(
        "the request as it was answered, with what was fetched, without access token and server", Detail.FULL
    ),
    "reports": Member("feedback: each card (a `uuid` that is none of ours is keyed) and what became of it"),
    "kept": Member("feedback: how many reports were new, repeated, or about cards that are not known"),
    "minute": Member("refusals: the minute"),
    "times": Member("refusals: how often in that minute"),
    "rows": Member("erasure: the rows that were emptied"),
    "removed": Member("erasure, purge: how many rows of other tables went as well"),
    "through": Member("purge: number of the last row that was removed"),
    "hash": Member("purge: its hash"),
    "lines": Member("spool-cut: how many lines a crash had torn"),
}
"""Members of the records in the order in which they are explained."""


def table() -> str:
    """The members as the table of `docs/audit.md`."""
    rows = [f"| `{name}` | {member.level.value} | {member.says} |" for name, member in STORED.items()]
    return "\n".join(("| member | from level | what it says |", "|---|---|---|", *rows))
