"""The worked patients of this folder: one readable TOML file each, grouped by the part of the paper that speaks."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consensus.facts import Facts, facts_from

FOLDER = Path(__file__).parent
_TIERS = (("preferred", "preferred"), ("options", "option"), ("competing", "competing"))


@dataclass(frozen=True, slots=True)
class ExpectedOrder:
    """A draft order set of a vignette: how it is expected to stand, and which safety rules it meets."""

    agents: tuple[str, ...]
    active: tuple[str, ...]
    order_class: str
    safety_rules: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Vignette:
    """One worked patient: her facts as written, and what the paper is expected to say."""

    id: str
    title: str
    source: str
    story: str
    category: str
    path: Path
    written: dict[str, Any]
    code: str
    rule: str
    status: str
    recommended: tuple[tuple[str, str], ...]
    not_recommended: tuple[str, ...]
    missing_facts: tuple[str, ...]
    possible_outcomes: tuple[str, ...]
    flags: tuple[str, ...]
    statements: tuple[str, ...]
    key_statements: tuple[str, ...]
    currency_notes: tuple[str, ...]
    orders: tuple[ExpectedOrder, ...]

    @property
    def facts(self) -> Facts:
        """The patient as the rule engine sees her."""
        return facts_from(self.written)


def vignettes() -> tuple[Vignette, ...]:
    """Every vignette of the folder, by id."""
    defaults = tomllib.loads((FOLDER / "defaults.toml").read_text(encoding="utf-8"))
    files = sorted(path for path in FOLDER.glob("*/*.toml"))
    return tuple(sorted((_read(path, defaults) for path in files), key=lambda vignette: vignette.id))


def _read(path: Path, defaults: dict[str, dict[str, Any]]) -> Vignette:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    said = document["outcome"]
    return Vignette(
        id=document["id"],
        title=document["title"],
        source=document["source"],
        story=" ".join(document["story"].split()),
        category=path.parent.name,
        path=path,
        written={**defaults["everyone"], **defaults[document["like"]], **document["facts"]},
        code=said["code"],
        rule=said["rule"],
        status=said["status"],
        recommended=tuple((tier, regimen) for key, tier in _TIERS for regimen in said.get(key, ())),
        **{name: tuple(said.get(name, ())) for name in _LISTS},
        orders=tuple(_order(order) for order in document.get("orders", ())),
    )


_LISTS = (
    "not_recommended",
    "missing_facts",
    "possible_outcomes",
    "flags",
    "statements",
    "key_statements",
    "currency_notes",
)


def _order(written: dict[str, Any]) -> ExpectedOrder:
    return ExpectedOrder(
        agents=tuple(written["agents"]),
        active=tuple(written.get("active", ())),
        order_class=written["class"],
        safety_rules=tuple(written["safety_rules"]),
        because=written["because"],
    )
