"""Runs the kit against this service, open as in the demo and secured with a registered key; prints the report.

`python -m tests.cds_check.our_service` writes `docs/cds-check-report.md` and `.json`.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from joserfc.jwk import ECKey

from cds_check.catalog import CHECKS
from cds_check.reports.documents import as_json, as_markdown
from cds_check.running import Report, Run, run
from cds_check.signing import Signer
from cds_check.target import Supplied
from service.demo import demo_patients, demo_request
from service.hook_requests import Hook

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parents[2] / "docs"
BELOW_ITS_LIMIT = 90
ISSUER = "https://ehr.example.org"
DEMO, SECURED = "Open (demo mode)", "Secured (a registered key, a registered FHIR server)"
STEADY = tuple(check for check in CHECKS if check.group != "latency")
"""Speed depends on the machine: it is measured elsewhere, and is no part of a report that stays the same."""

ORIGIN = "http://localhost:3000"
INTRODUCTION = """# What `cds-check` finds at this service

*Printed by `make cds-check`; do not edit.* How to run it, and what it asks: [cds-check.md](cds-check.md). The calls
about a neutral patient are the kit's own; those that give cards come from a demo patient. Speed
is left out: it depends on the machine.
"""


def supplied(*hooks: Hook) -> tuple[Supplied, ...]:
    """Calls of these hooks that give cards."""
    patient = next(iter(demo_patients().values()))
    agents = ("lapatinib", "capecitabine")
    drafts = {hook: () if hook is Hook.PATIENT_VIEW else agents for hook in hooks}
    return tuple(Supplied(f"demo {hook.value}", demo_request(patient, hook, drafts[hook])) for hook in hooks)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, *arguments: str, **settings: str) -> Iterator[str]:
    """The service as a process of its own; gives its address."""
    own = {"HER2CDS_PORT": "0", "HER2CDS_DATA_DIR": str(folder / "var"), "HER2CDS_DEADLINE_MS": "5000"}
    own |= {"HER2CDS_MAX_WAIT_MS": "60000"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HER2CDS_")}
    command = [sys.executable, "-m", "service.cli", "serve", *arguments]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, env=kept | own | settings, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stderr
        draining = threading.Thread(target=process.stderr.read, daemon=True)  # a full pipe would stop the service
        try:
            base = _address(process)
            draining.start()
            yield base
        finally:
            process.kill()
            process.wait()
            draining.join()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr
    said = ""
    while "startup complete" not in said:
        line = process.stderr.readline()
        if not line:
            raise RuntimeError(said)
        said += line
    found = re.search(r'"url": ?"(http://[^"]+)"', said)
    assert found, said
    return found[1]


def demo_report(folder: Path) -> Report:
    """The kit against the open service."""
    with serving(folder, "--demo") as base:
        calls = supplied(Hook.PATIENT_VIEW, Hook.ORDER_SELECT)
        return run(Run(base=base, supplied=calls, origin=ORIGIN, checks=STEADY, rate=1000))


def secured_report(folder: Path) -> Report:
    """The kit against the service that wants a token, with a FHIR server that it may read."""
    key, port, fhir_port = ECKey.generate_key("P-384", {"kid": "kit"}), _free_port(), _free_port()
    base = f"http://127.0.0.1:{port}"
    (folder / "key.json").write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    registry = f'[[clients]]\nissuer = "{ISSUER}"\njwks_file = "key.json"\nfhir_servers = ["http://127.0.0.1:{fhir_port}/fhir"]\n'
    (folder / "clients.toml").write_text(registry)
    settings = {"HER2CDS_CLIENTS": str(folder / "clients.toml"), "HER2CDS_PROTECT_DISCOVERY": "yes"}
    settings |= {"HER2CDS_PORT": str(port), "HER2CDS_PUBLIC_URL": base, "HER2CDS_CORS_ORIGINS": ORIGIN}
    with serving(folder, **settings):
        calls, signer = supplied(Hook.PATIENT_VIEW, Hook.ORDER_SIGN), Signer(key, ISSUER, base)
        given: dict[str, Any] = {"supplied": calls, "signer": signer, "origin": ORIGIN, "fhir_port": fhir_port}
        return run(Run(base=base, checks=STEADY, rate=BELOW_ITS_LIMIT, **given))


def reports() -> dict[str, Report]:
    """Both runs."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        return {DEMO: demo_report(Path(first)), SECURED: secured_report(Path(second))}


def printed(found: dict[str, Report]) -> dict[str, str]:
    """The report files, the same from run to run."""
    tables = "\n".join(as_markdown(report, name) for name, report in found.items())
    document: dict[str, Any] = {name: as_json(report, stable=True) for name, report in found.items()}
    return {
        "cds-check-report.md": f"{INTRODUCTION}\n{tables}",
        "cds-check-report.json": json.dumps(document, indent=1) + "\n",
    }


if __name__ == "__main__":
    for file, text in printed(reports()).items():
        (DOCS / file).write_text(text, encoding="utf-8")
