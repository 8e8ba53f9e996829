"""What the command line does with a file: read it strictly, run the pipeline on it, give back a document."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

import msgspec
import yaml

from consensus.document import advise_document
from consensus.edition import EDITION
from consensus.facts import Facts, InvalidFactError, facts_from
from consensus.facts_document import facts_document
from fhir_mappings.bundle import raw_from_bundle
from fhir_mappings.raw import RawRecord, UnreadableRecordError
from fhir_mappings.references import id_of, patients_named
from service.answering import consult_on
from service.consult import answer_hook, understand
from service.hook_requests import Hook, HookRequest, InvalidHookRequestError, read_hook_request
from service.practice import practice_of
from service.strict_json import InvalidJsonError, parse
from treatment_history.sheet import as_document

if TYPE_CHECKING:
    from datetime import date

    from service.settings import Settings


class UnreadableInputError(ValueError):
    """The input cannot be used; the message is the one line that the caller reads."""


def read_bytes(name: str) -> bytes:
    """The content of a file, or of standard input for `-`.

    Raises:
        UnreadableInputError: there is no such readable file.
    """
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise UnreadableInputError(f"{name}: {error.strerror}") from error


def read_document(name: str) -> Any:
    """A JSON document from a file.

    Raises:
        UnreadableInputError: no file, or no strict JSON.
    """
    try:
        return parse(read_bytes(name))
    except InvalidJsonError as error:
        raise UnreadableInputError(f"{name}: {error}") from error


def cards(
    document: Any, as_of: date, settings: Settings, *, hook: Hook | None = None, patient_id: str | None = None
) -> bytes:
    """The response body for a CDS Hooks request, or for a whole record as if its chart had just been opened.

    Raises:
        UnreadableInputError: neither of the two, or of another hook or patient than asked for.
        CannotAnswerError: the service would refuse the request as well (412).
    """
    if isinstance(document, dict) and ("hook" in document or "hookInstance" in document):
        request = _request(document, hook, patient_id)
        return msgspec.json.encode(consult_on(request, as_of, practice_of(settings)).response.as_json())
    if hook not in (None, Hook.PATIENT_VIEW):
        raise UnreadableInputError(f"a record holds no draft orders: {hook.value} needs a CDS Hooks request")
    raw = record_in(document, patient_id)
    request = _chart_opened(raw, as_of)
    return msgspec.json.encode(answer_hook(raw, request, as_of, practice_of(settings)).response.as_json())


def _request(document: Any, hook: Hook | None, patient_id: str | None) -> HookRequest:
    try:
        request = read_hook_request(document, hook)
    except InvalidHookRequestError as error:
        raise UnreadableInputError(str(error)) from error
    if patient_id not in (None, request.patient_id):
        raise UnreadableInputError("context.patientId: another patient than --patient")
    return request


def record_in(document: Any, patient_id: str | None) -> RawRecord:
    """One patient's record.

    Raises:
        UnreadableInputError: no FHIR record, of several patients, or of another one than asked for.
    """
    try:
        raw = raw_from_bundle(document, patient_id)
    except UnreadableRecordError as error:
        raise UnreadableInputError(str(error)) from error
    if patient_id and not any(patient_id in (id_of(one), *patients_named(one.resource)) for one in raw.resources):
        raise UnreadableInputError("the record names no patient with the id given by --patient")
    return raw


def _chart_opened(raw: RawRecord, as_of: date) -> HookRequest:
    """The patient-view call that stands for a bare record; its id follows from patient and day."""
    instance = uuid5(NAMESPACE_URL, f"her2-cds/cards/{raw.patient_id}/{as_of.isoformat()}")
    return HookRequest(Hook.PATIENT_VIEW, str(instance), raw.patient_id, "Practitioner/command-line")


def history(document: Any, as_of: date, settings: Settings, *, patient_id: str | None = None) -> dict[str, Any]:
    """The treatment history in a record, with every fact of the paper and its ground.

    Raises:
        UnreadableInputError: no FHIR record of one patient.
    """
    practice = practice_of(settings)
    happened, established = understand(record_in(document, patient_id), as_of, practice.site, practice.validation)
    told = as_document(happened)
    facts = facts_document(established) | told["facts"]
    return {"edition": EDITION.id} | told | {"facts": facts}


def read_facts(name: str) -> dict[str, Any]:
    """The input of `advise`: JSON if it begins as such, else YAML.

    Raises:
        UnreadableInputError: no file, or neither JSON nor YAML with an object at the top.
    """
    content = read_bytes(name)
    try:
        given = parse(content) if content.lstrip()[:1] in (b"{", b"[") else yaml.load(content, _WordsStayWords)  # noqa: S506 - a SafeLoader
    except InvalidJsonError as error:
        raise UnreadableInputError(f"{name}: {error}") from error
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        raise UnreadableInputError(f"{name}: not YAML ({getattr(error, 'problem', None) or 'unreadable'})") from error
    if not isinstance(given, dict):
        raise UnreadableInputError(f"{name}: expected an object with facts, orders and active")
    return given


class _WordsStayWords(yaml.SafeLoader):
    """YAML 1.1 without its traps: yes, no, on and off stay words, 010 and 1:30 are no numbers, nothing is aliased."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Read one node; an alias is refused, because a few of them can stand for any amount of text."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="an alias, which facts do not need")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        """Build an object; a member that stands twice is an error, as in JSON."""
        built: dict[Any, Any] = super().construct_mapping(node, deep)
        if len(built) != len(node.value):
            raise yaml.MarkedYAMLError(problem="an object that names a member twice")
        return built


_RESHAPED = tuple(f"tag:yaml.org,2002:{name}" for name in ("bool", "timestamp", "int", "float"))
_WordsStayWords.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag not in _RESHAPED]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_WordsStayWords.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(0|[1-9][0-9]*)\Z"), list("-0123456789"))
_WordsStayWords.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+\Z"), list("-0123456789")
)


def advice(given: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """What the panel says about the facts, and the class of each draft order set.

    Raises:
        UnreadableInputError: a member, fact, value or agent is not known.
    """
    unknown = sorted(set(given) - {"facts", "orders", "active"})
    if unknown:
        raise UnreadableInputError(f"unknown member {unknown[0]!r}: expected facts, orders, active")
    try:
        return advise_document(
            _facts(given.get("facts", {})),
            _agent_lists(given.get("orders", [])),
            _agents(given.get("active", []), "active"),
            elderly_age=settings.elderly_age,
        )
    except InvalidFactError as error:
        raise UnreadableInputError(str(error)) from error


def _facts(given: Any) -> Facts:
    if not isinstance(given, dict) or not all(isinstance(name, str) for name in given):
        raise UnreadableInputError("facts: expected an object")
    return facts_from(given)


def _agent_lists(given: Any) -> list[list[str]]:
    if not isinstance(given, list):
        raise UnreadableInputError("orders: expected a list of lists of agents")
    return [_agents(order, f"orders[{position}]") for position, order in enumerate(given)]


def _agents(given: Any, at: str) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(agent, str) for agent in given):
        raise UnreadableInputError(f"{at}: expected a list of agents")
    return given
