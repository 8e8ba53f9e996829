"""What the first reading of a unit leaves behind: whose each resource is, where it stands, and who is to be looked at.

A few bytes a resource; a record itself is read again only for patients with a word of breast cancer.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Numbers64 = NDArray[np.uint64]

_COLUMNS = {"owner": np.uint64, "drug": np.uint64, "place": np.uint64, "length": np.uint32}


@dataclass(slots=True)
class IndexBeingWritten:
    """Columns that grow resource by resource. `drug`: the Medication that a resource names, or is (owner 0)."""

    owner: array[int] = field(default_factory=lambda: array("Q"))
    drug: array[int] = field(default_factory=lambda: array("Q"))
    place: array[int] = field(default_factory=lambda: array("Q"))
    length: array[int] = field(default_factory=lambda: array("I"))
    speaking: set[int] = field(default_factory=set)
    speaking_drugs: set[int] = field(default_factory=set)
    made_of: list[tuple[int, int]] = field(default_factory=list)

    def add(self, owner: int, drug: int, place: int, length: int) -> None:
        """One resource."""
        self.owner.append(owner)
        self.drug.append(drug)
        self.place.append(place)
        self.length.append(length)

    def add_all(self, owners: Sequence[int], places: Numbers64, lengths: NDArray[np.uint32]) -> None:
        """Many resources at once, none of which names a Medication."""
        self.owner.extend(owners)
        self.drug.frombytes(bytes(8 * len(owners)))
        self.place.frombytes(places.tobytes())
        self.length.frombytes(lengths.tobytes())

    def write(self, path: Path) -> None:
        """Keep the index in a file."""
        columns = {name: np.frombuffer(getattr(self, name), dtype=kind) for name, kind in _COLUMNS.items()}
        with path.open("wb") as stream:
            np.savez(
                stream,
                allow_pickle=False,
                patients=_patients(columns["owner"]),
                speaking=np.array(sorted(self.speaking), dtype=np.uint64),
                speaking_drugs=np.array(sorted(self.speaking_drugs), dtype=np.uint64),
                made_of=np.array(sorted(self.made_of), dtype=np.uint64).reshape(-1, 2),
                **columns,
            )


@dataclass(frozen=True, slots=True)
class Index:
    """The resources of one unit, read back."""

    owner: Numbers64
    drug: Numbers64
    place: Numbers64
    length: NDArray[np.uint32]

    @classmethod
    def read(cls, path: Path) -> Index:
        """What `write` kept of the resources."""
        with np.load(path, allow_pickle=False) as kept:
            return cls(**{name: kept[name] for name in cls.__slots__})


def among(column: Numbers64, numbers: Numbers64) -> NDArray[np.bool_]:
    """Which values of a column are among sorted numbers; asked once for alike ones that stand together."""
    starts = _starts(column)
    values = column[starts]
    at = np.searchsorted(numbers, values)
    found = numbers.take(at, mode="clip") == values if numbers.size else np.zeros(values.size, dtype=np.bool_)
    return np.repeat(found, np.diff(starts, append=column.size))


def _patients(owners: Numbers64) -> Numbers64:
    """Each owner once, sorted."""
    found = np.unique(owners[_starts(owners)])
    return found[found > 0]


def _starts(column: Numbers64) -> NDArray[np.intp]:
    """Where a value stands for the first time after another: what belongs to one patient mostly stands together."""
    return np.flatnonzero(np.diff(column, prepend=column[:1] + np.uint64(1)))


def columns(path: Path, *names: str) -> Iterator[NDArray[np.uint64]]:
    """Some columns of an index: the others are not read."""
    with np.load(path, allow_pickle=False) as kept:
        for name in names:
            yield kept[name]
