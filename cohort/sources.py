"""The input of a run: which files are read, cut into units of work that any process can do by itself.

Plain line files are cut into ranges of bytes; compressed files and JSON documents are one unit each. The cut depends
on the files alone, so that the same input always gives the same units.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


class Kind(Enum):
    """How a file is read: NDJSON, NDJSON in gzip, a JSON document (Bundle, list, resource), one in gzip."""

    LINES = "lines"
    PACKED_LINES = "packed lines"
    DOCUMENT = "document"
    PACKED_DOCUMENT = "packed document"


RANGE = 32 << 20
"""Bytes of a plain line file that one unit reads."""

_KINDS = {
    ".ndjson": Kind.LINES,
    ".jsonl": Kind.LINES,
    ".ndjson.gz": Kind.PACKED_LINES,
    ".jsonl.gz": Kind.PACKED_LINES,
    ".json": Kind.DOCUMENT,
    ".json.gz": Kind.PACKED_DOCUMENT,
}


class NoInputError(ValueError):
    """There is nothing to read at the place that was named; the message is the line that the caller reads."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One piece of work: lines that begin in `start` (included) to `end` (excluded), or a whole file."""

    number: int
    path: str
    name: str
    kind: Kind
    start: int = 0
    end: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"kind": self.kind.value}

    @classmethod
    def of(cls, document: dict[str, Any]) -> Unit:
        """Read back what `as_json` wrote."""
        return cls(**(document | {"kind": Kind(document["kind"])}))


@dataclass(frozen=True, slots=True)
class Input:
    """The files that are read, and the names of those that are not because of their ending."""

    units: tuple[Unit, ...]
    left_aside: tuple[str, ...]
    size: int


def input_at(folder: Path, bytes_a_unit: int = RANGE) -> Input:
    """The units of a folder, or of a single file.

    Raises:
        NoInputError: there is no such place, or nothing in it that is read.
    """
    if not folder.exists():
        raise NoInputError(f"{folder}: no such file or directory")
    files = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file())
    units: list[Unit] = []
    aside: list[str] = []
    size = 0
    for path in files:
        name = path.name if folder.is_file() else path.relative_to(folder).as_posix()
        kind = kind_of(path)
        if kind is None:
            aside.append(name)
            continue
        length = path.stat().st_size
        size += length
        step = bytes_a_unit if kind is Kind.LINES else max(length, 1)
        for start in range(0, max(length, 1), step):
            units.append(Unit(len(units), str(path.resolve()), name, kind, start, min(start + step, length)))
    if not units:
        raise NoInputError(f"{folder}: no *.ndjson, *.ndjson.gz or *.json file in it")
    return Input(tuple(units), tuple(aside), size)


def kind_of(path: Path) -> Kind | None:
    """How a file is read, by the ending of its name; None if it is none of ours."""
    return _KINDS.get("".join(path.suffixes[-2:]).lower()) or _KINDS.get(path.suffix.lower())
