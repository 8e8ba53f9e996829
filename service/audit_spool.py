"""Where audit records wait while the database is away: files of lines, on disk before a call is answered.

A line is `LENGTH CRC32 JSON`. Each process appends to a file of its own under a lock; whichever process drains first
takes all files. A line that a crash tore has never been acknowledged: it is cut and counted. A record may be handed to
the chain twice (a crash between the two), and enters it once, by its id.
"""

from __future__ import annotations

import fcntl
import json
import os
import zlib
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from service.audit_chain import Entry
from service.database import private_directory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

BATCH, BATCH_BYTES = 500, 8 * 1024 * 1024
_SUFFIX = ".spool"


@dataclass(frozen=True, slots=True)
class Drained:
    """What a drain handed on: records, and lines that could not be read and were cut."""

    records: int = 0
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Spool:
    """The spool in a folder."""

    folder: Path

    def append(self, entries: Sequence[Entry]) -> None:
        """Put the records on disk.

        Raises:
            OSError: the disk did not take them; nothing of them stays.
        """
        lines = b"".join(map(_line, entries))
        with self._own_file() as descriptor:
            size = os.fstat(descriptor).st_size
            try:
                _write(descriptor, b"\n" + lines if _ends_torn(descriptor, size) else lines)
                os.fsync(descriptor)
            except OSError:
                os.ftruncate(descriptor, size)
                raise

    def drain(self, hand_on: Callable[[list[Entry]], None]) -> Drained:
        """Hand every waiting record on; a file goes when all of its records were taken.

        Raises whatever `hand_on` raises; what it did not take keeps waiting.
        """
        records = cut = 0
        for file in self.files():
            with _locked(file) as descriptor:
                if descriptor is None:
                    continue
                for batch, torn in _batches(descriptor):
                    hand_on(batch)
                    records, cut = records + len(batch), cut + torn
                file.unlink()
                _sync_folder(self.folder)
        return Drained(records, cut)

    def files(self) -> list[Path]:
        """The files with waiting records, oldest name first."""
        return sorted(self.folder.glob(f"*{_SUFFIX}")) if self.folder.is_dir() else []

    def waiting_bytes(self) -> int:
        """How much waits, of all processes together."""
        return sum(_size(file) for file in self.files())

    @contextmanager
    def _own_file(self) -> Iterator[int]:
        """This process's file, locked; made anew if another process has just drained it."""
        private_directory(self.folder)
        file = self.folder / f"{os.getpid()}{_SUFFIX}"
        while True:
            new = not file.exists()
            descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                if os.fstat(descriptor).st_nlink == 0:
                    continue
                if new:
                    _sync_folder(self.folder)
                yield descriptor
                return
            finally:
                os.close(descriptor)


@contextmanager
def _locked(file: Path) -> Iterator[int | None]:
    """A file under its lock; None if another process drains it now or has done so."""
    try:
        descriptor = os.open(file, os.O_RDWR)
    except FileNotFoundError:
        yield None
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor if os.fstat(descriptor).st_nlink else None
    finally:
        os.close(descriptor)


def _line(entry: Entry) -> bytes:
    text = json.dumps(asdict(entry), separators=(",", ":")).encode()
    return b"%d %08x %b\n" % (len(text), zlib.crc32(text), text)


def _batches(descriptor: int) -> Iterator[tuple[list[Entry], int]]:
    """The records of a file in parts that fit into memory, each with how many lines were cut."""
    batch: list[Entry] = []
    size = cut = 0
    with open(descriptor, "rb", closefd=False) as lines:
        for line in lines:
            found = _entry(line.rstrip(b"\n"))
            if found is not None:
                batch.append(found)
                size += len(line)
            elif line != b"\n":
                cut += 1
            if len(batch) >= BATCH or size >= BATCH_BYTES:
                yield batch, cut
                batch, size, cut = [], 0, 0
    yield batch, cut


def _entry(line: bytes) -> Entry | None:
    length, _, rest = line.partition(b" ")
    checksum, _, text = rest.partition(b" ")
    if not length.isdigit() or int(length) != len(text) or checksum != b"%08x" % zlib.crc32(text):
        return None
    return Entry(**json.loads(text))


def _write(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]


def _ends_torn(descriptor: int, size: int) -> bool:
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"


def _sync_folder(folder: Path) -> None:
    """A new or removed name is on disk when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
