"""Which patients are read whole, and how they are dealt out: told from the indexes of all units together.

A patient is chosen if one of her resources, or a Medication that one of them names, can be a word of breast cancer.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cohort.index import among, columns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cohort.index import Numbers64

BYTES_A_PART = 24 << 20
"""Bytes of chosen records that one part holds: what a worker keeps in memory at once."""

_ROWS_AT_ONCE = 4_000_000
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
    told = _told(indexes)
    owners = told.owners
    if told.drugs.size:
        owners = np.union1d(owners, _who_names(indexes, told.drugs))
    owners = owners[owners > 0]
    size, named = _of_the_chosen(indexes, owners)
    parts = max(1, -(-size // bytes_a_part))
    drugs, drug_parts = _needed(named, parts, told.made_of)
    return Choice(owners, parts, drugs, drug_parts, _counted(indexes, told.rows))


@dataclass(frozen=True, slots=True)
class _Told:
    """What the indexes say together: patients with a word, anti-HER2 products, product and part, rows of patients."""

    owners: Numbers64
    drugs: Numbers64
    made_of: Numbers64
    rows: int


def _told(indexes: Sequence[Path]) -> _Told:
    """Medications are anti-HER2 drugs by themselves or by an ingredient."""
    spoken, speaking, pairs, rows = [_NONE], [_NONE], [np.empty((0, 2), dtype=np.uint64)], 0
    for path in indexes:
        owners, drugs, made_of, patients = columns(path, "speaking", "speaking_drugs", "made_of", "patients")
        spoken.append(owners)
        speaking.append(drugs)
        pairs.append(made_of)
        rows += patients.size
    made_of, drugs = np.concatenate(pairs), np.unique(np.concatenate(speaking))
    while True:
        more = np.union1d(drugs, made_of[np.isin(made_of[:, 1], drugs), 0])
        if more.size == drugs.size:
            return _Told(np.unique(np.concatenate(spoken)), drugs, made_of, rows)
        drugs = more


def _who_names(indexes: Sequence[Path], drugs: Numbers64) -> Numbers64:
    """The patients with a resource that names one of these Medications."""
    found = [_NONE]
    for path in indexes:
        owner, drug = columns(path, "owner", "drug")
        found.append(np.unique(owner[(drug > 0) & among(drug, drugs)]))
    return np.unique(np.concatenate(found))


def _of_the_chosen(indexes: Sequence[Path], owners: Numbers64) -> tuple[int, Numbers64]:
    """How many bytes their resources have, and which Medications each names: pairs of drug and patient."""
    size, pairs = 0, [np.empty((0, 2), dtype=np.uint64)]
    for path in indexes:
        owner, drug, length = columns(path, "owner", "drug", "length")
        chosen = among(owner, owners)
        size += int(length[chosen].sum())
        naming = chosen & (drug > 0) & (owner > 0)
        if naming.any():
            pairs.append(np.unique(np.column_stack([drug[naming], owner[naming]]), axis=0))
    return size, np.concatenate(pairs)


def _needed(named: Numbers64, parts: int, made_of: Numbers64) -> tuple[Numbers64, Numbers64]:
    """Pairs of Medication and part, sorted."""
    needed = set(zip(named[:, 0].tolist(), (named[:, 1] % np.uint64(parts)).tolist(), strict=True))
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


def _counted(indexes: Sequence[Path], rows: int) -> int:
    """How many patients the input names, slice by slice of their numbers where all would not fit into memory."""
    slices = 1 + rows // _ROWS_AT_ONCE
    edges = [((1 << 64) * number) // slices for number in range(1, slices)]
    total = 0
    for low, high in itertools.pairwise([None, *edges, None]):
        found = [_NONE]
        for path in indexes:
            (patients,) = columns(path, "patients")
            first = 0 if low is None else int(np.searchsorted(patients, np.uint64(low)))
            last = patients.size if high is None else int(np.searchsorted(patients, np.uint64(high)))
            found.append(patients[first:last])
        total += int(np.unique(np.concatenate(found)).size)
    return total
