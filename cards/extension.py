"""What stands behind a card, for programs: `extension["org.her2-cds"]` of the interface contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cards import text, unread
from cards.grounds import basis, is_unknown
from cards.identity import EXTENSION, run_id
from cards.standing import anti_her2_first
from consensus.edition import EDITION
from consensus.facts_document import written_value
from consensus.outcome import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cards.consult import Consult, OrderDecision
    from consensus.outcome import Outcome

Json = dict[str, Any]


def extension(
    consult: Consult, outcome: Outcome, orders: tuple[OrderDecision, ...] = (), more_facts: tuple[str, ...] = ()
) -> Json:
    """Edition, outcome, rule, statements, facts with their sources, what is missing; empty members are left out."""
    used = tuple(dict.fromkeys((*consult.facts_used, *more_facts)))
    cited = dict.fromkeys(reference for name in used for reference in basis(consult, name).evidence)
    shown = {reference: text.plain(reference) for reference in cited}
    members: Json = {
        "edition": EDITION.id,
        "edition_version": EDITION.version,
        "outcome": outcome.code,
        "status": outcome.status.value,
        "rule": outcome.rule,
        "likely": outcome is not consult.outcome or None,
        "statements": list(outcome.statements),
        "facts": [_fact(consult, name, shown) for name in used],
        "missing": list(_missing(consult, used)),
        "gaps": [
            {"reference": unread.reference(gap), "reason": text.plain(gap.reason)} for gap in unread.gaps(consult)
        ],
        "conflicts": [
            {"kind": conflict.kind, "references": [text.plain(reference) for reference in conflict.references]}
            for conflict in unread.conflicts(consult)
        ],
        "flags": list(outcome.flags),
        "currency": list(outcome.currency_notes),
        "currency_reviewed_on": EDITION.currency_reviewed_on.isoformat(),
        "orders": [_order(decision) for decision in orders],
        "completeness": {query.value: state.value for query, state in unread.incomplete(consult)},
        "as_of": consult.as_of.isoformat(),
        "run": run_id(consult),
    }
    return {EXTENSION: members}


def _fact(consult: Consult, name: str, shown: Mapping[str, str]) -> Json:
    """One fact; `shown` are the references as they can be shown: many facts rest on the same ones."""
    ground = basis(consult, name)
    value, working = written_value(ground.value), written_value(ground.working)
    return {
        "name": name,
        "value": value,
        "working": working if working != value else None,
        "date": str(ground.date) if ground.date else None,
        "references": [shown[reference] for reference in ground.evidence],
    }


def _missing(consult: Consult, used: tuple[str, ...]) -> tuple[str, ...]:
    if consult.outcome.status is Status.INSUFFICIENT_DATA:
        return consult.outcome.missing_facts
    return tuple(name for name in used if is_unknown(getattr(consult.established.facts, name)))


def _order(decision: OrderDecision) -> Json:
    judged = decision.judged
    return {
        "agents": list(anti_her2_first(judged.agents)),
        "regimen": judged.regimen,
        "class": judged.order_class.value,
        "ground": judged.ground,
        "safety_rules": [alert.rule for alert in judged.alerts],
        "about": sorted(draft.reference for draft in decision.drafts),
    }
