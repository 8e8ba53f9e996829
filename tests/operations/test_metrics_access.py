"""Metrics are for operators: not at the public port unless the site has decided so (attack W4)."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from service.app import create_app
from service.callers import DemoCallers
from service.metrics_access import token_in
from service.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "a-token-of-the-operators"  # noqa: S105 - made up
HERE, OUTSIDE = "127.0.0.1", "192.0.2.7"


def status(settings: Settings, caller: str, **headers: str) -> int:
    app = create_app(settings, callers=DemoCallers())

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(caller, 50000))
        async with httpx.AsyncClient(transport=transport, base_url="http://cds.test") as client:
            return await client.get("/metrics", headers=headers)

    answer = asyncio.run(ask())
    assert (answer.status_code == 200) is ("her2cds_hook_calls" in answer.text)
    return answer.status_code


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    (tmp_path / "token").write_text(TOKEN + "\n")
    return tmp_path / "token"


def test_undecided_only_this_machine_reads_them() -> None:
    assert status(Settings(), HERE) == 200
    assert status(Settings(), OUTSIDE) == 403
    assert status(Settings(), HERE, **{"x-forwarded-for": OUTSIDE}) == 403


def test_demo_mode_and_a_decision_open_them() -> None:
    assert status(Settings(demo=True), HERE) == 200
    assert status(Settings(metrics_public=True), OUTSIDE) == 200


def test_with_a_token_only_its_holder_reads_them(token_file: Path) -> None:
    settings = Settings(metrics_token_file=token_file)

    assert status(settings, OUTSIDE, authorization=f"Bearer {TOKEN}") == 200
    for given in ("", f"Bearer {TOKEN}x", TOKEN, "Bearer ", "Bearer \xe9"):
        assert status(settings, HERE, authorization=given.encode("latin-1")) == 401  # type: ignore[arg-type]


def test_with_a_port_of_their_own_they_are_not_at_the_main_port() -> None:
    assert status(Settings(metrics_port=9100), HERE) == 403


@pytest.mark.parametrize("content", ["", "short", "é" * 40])
def test_what_protects_nothing_is_no_token(tmp_path: Path, content: str) -> None:
    (tmp_path / "token").write_text(content, encoding="latin-1")

    assert token_in(tmp_path / "token") is None


def test_docs_and_schema_pages_that_load_foreign_scripts_do_not_exist() -> None:
    app: Any = create_app(Settings(), callers=DemoCallers())

    assert not [route.path for route in app.routes if re.search("docs|redoc", route.path)]
