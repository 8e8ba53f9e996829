"""Is this site set up? Settings, registry, database, disk and clock, without serving anything."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

from service.database import InvalidDatabaseUrlError, StoreUnavailableError, database_url, make_engine, reading
from service.guard import UnsafeSettingsError, what_is_unsafe
from service.migrations import head, shape_of
from service.operators.findings import Finding, failed, ok, warning
from service.registration import registered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.settings import Settings

ENOUGH_DISK = 1024**3
BUILT_AFTER = 1_767_225_600  # 2026-01-01: a clock before this is wrong


def look_at_settings(settings: Settings) -> Iterator[Finding]:
    """Everything that would stop the start, and the registry."""
    problems = list(what_is_unsafe(settings))
    yield from (failed("settings", problem) for problem in problems)
    if not problems:
        yield ok("settings", f"may be served at {settings.base_url}" + (" (demo)" if settings.demo else ""))
    if settings.demo or settings.clients is None:
        return
    try:
        registry = registered(settings)
    except UnsafeSettingsError as error:
        yield failed("registry", str(error))
        return
    yield ok("registry", f"{len(registry.clients)} clients")


def look_at_machine(settings: Settings) -> Iterator[Finding]:
    """Database, disk and clock."""
    yield _database(settings)
    yield _disk(settings.data_dir)
    now = time.time()
    stamp = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now))
    yield ok("clock", stamp) if now > BUILT_AFTER else failed("clock", stamp, "set it: tokens are judged by it (NTP)")


def _database(settings: Settings) -> Finding:
    url = database_url(settings.database_url, settings.data_dir)
    file = settings.data_dir / "her2-cds.sqlite3"
    if not settings.database_url and not file.exists():
        return ok("database", f"{file} will be made at the first start")
    try:
        engine = make_engine(url)
        with reading(engine) as connection:
            revision = shape_of(connection)
        engine.dispose()
    except InvalidDatabaseUrlError as error:
        return failed("database", str(error), "correct HER2CDS_DATABASE_URL")
    except StoreUnavailableError as error:
        return failed("database", str(error), "is it up, and may this user connect from this machine?")
    if revision != head():
        return warning("database", f"at {revision or 'no shape'}, expected {head()}", "her2-cds database upgrade")
    return ok("database", f"answers, at {revision}")


def _disk(folder: Path) -> Finding:
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    told = f"{free / 1024**3:.1f} GiB free under {folder}"
    return ok("disk", told) if free >= ENOUGH_DISK else warning("disk", told, "feedback and audit need room")
