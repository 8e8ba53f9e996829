"""What a start loads: all that a call needs, so that the first one waits for nothing, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_BEGIN = """
import sys
from service.listening import listener_of
from service.settings import Settings
settings = Settings.from_environ({"HER2CDS_DEMO": "yes", "HER2CDS_PORT": "0", "HER2CDS_DATA_DIR": sys.argv[1]})
"""

_DEMO = """
from service import worker
from service.incidents import Incidents

class Server:
    def run(self, sockets):
        print(*sys.modules)

worker.server_of = lambda app, ready: Server()
with listener_of(settings) as listener:
    worker.work(settings, listener, Incidents())
"""

_WATCHER = """
import service.serve
print(*sys.modules)
"""


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[[str], set[str]]:
    """The modules that a program of ours names, in a process of its own."""

    def ran(program: str) -> set[str]:
        command = [sys.executable, "-c", _BEGIN + program, str(tmp_path / "var")]
        told = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own code
        return set(told.stdout.split())

    return ran


def test_what_the_resources_of_most_records_are_checked_with_is_there_before_the_first_call(
    loaded: Callable[[str], set[str]],
) -> None:
    kinds = ("patient", "condition", "observation", "medicationrequest", "dosage", "timing", "annotation")

    assert {f"fhir.resources.R4B.{kind}" for kind in kinds} <= loaded(_DEMO)


def test_a_demo_loads_nothing_that_only_registered_callers_or_pages_need(loaded: Callable[[str], set[str]]) -> None:
    modules = loaded(_DEMO)

    assert "service.hook_route" in modules
    for name in ("alembic", "cryptography", "jinja2", "joserfc", "requests", "service.smart.routes", "cards.chart"):
        assert name not in modules, name


def test_the_process_that_watches_several_workers_loads_no_web_server(loaded: Callable[[str], set[str]]) -> None:
    modules = loaded(_WATCHER)

    assert "service.workers" in modules
    assert not modules & {"fastapi", "uvicorn", "service.app", "service.worker"}
