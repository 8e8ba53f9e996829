"""What the sound service says and takes, and how each switch spoils it."""

from __future__ import annotations

import json
import re
import uuid

HOOKS = {"kit-view": "patient-view", "kit-sign": "order-sign"}
PREFETCH = {
    "patient": "Patient/{{context.patientId}}",
    "notes": "Observation?patient={{context.patientId}}&_sort=-date&_count=10",
    "later": "Encounter?patient={{%patient.id}}",
}
CODING = {"code": "kit", "system": "https://cds.example.org/codes", "display": "kit"}


def _entry(name, hook):
    return {
        "id": name,
        "hook": hook,
        "title": "A service",
        "description": "Says something about a record.",
        "usageRequirements": "None.",
        "version": "2.0.1",
        "hookVersion": "1.0",
        "prefetch": dict(PREFETCH),
        "extension": {"org.example.cds": {"a": 1}},
    }


def _first(change):
    return lambda document: change(document["services"][0])


def _template(key, text):
    return _first(lambda entry: entry["prefetch"].update({key: text}))


def _share_an_id(document):
    document["services"].append(_entry("kit-view", "encounter-start"))


DISCOVERY_FAULTS = {
    "discovery.lists-services": lambda document: document["services"].append("x"),
    "discovery.holds-nothing-empty": _first(lambda entry: entry.update(note=None)),
    "discovery.services-name-their-hook": lambda document: document["services"].append(_entry("kit-third", "No Hook")),
    "discovery.services-have-an-id": lambda document: document["services"].append(_entry("a b", "patient-view")),
    "discovery.services-describe-themselves": _first(lambda entry: entry.pop("description")),
    "discovery.services-have-a-title": _first(lambda entry: entry.pop("title")),
    "discovery.usage-requirements-are-text": _first(lambda entry: entry.update(usageRequirements=7)),
    "discovery.prefetch-maps-keys-to-texts": _first(lambda entry: entry["prefetch"].update(odd=7)),
    "discovery.versions-are-versions": _first(lambda entry: entry.update(version="STU2")),
    "discovery.ids-are-not-shared": _share_an_id,
    "discovery.extensions-are-objects": _first(lambda entry: entry.update(extension="x")),
    "discovery.extension-names-are-unique": _first(lambda entry: entry.update(extension={"mine": 1})),
    "discovery.template-tokens-are-delimited": _template("odd", "Patient/{context.patientId}"),
    "discovery.template-tokens-exist": _template("odd", "Patient/{{context.selections}}"),
    "discovery.template-queries-are-simple": _template("odd", "Observation?_revinclude=x&patient={{context.patientId}}"),
    "discovery.template-dependencies-come-first": _template("odd", "Encounter?patient={{%last.id}}"),
    "discovery.template-parameters-stand-once": _template("odd", "Observation?date=ge2015-01-01&date=le2016-01-01"),
    "discovery.templates-need-no-encounter": _template("odd", "Encounter/{{context.encounterId}}"),
    "discovery.templates-sort-as-r4": _template("odd", "Observation?sort:desc=date"),
}


def discovery(fault):
    """The discovery document, spoilt by the switch."""
    document = {"services": [_entry(name, hook) for name, hook in HOOKS.items()]}
    DISCOVERY_FAULTS.get(fault, lambda _: None)(document)
    return document


def _card(change):
    return lambda answer, _: change(answer["cards"][0])


def _suggestion(change):
    return lambda answer, _: change(answer["cards"][0]["suggestions"][0])


def _action(number, change):
    return lambda answer, _: change(answer["cards"][0]["suggestions"][0]["actions"][number])


def _link(number, change):
    return lambda answer, _: change(answer["cards"][0]["links"][number])


def _recommend_both(answer, _):
    for suggestion in answer["cards"][0]["suggestions"]:
        suggestion["isRecommended"] = True


def _drop_from_update(answer, _):
    for action in answer["cards"][0]["suggestions"][1].get("actions", []):
        action["resource"].pop("note")


