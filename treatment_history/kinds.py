"""Closed lists of kinds: sources, sites, results and the like, from which every other word of a record is kept out."""

from __future__ import annotations

from enum import Enum


class Kinds(Enum):
    """A closed list of kinds."""

    __hash__ = object.__hash__  # members are single: Enum would hash the name, in Python, at every look-up
