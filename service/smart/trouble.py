"""Why a launch or a view was refused: one code for the log, one page for the clinician, nothing of what was sent."""

from __future__ import annotations

from enum import Enum


class Trouble(Enum):
    """A code for the log, and the HTTP status of the page; the words for it are in `cards.launch`."""

    UNKNOWN_SERVER = "unknown-server"
    MALFORMED_LAUNCH = "malformed-launch"
    EHR_NOT_USABLE = "ehr-not-usable"
    NOT_STARTED_HERE = "not-started-here"
    NOT_PERMITTED = "not-permitted"
    SIGN_IN_FAILED = "sign-in-failed"
    IDENTITY_NOT_PROVEN = "identity-not-proven"
    NO_PATIENT = "no-patient"
    TOO_LITTLE_GRANTED = "too-little-granted"
    DIFFERENT_PATIENT = "different-patient"
    NO_SUCH_CASE = "no-such-case"
    SESSION_OVER = "session-over"
    FOREIGN_PAGE = "foreign-page"
    RECORD_NOT_READ = "record-not-read"
    BUSY = "busy"

    @property
    def status(self) -> int:
        """The HTTP status of its page."""
        return _STATUS.get(self, 400)


_STATUS = {
    Trouble.EHR_NOT_USABLE: 502,
    Trouble.SIGN_IN_FAILED: 502,
    Trouble.TOO_LITTLE_GRANTED: 403,
    Trouble.DIFFERENT_PATIENT: 409,
    Trouble.NO_SUCH_CASE: 404,
    Trouble.SESSION_OVER: 403,
    Trouble.FOREIGN_PAGE: 403,
    Trouble.RECORD_NOT_READ: 502,
    Trouble.BUSY: 503,
}


class LaunchRefusedError(Exception):
    """Nothing is shown. `detail` is a short code of ours for the log, never a value that was received."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble.value} {detail}".strip())
        self.trouble = trouble
        self.detail = detail