def _text_of(member):
    return lambda answer, told: answer["cards"][0].update({member: answer["cards"][0][member] + " " + told.words})


RESPONSE_FAULTS = {
    "hooks.answers-hold-cards": lambda answer, _: answer.pop("cards"),
    "hooks.answers-hold-nothing-empty": _card(lambda card: card.update(note="")),
    "hooks.answers-are-repeatable": _card(lambda card: card.update(detail=str(uuid.uuid4()))),
    "hooks.card-summary": _card(lambda card: card.update(summary="x" * 140)),
    "hooks.card-indicator": _card(lambda card: card.update(indicator="error")),
    "hooks.card-source": _card(lambda card: card["source"].pop("label")),
    "hooks.source-url": _card(lambda card: card["source"].update(url="/about")),
    "hooks.source-icon": _card(lambda card: card["source"].update(icon="icon.png")),
    "hooks.source-topic": _card(lambda card: card["source"]["topic"].pop("system")),
    "hooks.card-uuid": lambda answer, _: answer["cards"][1].update(uuid=answer["cards"][0]["uuid"]),
    "hooks.card-detail": _card(lambda card: card.update(detail=7)),
    "hooks.override-reasons": _card(lambda card: card["overrideReasons"][0].pop("display")),
    "hooks.links": _link(0, lambda link: link.update(type="html")),
    "hooks.app-context": _link(0, lambda link: link.update(appContext="x")),
    "hooks.autolaunchable": _link(1, lambda link: link.update(autolaunchable="yes")),
    "hooks.answer-extensions": _card(lambda card: card.update(extension="x")),
    "hooks.answer-extension-names": _card(lambda card: card.update(extension={"mine": 1})),
    "hooks.selection-behavior-is-given": _card(lambda card: card.pop("selectionBehavior")),
    "hooks.selection-behavior": _card(lambda card: card.update(selectionBehavior="all")),
    "hooks.suggestion-label": _suggestion(lambda one: one.pop("label")),
    "hooks.suggestion-members": _suggestion(lambda one: one.update(isRecommended="yes")),
    "hooks.recommended-at-most-once": _recommend_both,
    "hooks.actions-are-a-list": _suggestion(lambda one: one.update(actions={"a": 1})),
    "hooks.action-type": _action(0, lambda action: action.update(type="replace")),
    "hooks.action-description": _action(0, lambda action: action.pop("description")),
    "hooks.create-holds-a-resource": _action(0, lambda action: action.pop("resource")),
    "hooks.update-holds-the-resource": _drop_from_update,
    "hooks.delete-names-the-resource": _action(1, lambda action: action.update(resourceId="x")),
    "hooks.system-actions-are-actions": lambda answer, _: answer["systemActions"][0].pop("type"),
    "hooks.action-selection-behavior": _suggestion(lambda one: one.update(actionSelectionBehavior="all")),
    "prefetch.sent-or-read-is-the-same": lambda answer, told: answer["cards"][0].update(detail=str(told.fetched)),
    "prefetch.resources-of-another-patient": lambda answer, told: answer["cards"][0].update(summary=f"{told.all} notes"),
    "text.no-foreign-elements": lambda answer, told: answer["cards"][0].update(
        detail=" ".join(re.findall(r"<(?:iframe|form)[^>]*?(?= src| action|>)", told.words)) + ">"
    ),
    "text.no-foreign-links": lambda answer, told: answer["cards"][0].update(
        detail=" ".join(re.findall(r"(?<!/)www\.\S+", told.words)) or "None"
    ),
    "text.summaries-stay-short": _text_of("summary"),
    "text.nothing-steers-the-screen": lambda answer, told: answer["cards"][0].update(
        detail="".join(re.findall("[\u202e\u2066]", told.words)) or "None"
    ),
    "text.addresses-hold-no-data": _link(0, lambda link: link.update(url="https://cds.example.org/?of=kit-patient")),
}


