"""The few web pages: where a newcomer lands, the source attributes, and those of the demo EHR (demo mode)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, Response

from service.errors import CannotAnswerError, Problem

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.requests import Request

_ASSETS = {
    "style.css": "text/css",
    "sign-out.css": "text/css",
    "demo.css": "text/css",
    "demo-calls.js": "text/javascript",
    "demo-cards.js": "text/javascript",
    "demo-chart.js": "text/javascript",
    "demo-markdown.js": "text/javascript",
    "demo-orders.js": "text/javascript",
    "demo-patients.js": "text/javascript",
    "reasoning.css": "text/css",
    "reasoning.js": "text/javascript",
    "icon.png": "image/png",
}


def page(name: str, **values: object) -> HTMLResponse:
    """One of the pages in `service/web`; every value is escaped."""
    return HTMLResponse(_pages().get_template(name).render(**values))


@cache
def _pages() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - a hook call needs no page

    return Environment(loader=PackageLoader("service", "web"), autoescape=True, undefined=StrictUndefined)


def wants_html(request: Request) -> bool:
    """Whether the caller is a browser rather than a program."""
    return "text/html" in request.headers.get("accept", "")


def asset(name: str) -> Response:
    """A style sheet, script or picture that belongs to the pages.

    Raises:
        CannotAnswerError: 404 for any other name.
    """
    if name not in _ASSETS:
        raise CannotAnswerError(404, Problem("not-found", "no such path"))
    return Response((files("service") / "web" / name).read_bytes(), media_type=_ASSETS[name])
