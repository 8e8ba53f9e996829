"""The lines of a unit, each with its place, in bounded memory; what is broken is noted and never fatal."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING, BinaryIO

from cohort.sources import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cohort.skipped import Skipped
    from cohort.sources import Unit

BLOCK = 1 << 20
LONGEST_LINE = 32 << 20
"""As the largest request that the service takes by default; a longer line is no resource of a patient's chart."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def lines_in(unit: Unit, skipped: Skipped) -> Iterator[tuple[int, bytes]]:
    """Every line that begins in the unit's range, with the byte at which it begins (in the unpacked file)."""
    if unit.kind is Kind.LINES:
        with open(unit.path, "rb") as stream:  # noqa: PTH123 - the path came as text through the plan
            yield from _in_range(stream, unit, skipped)
    else:
        yield from _unpacked(unit, skipped)


def whole(unit: Unit, skipped: Skipped) -> bytes:
    """The content of a document, as far as it can be unpacked."""
    with open(unit.path, "rb") as stream:  # noqa: PTH123 - as above
        content = stream.read()
    if unit.kind in (Kind.PACKED_DOCUMENT, Kind.PACKED_LINES):
        try:
            content = gzip.decompress(content)
        except (EOFError, OSError, zlib.error):
            skipped.note("compressed file cut off or damaged", unit.name)
            return b""
    return content.removeprefix(BYTE_ORDER_MARK)


def _in_range(stream: BinaryIO | gzip.GzipFile, unit: Unit, skipped: Skipped) -> Iterator[tuple[int, bytes]]:
    place = unit.start
    if unit.start > 0:
        stream.seek(unit.start - 1)
        place += _to_next_line(stream) - 1
    yield from _split(stream, place, unit, skipped)


def _to_next_line(stream: BinaryIO | gzip.GzipFile) -> int:
    """Skip what belongs to the line before, and say how many bytes that were."""
    passed = 0
    while piece := stream.readline(BLOCK):
        passed += len(piece)
        if piece.endswith(b"\n"):
            break
    return passed


def _unpacked(unit: Unit, skipped: Skipped) -> Iterator[tuple[int, bytes]]:
    try:
        with gzip.open(unit.path, "rb") as stream:
            yield from _split(stream, 0, unit, skipped)
    except (EOFError, OSError, zlib.error):
        skipped.note("compressed file cut off or damaged", unit.name)


def _split(stream: BinaryIO | gzip.GzipFile, place: int, unit: Unit, skipped: Skipped) -> Iterator[tuple[int, bytes]]:
    rest = b""
    end = unit.end if unit.kind is Kind.LINES else None
    first = place == 0
    while (end is None or place < end) and (block := stream.read(BLOCK)):
        pieces = (rest + block).split(b"\n")
        rest = pieces.pop()
        for piece in pieces:
            if end is not None and place >= end:
                return
            if first and piece.startswith(BYTE_ORDER_MARK):
                piece, place = piece[len(BYTE_ORDER_MARK) :], len(BYTE_ORDER_MARK)  # noqa: PLW2901 - the mark is no content
            yield place, piece
            place += len(piece) + 1
            first = False
        if len(rest) > LONGEST_LINE:
            skipped.note("line longer than 32 MiB", f"{unit.name} at byte {place}")
            place += len(rest) + _to_next_line(stream)
            rest = b""
    if rest.strip() and (end is None or place < end):
        marked = first and rest.startswith(BYTE_ORDER_MARK)
        yield (len(BYTE_ORDER_MARK), rest[len(BYTE_ORDER_MARK) :]) if marked else (place, rest)
