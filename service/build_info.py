"""Which program speaks: its version, and digests of its code and of its clinical knowledge. No git is asked."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING

from consensus.edition import EDITION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

SOFTWARE_VERSION = version("her2-cds")
KNOWLEDGE = ("cards", "consensus", "fhir_mappings", "treatment_history")
_READ = (".py", ".csv", ".json", ".toml")


@cache
def fingerprint(*rooms: str) -> str:
    """A digest over the files of these rooms: two installations with the same digest answer alike."""
    digest = hashlib.sha256()
    for room in sorted(rooms):
        for name, file in sorted(_files(files(room), room)):
            digest.update(f"{name}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _files(entry, name)
        elif entry.name.endswith(_READ):
            yield name, entry


def build_info() -> dict[str, str]:
    """The body of `GET /version`."""
    return {
        "name": "her2-cds",
        "version": SOFTWARE_VERSION,
        "edition": EDITION.label,
        "knowledge": fingerprint(*KNOWLEDGE),
        "build": fingerprint(*KNOWLEDGE, "service"),
        "python": platform.python_version(),
    }
