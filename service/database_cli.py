"""The command `her2-cds database upgrade`: for a job that runs before new workers start."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, TextIO

from service.kept import store_of
from service.migrations import head

if TYPE_CHECKING:
    from service.settings import Settings


def bring_up_to_date(settings: Settings, out: TextIO) -> None:
    """Bring the database to this program's shape and say which one that is; a second run changes nothing.

    Raises:
        InvalidDatabaseUrlError: wrong usage (exit code 2).
        StoreUnavailableError: it cannot be reached or brought to that shape (exit code 1).
    """
    with closing(store_of(settings)):
        out.write(f"the database has the shape of this version ({head()})\n")
