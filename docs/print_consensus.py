"""Print docs/consensus.md: run `python -m docs.print_consensus` in the root of the repository."""  # noqa: INP001 - a script beside its page, no package

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from consensus.printed.sheet import sheet
from consensus.printed.situations import WorkedPatient
from tests.vignettes.load import vignettes

if TYPE_CHECKING:
    from tests.vignettes.load import Vignette

PAGE = Path(__file__).parent / "consensus.md"


def consensus_page() -> str:
    """The page as it must stand: the knowledge of the code, and the worked patients of the tests."""
    return sheet([_worked(vignette) for vignette in vignettes()])


def _worked(vignette: Vignette) -> WorkedPatient:
    options = ", ".join(f"{regimen} ({tier})" for tier, regimen in vignette.recommended)
    asked = f"asks for {', '.join(vignette.missing_facts)}: {', '.join(vignette.possible_outcomes)}"
    orders = (
        " ".join((f"{' + '.join(order.agents)}: {order.order_class}", *order.safety_rules)) for order in vignette.orders
    )
    says = asked if vignette.missing_facts else options or "-"
    return WorkedPatient(vignette.id, vignette.title, vignette.code, vignette.rule, says, tuple(orders))


if __name__ == "__main__":
    PAGE.write_text(consensus_page(), encoding="utf-8")
