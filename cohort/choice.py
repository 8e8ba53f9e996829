"""Which patients are read whole, and how they are dealt out: told from the indexes of all units together.

A patient is chosen if one of her resources, or a Medication that one of them names, can be a word of breast cancer.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cohort.index import Index

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cohort.index import Numbers64

BYTES_A_PART = 24 << 20
"""Bytes of chosen records that one part holds: what a worker keeps in memory at once."""

_SLICES = 16
_NONE = np.array([], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen patients; how many parts they are dealt out to; which Medications each part needs."""

    owners: Numbers64
    parts: int
    drugs: Numbers64
    drug_parts: Numbers64
    patients: int

    def part_of(self, owners: Numbers64) -> Numbers64:
        """The part to which patients belong."""
        return owners % np.uint64(self.parts)

    def write(self, path: Path) -> None:
        """Keep the choice in a file."""
        with path.open("wb") as stream:
            np.savez(
                stream,
                allow_pickle=False,
                owners=self.owners,
                drugs=self.drugs,
                drug_parts=self.drug_parts,
                numbers=np.array([self.parts, self.patients], dtype=np.uint64),
            )

    @classmethod
    def read(cls, path: Path) -> Choice:
        """What `write` kept."""
        with np.load(path, allow_pickle=False) as kept:
            parts, patients = (int(number) for number in kept["numbers"])
            return cls(kept["owners"], parts, kept["drugs"], kept["drug_parts"], patients)


def choose(indexes: Sequence[Path], bytes_a_part: int = BYTES_A_PART) -> Choice:
    """The choice for a whole input. Memory grows with the chosen patients (8 bytes each), not with the population."""
    speaking_drugs, made_of = _drugs(indexes)
    owners = _NONE
    for path in indexes:
        index = Index.read(path)
        named = index.owner[(index.drug > 0) & np.isin(index.drug, speaking_drugs)]
        owners = np.union1d(owners, np.concatenate([index.speaking, named]))
    owners = owners[owners > 0]
    size = sum(int(index.length[np.isin(index.owner, owners)].sum()) for index in map(Index.read, indexes))
    parts = max(1, -(-size // bytes_a_part))
    drugs, drug_parts = _needed(indexes, owners, parts, made_of)
    return Choice(owners, parts, drugs, drug_parts, _counted(indexes))


def _drugs(indexes: Sequence[Path]) -> tuple[Numbers64, Numbers64]:
    """The Medications that are anti-HER2 drugs by themselves or by an ingredient; all pairs of product and part."""
    speaking, pairs = _NONE, np.empty((0, 2), dtype=np.uint64)
    for path in indexes:
        index = Index.read(path)
        speaking = np.union1d(speaking, index.speaking_drugs)
        pairs = np.concatenate([pairs, index.made_of])
    while True:
        more = np.union1d(speaking, pairs[np.isin(pairs[:, 1], speaking), 0])
        if more.size == speaking.size:
            return speaking, pairs
        speaking = more


def _needed(indexes: Sequence[Path], owners: Numbers64, parts: int, made_of: Numbers64) -> tuple[Numbers64, Numbers64]:
    """Pairs of Medication and part, sorted."""
    needed: set[tuple[int, int]] = set()
    for path in indexes:
        index = Index.read(path)
        rows = (index.drug > 0) & (index.owner > 0) & np.isin(index.owner, owners)
        needed |= set(zip(index.drug[rows].tolist(), (index.owner[rows] % np.uint64(parts)).tolist(), strict=True))
    inner: dict[int, list[int]] = {}
    for product, part in made_of.tolist():
        inner.setdefault(product, []).append(part)
    pending = list(needed)
    while pending:
        drug, part = pending.pop()
        fresh = {(each, part) for each in inner.get(drug, ())} - needed
        needed |= fresh
        pending.extend(fresh)
    pairs = sorted(needed)
    return (
        np.array([drug for drug, _ in pairs], dtype=np.uint64),
        np.array([part for _, part in pairs], dtype=np.uint64),
    )


def _counted(indexes: Sequence[Path]) -> int:
    """How many patients the input names, slice by slice of their numbers."""
    edges = [(number << 60) for number in range(_SLICES)] + [(1 << 64) - 1]
    total = 0
    for low, high in itertools.pairwise(edges):
        seen = _NONE
        for path in indexes:
            patients = Index.read(path).patients
            first, last = np.searchsorted(patients, np.array([low, high], dtype=np.uint64))
            seen = np.union1d(seen, patients[first : last if high < (1 << 64) - 1 else None])
        total += int(seen.size)
    return total
