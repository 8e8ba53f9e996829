"""Which units hold records of which part: told once after the dealing, so that a part opens no file in vain.

A few bytes for each unit in which a part has a share, which is for each chosen patient and file at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cohort.parts import places_beside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Share(NamedTuple):
    """The places of one part's records in the file of a unit: rows of its list of places."""

    unit: int
    first: int
    last: int


def write_shares(dealt: Sequence[Path], to: Path) -> None:
    """Note the shares of all parts in the files of all units."""
    rows = [np.empty((0, 4), dtype=np.uint64)]
    for unit, path in enumerate(dealt):
        part_of_row = np.load(places_beside(path), allow_pickle=False)[:, 0]
        parts, first = np.unique(part_of_row, return_index=True)
        last = np.append(first[1:], part_of_row.size)[: parts.size]
        rows.append(np.column_stack([parts, np.full(parts.size, unit), first, last]).astype(np.uint64))
    table = np.concatenate(rows)
    with to.open("wb") as stream:
        np.save(stream, table[np.argsort(table[:, 0], kind="stable")], allow_pickle=False)


def shares_of(kept: Path, part: int) -> list[Share]:
    """The shares of one part, unit by unit."""
    table = np.load(kept, mmap_mode="r", allow_pickle=False)
    first, last = np.searchsorted(table[:, 0], [part, part + 1])
    return [Share(*row) for row in table[first:last, 1:].tolist()]
