"""The few forms of Markdown that the sheet is made of."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from consensus.explore import Fork

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from consensus.explore import Tree


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table with one line a row."""
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return [*lines, *(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)]


def bullets(items: Iterable[str]) -> list[str]:
    """A list, one item a line."""
    return [f"- {item}" for item in items]


def codes(names: Iterable[str]) -> str:
    """Codes in a row, each set as code; a dash for none."""
    return ", ".join(f"`{name}`" for name in names) or "-"


def value(given: object) -> str:
    """A fact's value as the interfaces spell it."""
    if given is None:
        return "unknown"
    return str(given.value) if isinstance(given, Enum) else str(given)


def flowchart(tree: Tree) -> list[str]:
    """A decision tree as a Mermaid flowchart; rounded leaves hold the row and its outcome."""
    return ["```mermaid", "flowchart TD", *_nodes(tree, "n"), "```"]


def _nodes(tree: Tree, name: str) -> Iterator[str]:
    if not isinstance(tree, Fork):
        row, said = tree
        yield f'    {name}(["{" ".join(part for part in (row, said) if part)}"])'
        return
    yield f'    {name}{{"{tree.fact}"}}'
    for number, (values, way) in enumerate(tree.ways):
        below = f"{name}{number}"
        yield from _nodes(way, below)
        yield f'    {name} -->|"{", ".join(value(given) for given in values)}"| {below}'


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
