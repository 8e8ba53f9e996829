"""The commands `her2-cds feedback export` and `her2-cds feedback report`."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, TextIO

from service.feedback_export import Format, export_lines
from service.feedback_report import report
from service.feedback_text import report_text
from service.kept import store_of

if TYPE_CHECKING:
    from service.settings import Settings


def export(settings: Settings, form: Format, out: TextIO) -> None:
    """Write every stored report as one line.

    Raises:
        InvalidDatabaseUrlError: wrong usage (exit code 2).
        StoreUnavailableError: the database cannot be read (exit code 1).
    """
    with closing(store_of(settings)) as store:
        out.writelines(f"{line}\n" for line in export_lines(store, form))


def print_report(settings: Settings, out: TextIO) -> None:
    """Write how many cards were accepted and overridden, by rule, hook, order class and reason.

    Raises:
        InvalidDatabaseUrlError: wrong usage (exit code 2).
        StoreUnavailableError: the database cannot be read (exit code 1).
    """
    with closing(store_of(settings)) as store:
        out.write(report_text(report(store)))