class Told:
    """What the service understood of a record."""

    def __init__(self, prefetch, patient, *, fetched):
        entries = [entry for entry in _list(prefetch.get("notes")) if isinstance(entry, dict)]
        notes = [entry["resource"] for entry in entries if isinstance(entry.get("resource"), dict)]
        own = [note for note in notes if _about(note) == f"Patient/{patient}"]
        self.words = " ".join(str(_dict(note.get("code")).get("text", "")) for note in own)
        self.all, self.own, self.fetched = len(notes), len(own), fetched


def _dict(value):
    return value if isinstance(value, dict) else {}


def _list(bundle):
    entries = _dict(bundle).get("entry")
    return entries if isinstance(entries, list) else []


def _about(note):
    return _dict(note.get("subject")).get("reference")


def response(asking, told_and_request):
    """The answer to a call, spoilt by the switch."""
    told, request = told_and_request
    plain = re.sub(r"[^\w ]", " ", told.words)[:300]
    create = {"type": "create", "description": "Create a task", "resource": {"resourceType": "Task", "status": "draft"}}
    delete = {"type": "delete", "description": "Delete it", "resourceId": "Task/old"}
    card = {
        "uuid": str(uuid.uuid4()),
        "summary": f"{told.own} notes: {plain}"[:139],
        "detail": f"The notes say: {plain}",
        "indicator": "info",
        "source": {
            "label": "Kit",
            "url": "https://cds.example.org/about",
            "icon": "https://cds.example.org/icon.png",
            "topic": dict(CODING),
        },
        "selectionBehavior": "at-most-one",
        "suggestions": [
            {"label": "One", "uuid": "s1", "isRecommended": True, "actions": [create, delete]},
            {"label": "Two", "uuid": "s2"} | _update(request),
        ],
        "overrideReasons": [dict(CODING)],
        "links": [
            {"label": "About", "url": "https://cds.example.org/about", "type": "absolute"},
            {"label": "App", "url": "https://cds.example.org/app", "type": "smart", "appContext": "x"}
            | {"autolaunchable": False},
        ],
        "extension": {"org.example.cds": {"run": 1}},
    }
    second = {"uuid": str(uuid.uuid4()), "summary": "Second", "indicator": "warning", "source": {"label": "Kit"}}
    system = {"type": "create", "description": "Create", "resource": {"resourceType": "Task", "status": "draft"}}
    answer = {"cards": [card, second], "systemActions": [system]}
    RESPONSE_FAULTS.get(asking.fault, lambda *_: None)(answer, told)
    return answer


def _update(request):
    entries = _list(request["context"].get("draftOrders"))
    drafts = [entry["resource"] for entry in entries]
    updates = [{"type": "update", "description": "Update it", "resource": dict(draft)} for draft in drafts]
    return {"actions": updates} if updates else {}


