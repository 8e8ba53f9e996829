"""Why a CDS client's token is not believed."""

from __future__ import annotations

from enum import Enum


class Refusal(Enum):
    """Why a token was refused: for the log and the metrics, never for the caller."""

    NO_TOKEN = "no-token"  # noqa: S105 - a reason, not a secret
    MALFORMED = "malformed"
    ALGORITHM = "algorithm"
    TYPE = "typ"
    KEY_ID = "kid"
    JKU = "jku"
    CRITICAL = "crit"
    ISSUER = "iss"
    AUDIENCE = "aud"
    EXPIRY = "exp"
    ISSUED_AT = "iat"
    NOT_BEFORE = "nbf"
    LIFETIME = "lifetime"
    TOKEN_ID = "jti"  # noqa: S105 - a reason, not a secret
    TENANT = "tenant"
    UNKNOWN_KEY = "unknown-key"
    SIGNATURE = "signature"
    REPLAY = "replay"


class TokenRefusedError(Exception):
    """The token is not to be believed; `reason` is for the operator's log only."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason
