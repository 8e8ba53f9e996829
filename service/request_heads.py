"""Which request heads are refused before anything of a call is read, and with which bytes (RFC 9112).

A head that two programs could read differently - no Host or two, an unknown transfer coding - is how a proxy in front
and the service come to disagree about where a request ends, or whom it is for.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from service.edge import SECURITY_HEADERS
from service.errors import CannotAnswerError, Problem, problem_response

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_HEAD_BYTES = 64 * 1024

Header = tuple[bytes, bytes]


NOT_HTTP = CannotAnswerError(400, Problem("structure", "this is no HTTP request"))
TOO_LARGE = CannotAnswerError(431, Problem("too-long", f"expected a request head of at most {MAX_HEAD_BYTES} bytes"))
_NO_HOST = CannotAnswerError(400, Problem("structure", "expected one Host header"))
_UNKNOWN_CODING = CannotAnswerError(501, Problem("not-supported", "expected no Transfer-Encoding but chunked"))
_OLD = "1.0"


def unfit(version: str, target: bytes, headers: Sequence[Header]) -> CannotAnswerError | None:
    """Why a request is refused for its head alone, if it is: `target` and `headers` as sent, names in lower case."""
    if len(target) + sum(len(name) + len(value) for name, value in headers) > MAX_HEAD_BYTES:
        return TOO_LARGE
    hosts = _values(headers, b"host")
    if len(hosts) > 1 or (version != _OLD and not hosts):
        return _NO_HOST
    codings = _values(headers, b"transfer-encoding")
    if codings and version == _OLD:
        return NOT_HTTP
    return _UNKNOWN_CODING if codings and codings != [b"chunked"] else None


def refusal(reason: CannotAnswerError, own: Iterable[Header]) -> bytes:
    """The bytes of the answer, an OperationOutcome; `own` are the headers that the server always sends."""
    response = problem_response(reason)
    headers = (*own, *response.raw_headers, *SECURITY_HEADERS, (b"connection", b"close"))
    lines = (name + b": " + value for name, value in headers)
    status = f"HTTP/1.1 {reason.status} {HTTPStatus(reason.status).phrase}".encode()
    return b"\r\n".join((status, *lines, b"", bytes(response.body)))


def _values(headers: Sequence[Header], name: bytes) -> list[bytes]:
    return [value.strip().lower() for given, value in headers if given == name]