SPOILT_BODIES = {
    "hooks.calls-are-taken": (lambda body, _: b"kit-sign" not in body and b"order-sign" in body, 404),
    "hooks.unknown-members-are-let-pass": (lambda body, _: b"kitMember" in body, 400),
    "hooks.any-uuid-names-the-instance": (lambda body, _: b"2a5e0c80-8d3f-11ee" in body, 400),
    "inputs.bodies-that-are-no-json": (lambda body, _: body == b"[]", 500),
    "inputs.broken-encodings": (lambda body, _: b"\xff\xfe" in body, 500),
    "inputs.odd-characters": (lambda body, _: b"\\u0000" in body, 500),
    "inputs.numbers-that-are-none": (lambda body, _: b"NaN" in body, 200),
    "inputs.huge-numbers": (lambda body, _: b"1e999" in body, 500),
    "inputs.members-that-stand-twice": (lambda body, _: b'"hook": "kit-other-hook", "hook"' in body, 200),
    "inputs.deep-nesting": (lambda body, _: b"[[[[[[" in body, 500),
    "inputs.wrong-hooks": (lambda _, document: document.get("hook") == "kit-other-hook", 200),
    "inputs.wrong-hook-instances": (lambda _, document: document.get("hookInstance") == 7, 500),
    "inputs.wrong-contexts": (lambda _, document: document.get("context") == [], 500),
    "inputs.wrong-context-fields": (lambda _, document: _dict(document.get("context")).get("userId") is True, 500),
    "inputs.ids-that-are-paths": (lambda body, _: b"1?_has=x" in body, 200),
    "inputs.wrong-prefetch": (lambda _, document: document.get("prefetch") == ["x"], 500),
    "inputs.authorization-needs-a-server": (
        lambda _, document: "fhirAuthorization" in document and "fhirServer" not in document,
        200,
    ),
    "inputs.odd-authorizations": (lambda body, _: b"[text with]" in body, 400),
    "inputs.a-large-text": (lambda body, _: b"x" * 100_000 in body and b"access_token" not in body, 500),
    "prefetch.one-key-missing": (lambda _, document: set(document.get("prefetch", {})) == {"notes"}, 422),
    "prefetch.one-key-null": (lambda _, document: _prefetch(document, "notes", None), 400),
    "prefetch.one-key-empty": (lambda body, _: b'"total": 0}' in body, 500),
    "prefetch.one-key-failed": (lambda _, document: _one_failed(document), 500),
    "prefetch.one-key-with-an-outcome-inside": (lambda body, _: b'"mode": "outcome"' in body, 500),
    "prefetch.odd-values": (lambda _, document: _prefetch(document, "notes", 7), 500),
    "prefetch.odd-resources": (lambda body, _: b"modifierExtension" in body, 500),
}


def _prefetch(document, key, value):
    prefetch = _dict(document.get("prefetch"))
    return key in prefetch and prefetch[key] == value and prefetch[key] is not True


def _one_failed(document):
    kinds = [_dict(value).get("resourceType") for value in _dict(document.get("prefetch")).values()]
    return "OperationOutcome" in kinds and len(set(kinds)) > 1


def _outcome(says):
    issue = {"severity": "error", "code": "invalid", "diagnostics": says}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


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


def read_request(asking, body):
    """200 with what was understood, or the status and the body of the refusal."""
    document = parsed(body)
    spoilt, status = SPOILT_BODIES.get(asking.fault, (None, 0))
    if spoilt and spoilt(body, document or {}):
        return (200, None) if status == 200 else (status, _outcome("spoilt"))
    problem = "no JSON object" if document is None else _wrong(asking, document)
    if problem:
        repeated = body.decode("utf-8", "replace")[:900] if asking.fault == "inputs.refusals-repeat-nothing" else ""
        inside = "Traceback (most recent call last)" if asking.fault == "inputs.refusals-show-no-internals" else ""
        return 400, _outcome(problem + repeated + inside)
    return _gathered(asking, document)


UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _wrong(asking, document):
    context = document.get("context")
    if document.get("hook") != HOOKS[asking.name] or not UUID.fullmatch(str(document.get("hookInstance"))):
        return "hook or hookInstance"
    if not isinstance(context, dict) or not re.fullmatch(r"[A-Za-z0-9-]{1,200}", _string(context.get("patientId"))):
        return "context"
    if not re.fullmatch(r"\w+/[\w.-]+", _string(context.get("userId"))):
        return "context.userId"
    if asking.name == "kit-sign" and _dict(context.get("draftOrders")).get("resourceType") != "Bundle":
        return "context.draftOrders"
    if not isinstance(document.get("prefetch", {}), dict):
        return "prefetch"
    if "fhirAuthorization" in document and not isinstance(document.get("fhirServer"), str):
        return "fhirServer"
    return ""


def _string(value):
    return value if isinstance(value, str) else ""


