"""Reading a body strictly, and its members without stumbling."""

from __future__ import annotations

import json


def dict_(value):
    return value if isinstance(value, dict) else {}


def list_(bundle):
    entries = dict_(bundle).get("entry")
    return entries if isinstance(entries, list) else []


def outcome_(says):
    issue = {"severity": "error", "code": "invalid", "diagnostics": says}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def string_(value):
    return value if isinstance(value, str) else ""


def _once(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("twice")
    return dict(pairs)


def _constant(name):
    raise ValueError(name)


def parsed(body):
    """The object in a body, None if it is none."""
    try:
        text = body.decode("utf-8")
        document = json.loads(text, object_pairs_hook=_once, parse_constant=_constant)
        text.encode()
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
