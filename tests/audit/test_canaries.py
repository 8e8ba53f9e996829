"""Nothing of a patient and no token in any byte that the process writes: 200 calls, good and bad, with marked words.

The one exception is what the service keeps on purpose: the id of a card and the comment in a feedback report.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from audit import watched_server
from audit.test_kills import free_port
from contract.requests import draft, orders, patient_view
from feedback.examples import body, item
from trust.test_over_http import PARTS, Ehr
from trust.tokens_made import EC_KEY, ISSUER, OTHER_KEY, PATH, PUBLIC_URL, claims, public_set, token

from service.audit_verify import verify
from service.database import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
CALLS = 200
pytestmark = pytest.mark.e2e


class Watched:
    """A server whose every byte is kept, and every answer that is no success."""

    def __init__(self, folder: Path, fhir_server: str) -> None:
        self.folder, self.port = folder, free_port()
        self.errors: list[bytes] = []
        self.statuses: dict[int, int] = {}
        self.tokens: list[str] = []
        (folder / "clients.toml").write_text(_registry(fhir_server))
        self.out = (folder / "out").open("wb")
        settings = {
            "HER2CDS_CLIENTS": str(folder / "clients.toml"), "HER2CDS_PUBLIC_URL": PUBLIC_URL,
            "HER2CDS_SUGGEST_SUPERSEDED": "no", "HER2CDS_PORT": str(self.port), "PYTHONPATH": str(ROOT),
            "HER2CDS_DATA_DIR": str(folder / "var"),
        }  # fmt: skip
        self.process = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, watched_server.__file__],
            env=os.environ | {"HER2CDS_MAX_WAIT_MS": "60000"} | settings,
            stdout=self.out,
            stderr=self.out,
        )

    def wait(self) -> None:
        until = time.monotonic() + 90
        while b"listening" not in (self.folder / "out").read_bytes():
            assert self.process.poll() is None, (self.folder / "out").read_text()
            assert time.monotonic() < until, "the server does not start"
            time.sleep(0.05)

    def post(self, path: str, content: bytes, signed: str) -> None:
        self.tokens.append(signed)
        self._answer("POST", path, content, {"content-type": "application/json", "authorization": f"Bearer {signed}"})

    def get(self, path: str) -> bytes:
        return self._answer("GET", path, b"", {})

    def _answer(self, method: str, path: str, content: bytes, headers: dict[str, str]) -> bytes:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, content, headers)
            answer: HTTPResponse = connection.getresponse()
            told = answer.read()
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        if answer.status != 200 or method == "GET":
            self.errors.append(str(answer.getheaders()).encode() + told)
        return told

    def written(self) -> dict[str, bytes]:
        """Every byte by where it was written."""
        files = [file for file in (self.folder / "var").rglob("*") if file.is_file()]
        return {
            "the log": (self.folder / "out").read_bytes(),
            "an answer that is no success, or /metrics": b"".join(self.errors),
            **{str(file.relative_to(self.folder)): file.read_bytes() for file in files},
        }


def _registry(fhir_server: str) -> str:
    keys = json.dumps(public_set(EC_KEY))
    (jwks,) = json.loads(keys)["keys"]
    inline = ", ".join(f"{name} = {json.dumps(value)}" for name, value in jwks.items())
    return (
        f'[[clients]]\nissuer = "{ISSUER}"\nfhir_servers = ["{fhir_server}"]\n[clients.jwks]\nkeys = [{{{inline}}}]\n'
    )


def marked(number: int, server: str) -> dict[str, Any]:
    """A chart whose every free text and id is marked, partly sent and partly to be fetched."""
    text = json.dumps(patient_view() if number % 2 else orders("order-sign", draft("d1", "lapatinib")))
    for name in ("p1", "u1", "c1", "c2", "her2", "er", "m1", "m2", "m3", "d1"):
        text = text.replace(f'/{name}"', f'/CANARY-{name}-{number}"').replace(f'"{name}"', f'"CANARY-{name}-{number}"')
    request: dict[str, Any] = json.loads(text)
    request["prefetch"]["patient"] |= {
        "name": [{"family": f"CANARY-NAME-{number}"}],
        "identifier": [{"system": "urn:mrn", "value": f"CANARY-MRN-{number}"}],
        "text": {"status": "generated", "div": f"<div>CANARY-DIV-{number}</div>"},
    }
    odd = {"code": {"text": f"CANARY-DISEASE-{number}"}, "subject": {"reference": f"Patient/CANARY-p1-{number}"}}
    request["prefetch"]["conditions"]["entry"].append(
        {"resource": {"resourceType": "Condition", "id": f"CANARY-odd-{number}", **odd}}
    )
    request["hookInstance"] = f"00000000-0000-0000-0000-{number:012d}"
    request["CANARY-MEMBER"] = "CANARY"
    access = {"access_token": f"CANARY-ACCESS-{number}", "token_type": "Bearer", "expires_in": 300, "scope": "CANARY"}
    return request | {"fhirServer": server, "fhirAuthorization": access | {"subject": "CANARY"}}


def broken(number: int, request: dict[str, Any]) -> bytes:
    """The request, spoilt in one of several ways."""
    match number % 5:
        case 0:
            request["context"]["patientId"] = "CANARY/no-id"
        case 1:
            request["prefetch"]["patient"]["id"] = "CANARY-SOMEBODY-ELSE"
        case 2:
            request["hook"] = "CANARY-HOOK"
        case 3:
            request["extension"] = "FAIL-HERE"
        case 4:
            return json.dumps(request).encode()[:-200]
    return json.dumps(request).encode()


def send(to: Watched, number: int, server: str) -> None:
    request, now = marked(number, server), time.time()
    path = PATH if number % 2 else "/cds-services/her2-order-sign"
    good = claims(aud=PUBLIC_URL + path, iat=now - 5, exp=now + 295, sub=f"CANARY-SUB-{number}")
    match number % 4:
        case 0 | 1:
            to.post(path, json.dumps(request).encode(), token(body=good))
        case 2:
            to.post(path, broken(number // 4, request), token(body=good))
        case 3 if number % 8 == 3:
            to.post(path, json.dumps(request).encode(), token(body=good | {"jti": f"CANARY-{number}"}, key=OTHER_KEY))
        case 3:
            said = json.dumps(body(item()) | {"CANARY-MEMBER": "CANARY"}).encode()
            to.post(path + "/feedback", said, token(body=good | {"aud": PUBLIC_URL + path + "/feedback"}))


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[Watched, str]]:
    with Ehr(PARTS) as ehr:
        to = Watched(tmp_path, ehr.url)
        try:
            to.wait()
            yield to, ehr.url
        finally:
            to.process.kill()
            to.process.wait()
            to.out.close()


def test_no_marked_word_is_in_any_byte_that_was_written(watched: tuple[Watched, str], tmp_path: Path) -> None:
    to, server = watched
    for number in range(CALLS):
        send(to, number, server)
    metrics = to.get("/metrics")
    while_running = to.written()
    to.process.send_signal(signal.SIGTERM)
    to.process.wait(20)
    at_the_end = to.written()

    assert b"her2cds_hook_calls" in metrics
    assert {200, 400, 401, 412, 500} <= to.statuses.keys(), to.statuses
    with closing(open_store(f"sqlite:///{tmp_path}/var/her2-cds.sqlite3")) as store:
        found = verify(store)
        assert found.broken is None
        assert found.rows > CALLS // 2
    marks = [b"CANARY", *(signed.rsplit(".", 1)[1].encode() for signed in to.tokens)]
    leaks = {
        f"{mark.decode()[:20]} in {place}: ...{content[max(0, content.find(mark) - 150) :][:220]!r}"
        for written in (while_running, at_the_end)
        for place, content in written.items()
        for mark in marks
        if mark.lower() in content.lower()
    }
    assert leaks == set()
