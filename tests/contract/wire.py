"""A client that judges every answer: against our JSON Schemas, and by the rules that no schema can say."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import httpx
from fhir.resources.R4B import get_fhir_model_class
from jsonschema import Draft202012Validator, FormatChecker

from service.app import create_app
from service.callers import DemoCallers
from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from service.card_memory import CardMemory

TODAY = date(2026, 3, 2)
DEMO = Settings(demo=True)


@cache
def schema(name: str) -> Draft202012Validator:
    path = files("service") / "schemas" / f"{name}.schema.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document, format_checker=FormatChecker())


class Wire:
    """Calls the application as a client would; `today` never changes."""

    def __init__(self, settings: Settings = DEMO, memory: CardMemory | None = None, **trust: Any) -> None:
        callers = trust.pop("callers", DemoCallers())
        self.app = create_app(settings, today=lambda: TODAY, memory=memory, callers=callers, **trust)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.send("GET", path, headers=headers)

    def call(self, service: str, document: Any) -> httpx.Response:
        """Call a CDS service with a JSON document."""
        return self.post(f"/cds-services/{service}", json.dumps(document).encode())

    def cards(self, service: str, document: Any) -> list[dict[str, Any]]:
        """The cards of a call that is answered."""
        answer = self.call(service, document)
        assert answer.status_code == 200, answer.text
        cards: list[dict[str, Any]] = answer.json()["cards"]
        return cards

    def post(self, path: str, body: bytes | AsyncIterator[bytes], **headers: str) -> httpx.Response:
        return self.send("POST", path, body, {"content-type": "application/json"} | headers)

    def send(
        self,
        method: str,
        path: str,
        body: bytes | AsyncIterator[bytes] = b"",
        headers: dict[str, str] | list[tuple[str, str]] | None = None,
    ) -> httpx.Response:
        async def exchange() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://cds.test") as client:
                return await client.request(method, path, content=body, headers=headers)

        answer = asyncio.run(exchange())
        judge(path, answer)
        return answer


def judge(path: str, answer: httpx.Response) -> None:
    """Fail if the answer breaks a rule that holds for every answer."""
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-credentials" not in answer.headers
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/json"
        conforms("operation-outcome", answer.json())
    elif answer.request.method == "POST" and path.startswith("/cds-services/") and not path.endswith("/feedback"):
        conforms("response", answer.json())
        for card in answer.json()["cards"]:
            judge_card(card)


def conforms(name: str, document: Any) -> None:
    """Fail with the first reasons why the document does not fit the schema, or where it is empty."""
    problems = [f"{problem.json_path}: {problem.message[:200]}" for problem in schema(name).iter_errors(document)]
    assert problems == []
    assert list(empties(document)) == []


def empties(value: Any, path: str = "$") -> Iterator[str]:
    """Where a document holds null, an empty text, list or object, which CDS Hooks forbids (`cards: []` is allowed)."""
    if value in (None, "", [], {}) and path not in ("$.cards", "$.services"):
        yield path
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from empties(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from empties(inner, f"{path}[{position}]")


def judge_card(card: dict[str, Any]) -> None:
    """The invariants of HL7's logical models that need more than a schema."""
    assert len(card["summary"].encode("utf-16-le")) // 2 < 140
    suggestions = card.get("suggestions", [])
    assert sum(one.get("isRecommended", False) for one in suggestions) <= 1 or card["selectionBehavior"] == "any"
    for action in (action for suggestion in suggestions for action in suggestion["actions"]):
        if "resource" in action:
            get_fhir_model_class(action["resource"]["resourceType"]).model_validate(action["resource"])


def chunks(total: int, size: int = 64 * 1024) -> AsyncIterator[bytes]:
    """A body without a length that could be looked at beforehand."""

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(total // size + 1):
            yield b" " * size

    return parts()
