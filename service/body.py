"""Reading a request's body: the right media type, no encoding, and never more bytes in memory than allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

from service.errors import CannotAnswerError, Problem

if TYPE_CHECKING:
    from starlette.requests import Request

MEDIA_TYPES = ("application/json", "application/fhir+json")
FORM = ("application/x-www-form-urlencoded",)


async def read_body(request: Request, limit: int, media_types: tuple[str, ...] = MEDIA_TYPES) -> bytearray:
    """The body, at most `limit` bytes, gathered in one place: a big one is never held twice.

    Raises:
        CannotAnswerError: 415 for another media type or an encoding, 413 as soon as the limit is passed, 408 if the
            caller went away before the end: a broken line is no failure of ours, and must not count as one.
    """
    _check_headers(request, limit, media_types)
    body = bytearray()
    try:
        async for part in request.stream():
            if len(body) + len(part) > limit:
                raise _too_large(limit)
            body += part
    except ClientDisconnect as error:
        raise CannotAnswerError(408, Problem("incomplete", "the body ended before it was whole")) from error
    return body


def _check_headers(request: Request, limit: int, media_types: tuple[str, ...]) -> None:
    media_type, _, parameters = _whole(request, "content-type").partition(";")
    if media_type.strip().lower() not in media_types or not _is_utf8(parameters):
        raise CannotAnswerError(415, Problem("not-supported", f"expected Content-Type: {media_types[0]}"))
    if _whole(request, "content-encoding").strip().lower() not in ("identity", ""):
        raise CannotAnswerError(415, Problem("not-supported", "expected a body without Content-Encoding"))
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > limit:
        raise _too_large(limit)


def _whole(request: Request, name: str) -> str:
    """A header as one value: one that stands twice means what both lines say, and so is none that is expected."""
    return ",".join(request.headers.getlist(name))


def _is_utf8(parameters: str) -> bool:
    """JSON has no other charset; a parameter that says so is let pass."""
    _, _, charset = parameters.lower().replace(" ", "").partition("charset=")
    return charset.split(";")[0].strip('"') in ("", "utf-8", "utf8", "us-ascii")


def _too_large(limit: int) -> CannotAnswerError:
    return CannotAnswerError(413, Problem("too-long", f"expected a body of at most {limit} bytes"))
