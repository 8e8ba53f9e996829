"""What one record of the audit trail says. Pure: from a call that was answered or refused to the members of its record.

`audit_detail.STORED` explains every member.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from cards.grounds import basis, is_unknown
from cards.identity import run_id
from cards.unread import conflicts, gaps, incomplete
from consensus.edition import EDITION
from consensus.facts_document import written_value
from fhir_mappings.sent import as_written
from service.audit_detail import Detail
from service.audit_practice import written_practice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cards.consult import Consult, OrderDecision
    from service.answering import Answered
    from service.audit_key import AuditKey
    from service.consult import Practice
    from service.errors import CannotAnswerError
    from service.feedback import Report
    from service.feedback_log import Recorded
    from service.hook_requests import HookRequest

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A call as far as it is known when it ends: `client` is empty while nobody is known, `asked` None until read."""

    kind: str
    service: str
    client: str = ""
    ms: float = 0.0
    asked: HookRequest | None = None
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes records at one level of detail, under one key."""

    key: AuditKey
    detail: Detail
    software: str

    def refused(self, call: Call, error: CannotAnswerError) -> Json:
        """A call that a known caller made and that was not answered."""
        problem = error.problems[0]
        return self._begin(call, error.status) | _filled(
            {"reason": problem.code, "at_member": problem.at, "incident": error.incident}
        )

    def failed(self, call: Call, incident: str) -> Json:
        """A call during which the service failed."""
        return self._begin(call, 500) | {"reason": "exception", "incident": incident}

    def feedback(self, call: Call, reports: Iterable[Report], kept: Recorded) -> Json:
        """A feedback call that was stored."""
        told = [{"uuid": report.card, "outcome": report.outcome.value} for report in reports]
        counted = {"new": kept.new, "repeated": kept.repeated, "unknown_cards": kept.unknown_cards}
        return self._begin(call, 200) | {"reports": [self._card_named(each) for each in told], "kept": counted}

    def discovery(self, call: Call) -> Json:
        """A registered client asked what is offered."""
        return self._begin(call, 200)

    def answered(
        self, call: Call, answered: Answered, practice: Practice, sent: bytes | bytearray, answer: bytes
    ) -> Json:
        """A hook call that was answered: who, about whom (keyed), on which facts, by which rule, with which cards."""
        asked, consult = answered.asked, answered.consult
        content = self._begin(call, 200) | {
            "edition": EDITION.id,
            "edition_version": EDITION.version,
            "day": consult.as_of.isoformat(),
            "outcome": consult.outcome.code,
            "rule": consult.outcome.rule,
            "run": run_id(consult),
            "cards": [_card(card) for card in answered.cards],
            "practice": written_practice(practice),
            "given": self.key.content("request", sent),
            "answer": self.key.content("answer", answer),
        }
        return content | _filled(
            {
                "silence": answered.events.get("silence"),
                "repeats": answered.events.get("repeats"),
                "likely_rule": consult.likely.rule if consult.likely else None,
                "facts": [self._fact(call.client, consult, name) for name in consult.facts_used],
                "orders": [self._order(call.client, decision) for decision in consult.orders],
                "fetched": list(answered.fetched),
                "request_body": request_text(asked) if self.detail is Detail.FULL else None,
                **_not_understood(consult),
            }
        )

    def _begin(self, call: Call, status: int) -> Json:
        begun = {"kind": call.kind, "service": call.service, "status": status, "ms": round(call.ms, 1)}
        known = _filled({"client": call.client, "request": call.request_id})
        return begun | {"software": self.software} | known | self._asked(call)

    def _asked(self, call: Call) -> Json:
        """Who asks about whom, both keyed."""
        if call.asked is None:
            return {}
        return {
            "hook": call.asked.hook.value,
            "instance": call.asked.hook_instance.lower(),
            "user": self.key.user(call.client, call.asked.user_id),
            "patient": self.key.patient(call.client, call.asked.patient_id),
        }

    def _fact(self, client: str, consult: Consult, name: str) -> Json:
        """A fact that the rule asked for: by reference alone, or with what was read."""
        ground = basis(consult, name)
        fact: Json = {"name": name, "known": not is_unknown(ground.value)}
        if self.detail is Detail.MINIMAL:
            return fact | _filled({"references": [self.key.reference(client, each) for each in ground.evidence]})
        read = {"value": written_value(ground.value), "working": written_value(ground.working)}
        dated = {"date": str(ground.date) if ground.date else None, "references": list(ground.evidence)}
        return fact | read | _filled(dated)

    def _order(self, client: str, decision: OrderDecision) -> Json:
        judged = decision.judged
        about = sorted(draft.reference for draft in decision.drafts)
        order: Json = {"class": judged.order_class.value, "safety_rules": [alert.rule for alert in judged.alerts]}
        if self.detail is Detail.MINIMAL:
            return order | {"about": [self.key.reference(client, each) for each in about]}
        return order | {"about": about, "agents": sorted(judged.agents)}

    def _card_named(self, report: Json) -> Json:
        """A card id is what the client says it is: text of another's making is kept by its digest alone."""
        return report if is_uuid(report["uuid"]) else report | {"uuid": self.key.digest("card", report["uuid"])}


def request_text(asked: HookRequest) -> str:
    """The request as it was answered, without the access token and the server that it is for."""
    context: Json = {"userId": asked.user_id, "patientId": asked.patient_id}
    context |= _filled({"encounterId": asked.encounter_id, "selections": list(asked.selections)})
    if asked.draft_orders:
        context["draftOrders"] = dict(asked.draft_orders)
    document = {"hook": asked.hook.value, "hookInstance": asked.hook_instance, "context": context}
    document |= {"prefetch": as_written(dict(asked.prefetch))} | _filled({"extension": dict(asked.extension)})
    return msgspec.json.encode(document).decode()


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID as this service writes them."""
    digits = text.replace("-", "")
    return len(text) == 36 and len(digits) == 32 and all(letter in "0123456789abcdef" for letter in digits)  # noqa: PLR2004 - RFC 9562


def _card(card: Mapping[str, Any]) -> Json:
    return {"uuid": card["uuid"], "indicator": card["indicator"], "topic": card["source"]["topic"]["code"]}


def _not_understood(consult: Consult) -> Json:
    """What was left out or could not be read, counted by kind; the kinds are words of ours, never of the record."""
    return {
        "gaps": _counted(gap.reason for gap in gaps(consult)),
        "excluded": _counted(excluded.why for excluded in consult.history.excluded),
        "conflicts": _counted(conflict.kind for conflict in conflicts(consult)),
        "completeness": {query.value: state.value for query, state in incomplete(consult)},
    }


def _counted(kinds: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(kinds).items()))


def _filled(members: Json) -> Json:
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}
