"""A sound CDS Hooks service for the kit to look at, and one switch a check that breaks exactly what it is about."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

from tests.cds_check.answers import response
from tests.cds_check.feedback_taken import read_feedback
from tests.cds_check.offered import discovery
from tests.cds_check.requests_taken import read_request
from tests.cds_check.trust import refusal

LIMIT = 6 * 1024 * 1024
ORIGIN = "https://ehr.example.org"
JSON = "application/json"


class BrokenService:
    """Sound while `fault` is empty. `signer`: the registered client, whose token every call then needs."""

    def __init__(self):
        self.fault = ""
        self.signer = None
        self.fhir_server = ""
        self.busy = 0  # so many calls are told to wait
        self.used, self.shown, self.first_port, self.calls = set(), set(), {}, 0
        self.lock = threading.Lock()
        outer = self

        class Handler(_Handler):
            service = outer

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def has(self, fault):
        return self.fault == fault

    def first_use(self, jti):
        with self.lock:
            new = jti not in self.used
            self.used.add(jti)
            return new

    def reach(self, url):
        """Knock at an address that should be left alone."""
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 - loopback
        except (urllib.error.URLError, ValueError, OSError):
            return


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 5
    service: BrokenService

    def log_message(self, *_):
        return

    def handle_any(self):
        service, path = self.service, self.path.partition("?")[0]
        body, refused = self._body()
        if service.busy:
            service.busy -= 1
            self._answer(429, _outcome("wait"), {"retry-after": "1"})
        elif refused:
            self._answer(refused, _outcome("too long"), close=True)
        else:
            self._route(path, body)

    def _route(self, path, body):
        service = self.service
        if service.has("protocol.odd-paths-are-harmless") and path == "/cds-services/":
            self._answer(307, b"", {"location": "/cds-services"})
        elif self.command == "OPTIONS":
            self._preflight()
        elif self.command == "HEAD":
            self._answer(500 if service.has("protocol.head-and-options-are-harmless") else 405, b"")
        elif path == "/cds-services" and self.command == "GET":
            self._discovery()
        elif path in ("/cds-services/kit-view", "/cds-services/kit-sign"):
            self._call(path.rpartition("/")[2], body)
        elif path in ("/cds-services/kit-view/feedback", "/cds-services/kit-sign/feedback"):
            self._feedback(body)
        elif service.has("protocol.unknown-service-is-404") and path == "/cds-services/kit-no-such-service":
            self._answer(400, _outcome("unknown"))
        elif service.has("feedback.unknown-service") and path == "/cds-services/kit-no-such-service/feedback":
            self._answer(200, b"{}")
        else:
            self._answer(404, _outcome("no such path"))

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.handle_any
        raise AttributeError(name)

    def _body(self):
        """The body, or the status with which it is refused."""
        length, chunked = self.headers.get("content-length"), self.headers.get("transfer-encoding")
        if length and chunked and not self.service.has("protocol.requests-cannot-be-smuggled"):
            return b"", 400
        if chunked:
            return self._chunks()
        if int(length or 0) > LIMIT:
            return b"", 200 if self.service.has("inputs.announced-without-end") else 413
        return self.rfile.read(int(length or 0)), 0

    def _chunks(self):
        parts, size = [], 0
        while count := int(self.rfile.readline().strip() or b"0", 16):
            parts.append(self.rfile.read(count)[:1])
            self.rfile.readline()
            size += count
            if size > LIMIT and not self.service.has("inputs.chunked-without-end"):
                return b"", 413
        self.rfile.readline()
        return (b"", 200) if size > LIMIT else (b"".join(parts), 0)

    def _discovery(self):
        if self._refused():
            return
        document = discovery(self.service.fault)
        if self.service.has("discovery.is-stable"):
            self.service.calls += 1
            document["services"][0]["description"] += " " * self.service.calls
        status = 203 if self.service.has("discovery.is-answered") else 200
        media_type = "text/plain" if self.service.has("discovery.is-json") else JSON
        headers = {}
        if self.service.has("protocol.headers-decide-no-address"):
            headers = {"link": self.headers.get("x-forwarded-host", "none")}
        self._answer(status, json.dumps(document).encode(), {"content-type": media_type} | headers)

    def _refused(self):
        """Refuse a caller that is not registered."""
        service = self.service
        if service.signer is None:
            return False
        why = refusal(service, self.headers.get_all("authorization") or [], self.path, self.client_address[1])
        if not why:
            return False
        told = {"why": why} if service.has("tokens.refusals-look-alike") else {}
        self._answer(401, _outcome("not authenticated", **told), {"www-authenticate": "Bearer"})
        return True

    def _call(self, name, body):
        service = self.service
        if self.command != "POST":
            self._answer(200 if service.has("protocol.wrong-methods-are-refused") else 405, _outcome("POST alone"))
            return
        if self._refused() or self._other_media_type():
            return
        if service.has("latency.calls-are-fast"):
            service.calls += 1
            time.sleep(0.7 if service.calls % 18 == 0 else 0)
        asking = SimpleNamespace(name=name, fault=service.fault, fetch=self._fetch, reach=service.reach)
        asking.fhir_server = service.fhir_server
        status, document = read_request(asking, body)
        if status == 200:
            document = {"cards": []} if document is None else response(asking, document)
            service.shown |= {card.get("uuid") for card in document.get("cards", [])}
        media_type = "text/html" if service.has("hooks.answers-are-json") and status == 200 else JSON
        plain = service.has("protocol.refusals-carry-an-outcome") and status != 200
        self._answer(status, b"no" if plain else json.dumps(document).encode(), {"content-type": media_type})

    def _other_media_type(self):
        given = self.headers.get("content-type", "")
        service = self.service
        if service.has("protocol.charset-is-taken") and "charset" in given:
            self._answer(415, _outcome("no charset"))
            return True
        if given.partition(";")[0] != JSON and not service.has("protocol.other-media-types-are-refused"):
            self._answer(415, _outcome("JSON alone"))
            return True
        return False

    def _fetch(self, query, token):
        """Read from the registered FHIR server; None if it cannot be had."""
        service = self.service
        authorization = "" if service.has("prefetch.missing-data-is-read-with-the-token") else f"Bearer {token}"
        headers = {"authorization": authorization}
        request = urllib.request.Request(f"{service.fhir_server}/{query}", headers=headers)  # noqa: S310 - loopback
        handlers = [] if service.has("prefetch.redirects-are-not-followed") else [_NoRedirect()]
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), *handlers)
        try:
            with opener.open(request, timeout=2) as answer:
                document = json.loads(answer.read())
        except (urllib.error.URLError, ValueError, OSError):
            return None
        if service.has("prefetch.pages-elsewhere-are-not-read"):
            for link in document.get("link", []):
                service.reach(link["url"])
        return document

    def _feedback(self, body):
        service = self.service
        if self.command != "POST":
            self._answer(405, _outcome("POST alone"))
        elif not self._refused():
            status, document = read_feedback(service, body)
            self._answer(status, json.dumps(document).encode())

    def _preflight(self):
        origin = self.headers.get("origin", "")
        allowed = origin == ORIGIN and not self.service.has("protocol.own-origin-may-call")
        if allowed or (origin and origin != ORIGIN and self.service.has("protocol.foreign-origins-may-not-call")):
            self._answer(200, b"", {"access-control-allow-origin": origin})
        else:
            self._answer(405, _outcome("not allowed"))

    def _answer(self, status, body, headers=None, *, close=False):
        self.send_response(status)
        for name, value in ({"content-type": JSON, "content-length": str(len(body))} | (headers or {})).items():
            self.send_header(name, value)
        if close:
            self.send_header("connection", "close")
            self.close_connection = True
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _outcome(says, **more):
    issue = {"severity": "error", "code": "processing", "diagnostics": says}
    return json.dumps({"resourceType": "OperationOutcome", "issue": [issue]} | more).encode()
