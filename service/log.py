"""The log: one JSON object a line, events with ids, counts and milliseconds; never a value from a resource."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from service.call_context import current_call

if TYPE_CHECKING:
    from collections.abc import Mapping

LOGGER = logging.getLogger("her2-cds")


def log(event: str, **fields: str | float | None) -> None:
    """Write one event; a field that is None is left out."""
    _write(logging.INFO, event, fields)


def log_error(event: str, **fields: str | float | None) -> None:
    """Write one event that an operator should look at."""
    _write(logging.ERROR, event, fields)


def _write(level: int, event: str, fields: Mapping[str, str | float | None]) -> None:
    LOGGER.log(level, event, extra={"fields": {name: value for name, value in fields.items() if value is not None}})


class OfTheCall(logging.Filter):
    """Notes on every record to which call it belongs, in the thread in which it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        call = current_call()
        record.call = (
            {} if call is None else {"request": call.request_id} | ({"trace": call.trace} if call.trace else {})
        )
        return True


class JsonLines(logging.Formatter):
    """Formats every record, also those of libraries, as one line that no value can break (JSON escapes)."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        line |= getattr(record, "call", {})
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1]:
            line["error"] = where(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True)


def where(error: BaseException) -> str:
    """The kind of an exception and the lines it came through; its message may hold patient data and is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join([type(error).__name__, *(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-12:]))])


def start_logging() -> None:
    """Send every log line of the process to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(OfTheCall())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # below it writes addresses, and with them patients' ids
