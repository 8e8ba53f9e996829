"""A small EHR for the tests: FHIR server, sign-in and token endpoint, as strict as Inferno's client suite.

What it was asked is noted; each test may bend what it answers. `strict` checks raise no error at the client: they are
noted in `wrong`, and the request is refused, as a real server would.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey

ABSENT = object()
LAUNCH_HANDLE = "opaque/launch+value=="
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
USER = "Practitioner/u1"

SIGNING = RSAKey.generate_key(2048, {"kid": "ehr-1", "use": "sig"})
OTHER_SIGNING = RSAKey.generate_key(2048, {"kid": "ehr-1", "use": "sig"})


def changed(members: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The members with the changes; what is ABSENT is taken out."""
    return {name: value for name, value in {**members, **changes}.items() if value is not ABSENT}


class MockEhr:
    """One EHR on a free port. `parts` are the answers of its FHIR server by resource type."""

    def __init__(self, parts: dict[str, Any], *, client_id: str = "her2-app") -> None:
        self.parts, self.client_id = parts, client_id
        self.app_key: ECKey | RSAKey | None = None  # of an app that signs its assertions
        self.secret: str | None = None
        self.reset()
        ehr = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                ehr.asked.append(self.path)
                self._send(*ehr.get(self.path, self.headers))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                ehr.asked.append(self.path)
                self._send(*ehr.token(dict(parse_qs(body)), self.headers))

            def _send(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
                body = value if isinstance(value, bytes) else json.dumps(value).encode()
                self.send_response(status)
                for name, text in ({"content-type": "application/json"} | (headers or {})).items():
                    self.send_header(name, text)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.fhir, self.issuer = f"{self.origin}/fhir", f"{self.origin}/oidc"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def reset(self) -> None:
        """As on the first day: nothing bent, nothing noted, nobody signed in."""
        self.asked: list[str] = []
        self.wrong: list[str] = []
        self.authorizations: list[dict[str, str]] = []
        self.fhir_tokens: set[str | None] = set()
        self.codes: dict[str, dict[str, str]] = {}
        self.assertions: set[str] = set()
        self.discovery_changes: dict[str, Any] = {}
        self.token_changes: dict[str, Any] = {}
        self.claim_changes: dict[str, Any] = {}
        self.answer_changes: dict[str, Any] = {}  # of the authorization response
        self.signing: Any = SIGNING
        self.algorithm = "RS256"
        self.token_status = 200
        self.discovery_status = 200
        self.patient = "p1"
        self.issued: list[str] = []

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def get(self, path: str, headers: Any) -> tuple[int, Any, dict[str, str]]:
        parts = urlsplit(path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/fhir/.well-known/smart-configuration":
            return self.discovery_status, changed(self._configuration(), self.discovery_changes), {}
        if parts.path == "/authorize":
            return self.authorize(asked)
        if parts.path == "/keys":
            return 200, {"keys": [SIGNING.as_dict(private=False)]}, {}
        self.fhir_tokens.add(headers.get("authorization"))
        kind = parts.path.removeprefix("/fhir/").split("/")[0]
        if headers.get("authorization") not in {f"Bearer {token}" for token in self.issued}:
            return 401, {"resourceType": "OperationOutcome"}, {}
        return 200, self.parts.get(kind, {"resourceType": "Bundle", "type": "searchset", "total": 0}), {}

    def _configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.origin}/keys",
            "authorization_endpoint": f"{self.origin}/authorize",
            "token_endpoint": f"{self.origin}/token",
            "code_challenge_methods_supported": ["S256"],
            "capabilities": ["launch-ehr", "launch-standalone", "client-public", "sso-openid-connect"],
        }

    def authorize(self, asked: dict[str, str]) -> tuple[int, Any, dict[str, str]]:
        """Sign in at once and send the browser back, or note why a strict server would not."""
        self.authorizations.append(asked)
        self._must("response_type", asked.get("response_type") == "code")
        self._must("client_id", asked.get("client_id") == self.client_id)
        self._must("aud", asked.get("aud") == self.fhir)
        self._must("state", len(asked.get("state", "")) >= 22)
        self._must("challenge", asked.get("code_challenge_method") == "S256" and len(asked["code_challenge"]) == 43)
        self._must("scope", bool(asked.get("scope")))
        from_ehr = "launch" in asked["scope"].split()
        self._must("launch", asked.get("launch") == (LAUNCH_HANDLE if from_ehr else None))
        self._must("launch/patient", from_ehr or "launch/patient" in asked["scope"].split())
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        answer = changed({"code": code, "state": asked["state"]}, self.answer_changes)
        return 302, {}, {"location": f"{asked['redirect_uri']}?{urlencode(answer, doseq=True)}"}

    def token(self, form: dict[str, list[str]], headers: Any) -> tuple[int, Any, dict[str, str]]:
        """Exchange a code once; check redirect_uri, verifier and who asks."""
        asked = self.codes.pop(form.get("code", [""])[0], None)
        if asked is None:
            return 400, {"error": "invalid_grant"}, {}
        before = len(self.wrong)
        self._must("grant_type", form.get("grant_type") == ["authorization_code"])
        self._must("redirect_uri", form.get("redirect_uri") == [asked["redirect_uri"]])
        digest = hashlib.sha256(form.get("code_verifier", [""])[0].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        self._must("code_verifier", challenge == asked["code_challenge"])
        self._check_app(form, headers)
        if len(self.wrong) > before:
            return 401, {"error": "invalid_client"}, {}
        token = secrets.token_urlsafe(24)
        self.issued.append(token)
        answer = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": 3600,
            "scope": asked["scope"],
            "patient": self.patient,
            "id_token": self.id_token(asked.get("nonce")),
        }
        return self.token_status, changed(answer, self.token_changes), {"cache-control": "no-store"}

    def _check_app(self, form: dict[str, list[str]], headers: Any) -> None:
        if self.app_key is not None:
            self._check_assertion(form)
        elif self.secret is not None:
            user, _, secret = base64.b64decode(headers.get("authorization", "").removeprefix("Basic ")).partition(b":")
            self._must("secret", (unquote(user.decode()), unquote(secret.decode())) == (self.client_id, self.secret))
        else:
            self._must("client_id", form.get("client_id") == [self.client_id])
            self._must("no-secret", "authorization" not in headers)

    def _check_assertion(self, form: dict[str, list[str]]) -> None:
        self._must("assertion-type", form.get("client_assertion_type") == [ASSERTION])
        assert self.app_key
        signed = jws.deserialize_compact(form["client_assertion"][0], self.app_key, algorithms=["ES384", "RS384"])
        claims, header = json.loads(signed.payload), signed.headers()
        self._must("typ", header["typ"] == "JWT")
        self._must("kid", header["kid"] == self.app_key.kid)
        self._must("iss-sub", claims["iss"] == claims["sub"] == self.client_id)
        self._must("aud", claims["aud"] == f"{self.origin}/token")
        self._must("exp", time.time() < claims["exp"] <= time.time() + 300)
        self._must("jti", claims["jti"] not in self.assertions)
        self.assertions.add(claims["jti"])

    def id_token(self, nonce: str | None) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": self.client_id,
            "sub": "user-1",
            "exp": now + 300,
            "iat": now,
            "nonce": nonce,
            "fhirUser": f"{self.fhir}/{USER}",
        }
        head = {"alg": self.algorithm, "kid": "ehr-1", "typ": "JWT"}
        body = json.dumps(changed(claims, self.claim_changes))
        if self.algorithm == "none":
            first, second = (
                base64.urlsafe_b64encode(x.encode()).rstrip(b"=").decode() for x in (json.dumps(head), body)
            )
            return f"{first}.{second}.AA"
        return jws.serialize_compact(head, body, self.signing, algorithms=[self.algorithm])

    def _must(self, rule: str, holds: bool) -> None:  # noqa: FBT001 - reads as a sentence: must(rule, holds)
        if not holds:
            self.wrong.append(rule)

    def launch_query(self) -> str:
        return f"iss={quote(self.fhir, safe='')}&launch={quote(LAUNCH_HANDLE, safe='')}"


SYMMETRIC = OctKey.import_key("x" * 48)
