"""Which sequence of metastatic lines a set of facts describes: the most ordinary one that satisfies every fact."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Regimen: TypeAlias = tuple[str, ...]
FactValues: TypeAlias = "Mapping[str, Any]"

_IN_ORDINARY_ORDER: tuple[Regimen, ...] = (
    ("docetaxel", "pertuzumab", "trastuzumab"),
    ("docetaxel", "trastuzumab"),
    ("trastuzumab emtansine",),
    ("capecitabine", "lapatinib"),
    ("lapatinib", "trastuzumab"),
    ("capecitabine", "trastuzumab"),
    ("trastuzumab", "vinorelbine"),
    ("gemcitabine", "trastuzumab"),
    ("trastuzumab deruxtecan",),
    ("trastuzumab",),
    ("eribulin",),
    ("paclitaxel",),
)
_ANTI_HER2 = {"trastuzumab", "pertuzumab", "trastuzumab emtansine", "lapatinib", "trastuzumab deruxtecan"}
_TAXANES = {"docetaxel", "paclitaxel"}


def anti_her2(regimen: Regimen) -> frozenset[str]:
    """The anti-HER2 agents of a regimen."""
    return frozenset(regimen) & _ANTI_HER2


def lines_for(facts: FactValues, *, adjuvant: Regimen) -> tuple[Regimen, ...] | None:
    """The lines in order; None if no sequence of ordinary regimens has these facts."""
    if facts["disease_status"] in ("untreated", "unknown") or not facts["current_line_number"]:
        return ()
    return next(
        (lines for lines in _sequences(int(facts["current_line_number"])) if _fits(lines, facts, adjuvant)), None
    )


def _sequences(length: int) -> Iterator[tuple[Regimen, ...]]:
    """Sequences in which no partner is given twice; a taxane is given first or not at all."""
    later = tuple(regimen for regimen in _IN_ORDINARY_ORDER if not _TAXANES & set(regimen))
    sequences = product(_IN_ORDINARY_ORDER, *[later] * (length - 1))
    return (lines for lines in sequences if len(set(lines)) == length and not _repeats_a_partner(lines))


def _repeats_a_partner(lines: tuple[Regimen, ...]) -> bool:
    partners = [agent for line in lines for agent in line if agent not in _ANTI_HER2]
    return len(partners) > len(set(partners))


def _fits(lines: tuple[Regimen, ...], facts: FactValues, adjuvant: Regimen) -> bool:
    described = describe(lines, adjuvant)
    current = facts["current_line_agents"]
    if current and {agent.replace("-", " ") for agent in current} & _ANTI_HER2 != anti_her2(lines[-1]):
        return False
    return all(facts[name] in (value, "unknown") for name, value in described.items())


def describe(lines: Sequence[Regimen], adjuvant: Regimen) -> dict[str, object]:
    """The line facts of the knowledge specification A.3.1 that follow from a sequence of lines."""
    her2 = [anti_her2(line) for line in lines]
    run = _run_before_last(her2)
    given = frozenset().union(*lines)
    return {
        "n_her2_lines": sum(map(bool, her2)),
        "current_line_her2": _word(her2[-1]),
        "prior_consecutive_her2_lines": len(run),
        "dual_blockade_prior": _word(any(map(_dual, run))),
        "dual_blockade_any": _word(any(map(_dual, her2))),
        "prior_trastuzumab": _word("trastuzumab" in given | set(adjuvant)),
        "prior_taxane": _word(_TAXANES & (given | set(adjuvant))),
        "tdm1_exposure": _where("trastuzumab emtansine", given, adjuvant),
        "pertuzumab_exposure": _where("pertuzumab", given, adjuvant),
        "lapatinib_exposure": "metastatic" if "lapatinib" in given else "none",
        "lt_dual_given": _word(any(line >= {"lapatinib", "trastuzumab"} for line in her2)),
        "last_line_lapatinib": _word("lapatinib" in lines[-1]),
        "post2016_agent_exposure": _word("trastuzumab deruxtecan" in given),
    }


def _run_before_last(her2: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    run: list[frozenset[str]] = []
    for line in reversed(her2[:-1]):
        if not line:
            break
        run.append(line)
    return run


def _dual(line: frozenset[str]) -> bool:
    return line >= {"trastuzumab", "pertuzumab"} or line >= {"trastuzumab", "lapatinib"}


def _where(agent: str, given: frozenset[str], adjuvant: Regimen) -> str:
    if agent in given:
        return "metastatic"
    return "adjuvant_only" if agent in adjuvant else "none"


def _word(value: object) -> str:
    return "yes" if value else "no"
