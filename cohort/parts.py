"""The records of the chosen patients, dealt out: one file a unit, with a list of the places of each part's records.

A record is framed by the lengths of its members, so that any bytes can stand in it.
"""

from __future__ import annotations

import struct
from typing import IO, TYPE_CHECKING

import msgspec
import numpy as np

from cohort.index import Index, among
from cohort.lines import LONGEST_LINE, lines_in
from cohort.owners import NOBODY
from cohort.packages import opened
from cohort.skipped import Skipped
from cohort.sources import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cohort.choice import Choice
    from cohort.sources import Unit

_FRAME = struct.Struct("<II")
_SENT_AT_ONCE = 8 << 20


class Package(msgspec.Struct, array_like=True, gc=False):
    """What was known about a resource outside of itself: file, address and role in a Bundle, further pages."""

    file: str
    owner: str = ""
    address: str = ""
    mode: str = "match"
    truncated: tuple[str, ...] = ()


def deal_out(unit: Unit, index_at: Path, choice: Choice, to: Path) -> int:
    """Write the records of a unit that the parts need; how many bytes of the input they were."""
    index = Index.read(index_at)
    chosen = among(index.owner, choice.owners) & (index.owner > NOBODY)
    shared = (index.owner == NOBODY) & (index.drug > NOBODY) & among(index.drug, choice.drugs)
    rows = np.flatnonzero((chosen | shared) & (index.length > 0))
    part_of = dict(zip(rows.tolist(), choice.part_of(index.owner[rows]).tolist(), strict=True))
    places: list[tuple[int, int, int]] = []
    at = 0
    with to.open("wb") as stream:
        for row, package, body in _read(unit, index, rows):
            header = msgspec.json.encode(package)
            size = stream.write(_FRAME.pack(len(header), len(body)) + header + body)
            parts = choice.drug_parts[choice.drugs == index.drug[row]].tolist() if shared[row] else [part_of[row]]
            places.extend((part, at, size) for part in parts)
            at += size
    with places_beside(to).open("wb") as stream:
        np.save(stream, np.array(sorted(places), dtype=np.uint64).reshape(-1, 3), allow_pickle=False)
    return int(index.length[rows].sum())


def places_beside(records: Path) -> Path:
    """Where the list of places of a file of records is kept."""
    return records.with_name(f"{records.name}.places")


def _read(unit: Unit, index: Index, rows: np.typing.NDArray[np.intp]) -> Iterator[tuple[int, Package, bytes]]:
    if not rows.size:
        return
    if unit.kind is Kind.LINES:
        package = Package(unit.name)
        with open(unit.path, "rb") as stream:  # noqa: PTH123 - the path came as text through the plan
            for row, body in _ranges(stream, index, rows.tolist()):
                yield row, package, body
        return
    wanted = {int(index.place[row]): int(row) for row in rows}
    heard_before = Skipped()
    if unit.kind is Kind.PACKED_LINES:
        for number, (_, line) in enumerate(lines_in(unit, heard_before)):
            if number in wanted:
                yield wanted[number], Package(unit.name), line
        return
    for number, found in enumerate(opened(unit, heard_before)):
        if number in wanted:
            package = Package(unit.name, found.owner, found.address, found.mode, found.truncated)
            yield wanted[number], package, found.body


def _ranges(stream: IO[bytes], index: Index, rows: list[int]) -> Iterator[tuple[int, bytes]]:
    """The lines of these rows; lines that stand close together are read at once."""
    place, length = index.place, index.length
    at = 0
    while at < len(rows):
        start = int(place[rows[at]])
        last = at
        while last + 1 < len(rows) and int(place[rows[last + 1]]) - start < _SENT_AT_ONCE // 8:
            last += 1
        end = int(place[rows[last]]) + int(length[rows[last]])
        stream.seek(start)
        block = stream.read(min(end - start, _SENT_AT_ONCE + LONGEST_LINE))
        for row in rows[at : last + 1]:
            begin = int(place[row]) - start
            yield row, block[begin : begin + int(length[row])]
        at = last + 1


def records_of(path: Path, first: int, last: int) -> Iterator[tuple[Package, bytes]]:
    """The records at some of the places of a unit, in their order."""
    read = msgspec.json.Decoder(Package).decode
    places = np.load(places_beside(path), allow_pickle=False)
    with path.open("rb") as stream:
        for _, at, size in places[first:last].tolist():
            stream.seek(at)
            record = stream.read(size)
            header, _ = _FRAME.unpack_from(record)
            yield read(record[_FRAME.size : _FRAME.size + header]), record[_FRAME.size + header :]
