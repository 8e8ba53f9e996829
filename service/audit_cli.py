"""The commands `her2-cds audit verify | export | replay | purge | erase`."""

from __future__ import annotations

import json
import sys
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TextIO

from service.audit import Auditor, AuditPolicy
from service.audit_erasure import erase, purge
from service.audit_export import Format, export_lines
from service.audit_replay import replay
from service.audit_verify import verify
from service.build_info import SOFTWARE_VERSION
from service.card_memory import utc_now
from service.database import StoreUnavailableError, utc_text
from service.documents import UnreadableInputError, read_bytes
from service.kept import spool_of, store_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from service.database import Store
    from service.settings import Settings


class AuditFindingError(RuntimeError):
    """The trail or an answer is not as it should be: what was found has been printed, and this is the line beside."""


def _verify(given: argparse.Namespace, settings: Settings, out: TextIO) -> None:
    with _complete(settings) as store:
        found = verify(store, given.head)
    told: dict[str, Any] = {
        "holds": found.broken is None,
        "rows": found.rows,
        "first": found.first,
        "erased": found.erased,
        "head": {"number": found.head.number, "hash": found.head.hash},
    }
    if found.broken:
        told["broken"] = {"row": found.broken.number, "why": found.broken.why}
    _print(told, out)
    if found.broken:
        raise AuditFindingError(f"the chain is broken at row {found.broken.number}: {found.broken.why}")


def _export(given: argparse.Namespace, settings: Settings, out: TextIO) -> None:
    form: Format = given.format
    with _complete(settings) as store:
        lines = export_lines(store, form, since=_start_of(given.since), until=_start_of(given.until))
        out.writelines(f"{line}\n" for line in lines)


def _replay(given: argparse.Namespace, settings: Settings, out: TextIO) -> None:
    request = read_bytes(given.file) if given.file else None
    with _complete(settings) as store:
        found = replay(store, given.id, request, SOFTWARE_VERSION)
    _print(found.as_json(), out)
    if found.differs:
        raise AuditFindingError(f"not the same answer: {found.differs[0]}")


def _purge(given: argparse.Namespace, settings: Settings, out: TextIO) -> None:
    days: int = given.older_than or settings.audit_retention_days
    now = utc_now()
    with _complete(settings) as store:
        removed = purge(store, before=now - timedelta(days=days), at=now)
    _print({"older_than_days": days, "removed": removed.as_json()}, out)


def _erase(given: argparse.Namespace, settings: Settings, out: TextIO) -> None:
    patient = sys.stdin.readline().strip() if given.patient == "-" else given.patient
    if not patient:
        raise UnreadableInputError("--patient: expected an id")
    with _complete(settings) as store:
        removed = erase(store, patient, client=given.client, at=utc_now())
    _print({"erased": removed.as_json()}, out)


@contextmanager
def _complete(settings: Settings) -> Iterator[Store]:
    """The trail with all that waited in the spool: what still waits would be missed."""
    with closing(store_of(settings)) as store:
        auditor = Auditor(store, spool_of(settings), AuditPolicy(SOFTWARE_VERSION))
        if not auditor.drain():
            raise StoreUnavailableError("records wait in the spool and the database does not take them")
        yield store


def _print(document: dict[str, Any], out: TextIO) -> None:
    out.write(json.dumps(document, indent=2) + "\n")


def _start_of(day: date | None) -> str | None:
    return utc_text(datetime.combine(day, time(), UTC)) if day else None


COMMANDS: dict[str, Callable[[argparse.Namespace, Settings, TextIO], None]] = {
    "verify": _verify,
    "export": _export,
    "replay": _replay,
    "purge": _purge,
    "erase": _erase,
}
"""Each may raise InvalidSettingError, UnreadableInputError or InvalidDatabaseUrlError (exit code 2), and
AuditFindingError, CannotReplayError or StoreUnavailableError (exit code 1)."""
