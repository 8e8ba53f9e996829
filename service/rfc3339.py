"""Instants as RFC 3339 section 5.6 writes them: date, `T`, time and zone, all of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_DATE_TIME = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?P<minute>[0-9]{2}:[0-9]{2}):(?P<second>[0-9]{2})"
    r"(?:\.(?P<fraction>[0-9]{1,64}))?(?P<zone>[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_LEAP_SECOND = "60"


def instant(text: str) -> datetime | None:
    """The instant in UTC (microseconds), or None if the text is not an RFC 3339 date-time with a zone.

    A leap second, which Python's clock does not have, is read as the last second before it; RFC 3339 allows one at
    23:59:60 UTC only.
    """
    found = _DATE_TIME.fullmatch(text)
    if found is None:
        return None
    leap = found["second"] == _LEAP_SECOND
    seconds = "59" if leap else found["second"]
    fraction = (found["fraction"] or "").ljust(6, "0")[:6]
    zone = "+00:00" if found["zone"] in "Zz" else found["zone"]
    try:
        moment = datetime.fromisoformat(f"{found['day']}T{found['minute']}:{seconds}.{fraction}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return None if leap and not _ends_a_day(moment) else moment


def _ends_a_day(moment: datetime) -> bool:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return moment - midnight >= timedelta(hours=23, minutes=59, seconds=59)
