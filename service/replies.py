"""What comes back from the network: a reply, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Failure(Enum):
    """Why a fetch gave nothing: for logs, metrics and the card's "what was not read"."""

    NOT_ALLOWED = "not-allowed"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    TOO_LARGE = "too-large"
    BROKEN = "broken"


class FetchFailedError(Exception):
    """The other side did not answer within the bounds."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as received: status, headers in lower case, decoded body."""

    status: int
    headers: Mapping[str, str]
    body: bytes
