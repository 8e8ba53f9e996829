"""Which feedback the sound service takes, and what each switch makes of it."""

from __future__ import annotations

import json
import re

from tests.cds_check.loose import dict_, outcome_, parsed, string_

STAMP = re.compile(r"\d{4}-(0\d|1[0-2])-[0-3]\dT([01]\d|2[0-3]):\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


FEEDBACK_FAULTS = {
    "feedback.accepted-is-taken": lambda item, _: item.get("outcome") == "accepted" and dict_(item).get("card"),
    "feedback.overridden-is-taken": lambda item, _: "display" in dict_(dict_(item.get("overrideReason")).get("reason")),
    "feedback.several-are-taken": lambda _, items: len(items) == 2,
    "feedback.dialects-are-taken": lambda item, _: "overrideReasons" in item,
}


def read_feedback(service, body):
    """200, or the status and the body of the refusal."""
    document = parsed(body)
    items = dict_(document).get("feedback")
    fault = service.fault
    if fault == "feedback.wrong-bodies" and items == {}:
        return 500, outcome_("spoilt")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return 400, outcome_("feedback")
    if len(items) > 100:
        return (500 if fault == "feedback.too-much" else 413), outcome_("too many")
    for item in items:
        problem = _wrong_report(service, item) or (
            fault in FEEDBACK_FAULTS and FEEDBACK_FAULTS[fault](item, items) and "spoilt"
        )
        if problem:
            comment = str(item.get("overrideReason")) if fault == "feedback.comments-are-not-repeated" else ""
            return 400, outcome_(problem + comment)
    if fault == "feedback.repeats-are-taken" and items:
        return (200, {}) if service.first_use(json.dumps(items)) else (409, outcome_("again"))
    if fault == "feedback.unknown-cards-are-taken" and any(item["card"] not in service.shown for item in items):
        return 404, outcome_("unknown card")
    return 200, {}


def _wrong_report(service, item):
    fault = service.fault
    if not string_(item.get("card")):
        return "card"
    if item.get("outcome") not in ("accepted", "overridden") and fault != "feedback.wrong-outcomes":
        return "outcome"
    given = item.get("outcomeTimestamp")
    if not STAMP.fullmatch(string_(given)) and not (fault == "feedback.wrong-timestamps" and given == "2026-01-02"):
        return "outcomeTimestamp"
    accepted = item.get("acceptedSuggestions")
    named = isinstance(accepted, list) and accepted and all(string_(dict_(one).get("id")) for one in accepted)
    lax = fault == "feedback.accepted-needs-a-suggestion"
    if item["outcome"] == "accepted" and not named and not lax:
        return "acceptedSuggestions"
    reason = item.get("overrideReason", {})
    return "" if isinstance(reason, dict) else "overrideReason"
