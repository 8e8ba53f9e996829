"""Who may read `/metrics`: in demo mode everybody on this machine, in production nobody from outside unless decided."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from service.addresses import is_this_machine
from service.errors import CannotAnswerError, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

    from service.settings import Settings

SHORTEST_TOKEN = 16


def token_in(file: Path) -> str | None:
    """The token in the site's file; None if there is none that would protect anything."""
    try:
        token = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return token if len(token) >= SHORTEST_TOKEN else None


class MetricsAccess:
    """The decision of the site. The token is read once, at the start."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._token = token_in(settings.metrics_token_file) if settings.metrics_token_file else None

    def check(self, request: Request) -> None:
        """Let through who may read the metrics at this port.

        Raises:
            CannotAnswerError: 401 without the site's token; 403 if they are read on this machine or another port.
        """
        if self._settings.demo or self._settings.metrics_public:
            return
        if self._settings.metrics_token_file is not None:
            given = request.headers.get("authorization", "").encode("latin-1")
            if self._token is None or not hmac.compare_digest(given, f"Bearer {self._token}".encode()):
                raise CannotAnswerError(401, Problem("login", "not authenticated"))
            return
        if self._settings.metrics_port or not is_this_machine(request.scope, self._settings.trusted_proxies):
            raise CannotAnswerError(403, Problem("forbidden", "metrics are not read here"))
