"""What the browser holds and obeys: two cookies with random values, and the policy of the pages.

In an EHR the page stands in a frame of another site, so the cookies are `SameSite=None; Partitioned`. On plain http,
which is served on this machine alone, browsers take no `__Host-` cookie: there the names are others, and no `Secure`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.smart.discovery import origin_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

_VALUE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Cookies:
    """The cookies of one service; `https`: whether its public address is."""

    https: bool

    @property
    def launch(self) -> str:
        """Binds a launch to the browser in which it began."""
        return "__Host-her2cds-launch" if self.https else "her2cds-launch"

    @property
    def session(self) -> str:
        """The id of the session."""
        return "__Host-her2cds-session" if self.https else "her2cds-session"

    def read(self, request: Request, name: str) -> str | None:
        """The value of a cookie, if it has the form in which we give it out."""
        value = request.cookies.get(name, "")
        return value if _VALUE.fullmatch(value) else None

    def give(self, response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
        """Set a cookie; without `seconds` it ends with the browser."""
        kind = "SameSite=None; Secure; Partitioned" if self.https else "SameSite=Lax"
        age = "" if seconds is None else f"; Max-Age={seconds}"
        response.headers.append("set-cookie", f"{name}={value}; Path=/; HttpOnly; {kind}{age}")

    def take_back(self, response: Response, name: str) -> None:
        """Remove a cookie."""
        self.give(response, name, "", seconds=0)


def page_policy(frame_ancestors: Sequence[str] = ()) -> str:
    """The content security policy of a page: nothing from elsewhere, framed by the registered EHR alone."""
    framed_by = " ".join(origin_of(address) for address in frame_ancestors) or "'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        f"base-uri 'none'; form-action 'self'; frame-ancestors {framed_by}"
    )


def comes_from_elsewhere(request: Request) -> bool:
    """Whether the browser says that a form was sent by another site's page (every browser of today says it).

    Beside it stands the page's address, which holds a value that no other site can know.
    """
    return request.headers.get("sec-fetch-site", "same-origin") != "same-origin"
