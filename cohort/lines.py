"""The lines of a unit, each with its place, in bounded memory; what is broken is noted and never fatal."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from cohort.sources import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cohort.skipped import Skipped
    from cohort.sources import Unit

BLOCK = 128 << 10
"""What is read at once: small enough to stay in the processor's cache while it is looked at."""

LONGEST_LINE = 32 << 20
"""As the largest request that the service takes by default; a longer line is no resource of a patient's chart."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Block(NamedTuple):
    """Whole lines with their ends, and the byte at which they begin (in the unpacked file)."""

    place: int
    lines: list[bytes]


def blocks_in(unit: Unit, skipped: Skipped) -> Iterator[Block]:
    """The lines that begin in the unit's range, some hundred of them at a time."""
    if unit.kind is Kind.LINES:
        with open(unit.path, "rb") as stream:  # noqa: PTH123 - the path came as text through the plan
            yield from _in_range(stream, unit, skipped)
    else:
        yield from _unpacked(unit, skipped)


def lines_of(block: Block) -> Iterator[tuple[int, bytes]]:
    """Every line of a block, without its end, with the byte at which it begins."""
    place = block.place
    for line in block.lines:
        yield place, line.removesuffix(b"\n")
        place += len(line)


def lines_in(unit: Unit, skipped: Skipped) -> Iterator[tuple[int, bytes]]:
    """Every line that begins in the unit's range, with the byte at which it begins."""
    for block in blocks_in(unit, skipped):
        yield from lines_of(block)


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


def _in_range(stream: BinaryIO | gzip.GzipFile, unit: Unit, skipped: Skipped) -> Iterator[Block]:
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


def _unpacked(unit: Unit, skipped: Skipped) -> Iterator[Block]:
    try:
        with gzip.open(unit.path, "rb") as stream:
            yield from _split(stream, 0, unit, skipped)
    except (EOFError, OSError, zlib.error):
        skipped.note("compressed file cut off or damaged", unit.name)


def _split(stream: BinaryIO | gzip.GzipFile, place: int, unit: Unit, skipped: Skipped) -> Iterator[Block]:
    rest = b""
    end = unit.end if unit.kind is Kind.LINES else None
    while (end is None or place < end) and (read := stream.read(_next_size(len(rest)))):
        lines = BytesIO(read).readlines()
        lines[0] = rest + lines[0]
        rest = b"" if lines[-1].endswith(b"\n") else lines.pop()
        size = sum(map(len, lines))
        if end is not None and place + size > end:
            lines, size = _beginning_within(lines, end - place)
        if lines:
            yield _unmarked(place, lines)
            place += size
        if len(rest) > LONGEST_LINE:
            skipped.note("line longer than 32 MiB", f"{unit.name} at byte {place}")
            place += len(rest) + _to_next_line(stream)
            rest = b""
    last = _unmarked(place, [rest])
    if last.lines[0].strip() and (end is None or place < end):
        yield last


def _unmarked(place: int, lines: list[bytes]) -> Block:
    """The lines as a block; the mark at the beginning of a file is no content."""
    if place == 0 and lines[0].startswith(BYTE_ORDER_MARK):
        return Block(len(BYTE_ORDER_MARK), [lines[0][len(BYTE_ORDER_MARK) :], *lines[1:]])
    return Block(place, lines)


def _next_size(waiting: int) -> int:
    """A long line is read in pieces that double, so that it is not copied too often; never far beyond the limit."""
    return max(BLOCK, min(waiting, LONGEST_LINE - waiting))


def _beginning_within(lines: list[bytes], span: int) -> tuple[list[bytes], int]:
    """The lines that begin within so many bytes, and their size; a later line belongs to another unit."""
    size = 0
    for number, line in enumerate(lines):
        if size >= span:
            return lines[:number], size
        size += len(line)
    return lines, size
