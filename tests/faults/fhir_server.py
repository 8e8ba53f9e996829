"""A real FHIR R4 server (sekmet-fhir, in a Python of its own) with bearer authentication and the demo patients."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import yaml

from fhir_mappings.bundle import raw_from_bundle, unpacked
from fhir_mappings.raw import SearchMode
from service.demo import as_stored, demo_patients

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = Path(__file__).parent.parent.parent / ".fhir-server" / "bin" / "sekmet"
TOKEN = "sekmet-test-token"  # noqa: S105 - made up
STARTS_WITHIN_S = 60.0


@contextlib.contextmanager
def running_fhir_server(folder: Path, root: str, base_url: str) -> Iterator[None]:
    """A server at the root address that calls itself `base_url`, as a server behind a proxy does."""
    assert PROGRAM.exists(), "make .fhir-server/.installed"
    port = str(urlsplit(root).port)
    settings = {
        "base_url": base_url,
        "data_dir": str(folder / "data"),
        "server_auth": {"types": ["bearer"], "tokens": [TOKEN]},
        "validation": {"inbound": "off"},
        "simulator": {"enabled": False},
        "log_inbound": False,
    }
    (folder / "settings.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    command = [str(PROGRAM), "serve", "-c", "settings.yaml", "--host", "127.0.0.1", "--port", port]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)  # noqa: S603 - our own program
        try:
            _wait_until_it_answers(root, process)
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)


def free_address() -> str:
    """An address of this machine at which nobody listens yet."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def _wait_until_it_answers(root: str, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + STARTS_WITHIN_S
    while process.poll() is None and time.monotonic() < give_up:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{root}/fhir/metadata", trust_env=False).status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                return
        time.sleep(0.1)
    raise AssertionError("the FHIR server did not start; see server.log in its folder")


def load(root: str, record: Any) -> None:
    """Put a record into the server, every resource under its own id.

    One transaction; a batch where the record refers to something that it does not hold, which a transaction refuses.
    """
    resources = {
        (raw.resource["resourceType"], raw.resource["id"]): raw.resource
        for raw in unpacked(as_stored(record))[0]
        if raw.search_mode is not SearchMode.OUTCOME and "id" in raw.resource
    }
    entries = [
        {"resource": resource, "request": {"method": "PUT", "url": f"{kind}/{name}"}}
        for (kind, name), resource in resources.items()
    ]
    how = "batch" if "urn:uuid:" in json.dumps(entries) else "transaction"
    reply = httpx.post(
        f"{root}/fhir",
        content=json.dumps({"resourceType": "Bundle", "type": how, "entry": entries}),
        headers={"content-type": "application/fhir+json", "authorization": f"Bearer {TOKEN}"},
        timeout=60,
        trust_env=False,
    )
    assert reply.status_code == httpx.codes.OK, reply.text[:1000]
    stored = [entry["response"]["status"][:1] for entry in reply.json()["entry"]]
    assert stored == ["2"] * len(entries)


def loaded_patients(root: str) -> dict[str, str]:
    """Load all demo patients; their FHIR ids by the name of the demo."""
    found: dict[str, str] = {}
    for name, patient in demo_patients().items():
        record = patient.record()
        load(root, record)
        found[name] = raw_from_bundle(as_stored(record)).patient_id
    return found
