"""What the laws walk beside the catalogue: every combination of each table's own facts, unknown among them."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from vignettes.load import vignettes

from consensus.completion import Resolution, resolve
from consensus.explore import values_of
from consensus.facts import DiseaseStatus, Facts
from consensus.situations.resistance import Resistance
from consensus.tables import RESISTANCE_BY_CRITERIA

if TYPE_CHECKING:
    from collections.abc import Mapping

LATE_FACTS = (
    "tdm1_exposure",
    "tdm1_available",
    "brain_mets",
    "lapatinib_exposure",
    "last_line_lapatinib",
    "pertuzumab_exposure",
    "lt_dual_given",
)
"""The facts of table T4 beside resistance."""

TABLE_FACTS: dict[str, tuple[str, ...]] = {
    "T0": ("her2_status", "disease_setting", "disease_status", "post2016_agent_exposure"),
    "T1, T3": ("adjuvant_anti_her2", "relapse_interval", "tdm1_exposure", "brain_mets", "lapatinib_exposure"),
    "T1F": ("hr_status", "chemo_indicated", "taxane_contraindicated"),
    "T2, T3": (
        "n_her2_lines",
        "adjuvant_anti_her2",
        "relapse_interval",
        "tdm1_exposure",
        "brain_mets",
        "lapatinib_exposure",
    ),
    "T4": LATE_FACTS,
    "T5": ("on_anti_her2", "unacceptable_toxicity", "patient_wishes_to_stop", "disease_status"),
}
"""Per table the facts that are combined; everything else stands as in its starting patient."""

_BY_ID = {vignette.id: vignette.facts for vignette in vignettes()}

STARTING_PATIENTS: dict[str, Facts] = {
    "T0": _BY_ID["V07"],
    "T1, T3": _BY_ID["V04"],
    "T1F": _BY_ID["V01"],
    "T2, T3": _BY_ID["V07"],
    "T4": _BY_ID["V07"],
    "T5": _BY_ID["V16"],
}

_FEWER_VALUES: dict[str, dict[str, tuple[object, ...]]] = {
    "T2, T3": {"n_her2_lines": (None, 0, 1, 2)},
    "T5": {"disease_status": tuple(DiseaseStatus)[2:5]},
}


@cache
def every_combination(
    table: str, resistance: Resistance = Resistance.NOT_MET
) -> Mapping[tuple[object, ...], Resolution]:
    """The answer to every combination of a table's facts, unknown among their values."""
    facts = TABLE_FACTS[table]
    start = _as_fields(STARTING_PATIENTS[table])
    if table == "T4":
        start |= RESISTANCE_BY_CRITERIA[resistance]
    values = [_FEWER_VALUES.get(table, {}).get(fact, values_of(fact)) for fact in facts]
    return {
        combination: resolve(Facts(**{**start, **dict(zip(facts, combination, strict=True))}))  # type: ignore[arg-type]  # values_of gives each fact's own type
        for combination in product(*values)
    }


def _as_fields(facts: Facts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in Facts.__slots__}