def _gathered(asking, document):
    """The record, from the prefetch or from the FHIR server; 412 if it cannot be had."""
    prefetch, patient = dict(document.get("prefetch", {})), document["context"]["patientId"]
    failed = [key for key in ("patient", "notes") if _dict(prefetch.get(key)).get("resourceType") not in KINDS[key]]
    access, server = _dict(document.get("fhirAuthorization")), document.get("fhirServer")
    if asking.fault == "inputs.unregistered-servers-are-not-reached" and str(server).startswith("http://localhost"):
        asking.reach(server)
    if asking.fault == "prefetch.one-key-paged":
        for link in _dict(prefetch.get("notes")).get("link", []):
            asking.reach(link["url"])
    fetched = False
    if failed and asking.fhir_server and server == asking.fhir_server:
        for key in failed:
            prefetch[key] = asking.fetch(PREFETCH[key].replace("{{context.patientId}}", patient), access["access_token"])
            fetched = True
        failed = [key for key in failed if _dict(prefetch[key]).get("resourceType") not in KINDS[key]]
    if failed:
        return _cannot(asking, document, prefetch, fetched=fetched)
    if prefetch["patient"].get("id") != patient and asking.fault != "prefetch.another-patient":
        return 412, _outcome("another patient")
    return 200, (Told(prefetch, patient, fetched=fetched), document)


KINDS = {"patient": ("Patient",), "notes": ("Bundle",)}


def _cannot(asking, document, prefetch, *, fetched):
    silent = (
        (asking.fault == "prefetch.nothing-obtainable-is-412" and not prefetch and "fhirServer" not in document)
        or (asking.fault == "prefetch.failures-are-not-silence" and fetched)
        or (
            asking.fault == "prefetch.every-key-failed"
            and {_dict(value).get("resourceType") for value in prefetch.values()} == {"OperationOutcome"}
        )
    )
    return (200, None) if silent else (412, _outcome("data is missing"))


STAMP = re.compile(r"\d{4}-(0\d|1[0-2])-[0-3]\dT([01]\d|2[0-3]):\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
FEEDBACK_FAULTS = {
    "feedback.accepted-is-taken": lambda item, _: item.get("outcome") == "accepted" and _dict(item).get("card"),
    "feedback.overridden-is-taken": lambda item, _: "display" in _dict(_dict(item.get("overrideReason")).get("reason")),
    "feedback.several-are-taken": lambda _, items: len(items) == 2,
    "feedback.dialects-are-taken": lambda item, _: "overrideReasons" in item,
}


def read_feedback(service, body):
    """200, or the status and the body of the refusal."""
    document = parsed(body)
    items = _dict(document).get("feedback")
    fault = service.fault
    if fault == "feedback.wrong-bodies" and items == {}:
        return 500, _outcome("spoilt")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return 400, _outcome("feedback")
    if len(items) > 100:
        return (500 if fault == "feedback.too-much" else 413), _outcome("too many")
    for item in items:
        problem = _wrong_report(service, item) or (
            fault in FEEDBACK_FAULTS and FEEDBACK_FAULTS[fault](item, items) and "spoilt"
        )
        if problem:
            comment = str(item.get("overrideReason")) if fault == "feedback.comments-are-not-repeated" else ""
            return 400, _outcome(problem + comment)
    if fault == "feedback.repeats-are-taken" and items:
        return (200, {}) if service.first_use(json.dumps(items)) else (409, _outcome("again"))
    if fault == "feedback.unknown-cards-are-taken" and any(item["card"] not in service.shown for item in items):
        return 404, _outcome("unknown card")
    return 200, {}


def _wrong_report(service, item):
    fault = service.fault
    if not _string(item.get("card")):
        return "card"
    if item.get("outcome") not in ("accepted", "overridden") and fault != "feedback.wrong-outcomes":
        return "outcome"
    given = item.get("outcomeTimestamp")
    if not STAMP.fullmatch(_string(given)) and not (fault == "feedback.wrong-timestamps" and given == "2026-01-02"):
        return "outcomeTimestamp"
    accepted = item.get("acceptedSuggestions")
    named = isinstance(accepted, list) and accepted and all(_string(_dict(one).get("id")) for one in accepted)
    lax = fault == "feedback.accepted-needs-a-suggestion"
    if item["outcome"] == "accepted" and not named and not lax:
        return "acceptedSuggestions"
    reason = item.get("overrideReason", {})
    return "" if isinstance(reason, dict) else "overrideReason"
