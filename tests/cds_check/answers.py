"""What the sound service answers, and how each switch spoils it."""

from __future__ import annotations

import re
import uuid

from tests.cds_check.loose import dict_, list_

CODING = {"code": "kit", "system": "https://cds.example.org/codes", "display": "kit"}


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


def _long_summary(answer, told):
    if len(told.words) > 1000:
        answer["cards"][0]["summary"] += " and so on"


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
    "prefetch.resources-of-another-patient": lambda answer, told: answer["cards"][0].update(
        summary=f"{told.all} notes"
    ),
    "text.no-foreign-elements": lambda answer, told: answer["cards"][0].update(
        detail=" ".join(re.findall(r"<(?:iframe|form)[^>]*?(?= src| action|>)", told.words)) + ">"
    ),
    "text.no-foreign-links": lambda answer, told: answer["cards"][0].update(
        detail=" ".join(re.findall(r"(?<!/)www\.\S+", told.words)) or "None"
    ),
    "text.summaries-stay-short": _long_summary,
    "text.nothing-steers-the-screen": lambda answer, told: answer["cards"][0].update(
        detail="".join(re.findall("[\u202e\u2066]", told.words)) or "None"
    ),
    "text.addresses-hold-no-data": _link(0, lambda link: link.update(url="https://cds.example.org/?of=kit-patient")),
}


class Told:
    """What the service understood of a record."""

    def __init__(self, prefetch, patient, *, fetched):
        entries = [entry for entry in list_(prefetch.get("notes")) if isinstance(entry, dict)]
        notes = [entry["resource"] for entry in entries if isinstance(entry.get("resource"), dict)]
        own = [note for note in notes if _about(note) == f"Patient/{patient}"]
        self.words = " ".join(str(dict_(note.get("code")).get("text", "")) for note in own)
        self.all, self.own, self.fetched = len(notes), len(own), fetched


def _about(note):
    return dict_(note.get("subject")).get("reference")


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
    entries = list_(request["context"].get("draftOrders"))
    drafts = [entry["resource"] for entry in entries]
    updates = [{"type": "update", "description": "Update it", "resource": dict(draft)} for draft in drafts]
    return {"actions": updates} if updates else {}
