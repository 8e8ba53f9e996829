"""What the paper says about one patient: the outcome, its options, and the judgement of draft orders.

Codes (outcomes, regimens, statements, flags, notes, classes, rules) are those of the knowledge specification.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Status(Enum):
    """How the paper stands to the patient (specification A.3.4)."""

    RECOMMENDATION = "recommendation"
    INSUFFICIENT_DATA = "insufficient_data"
    CONFLICT = "conflict"
    STOP_CRITERION_MET = "stop_criterion_met"
    OUTSIDE_CONSENSUS = "outside_consensus"
    INCONSISTENT_DATA = "inconsistent_data"


class Tier(Enum):
    """Options of one tier are not ranked by the paper."""

    PREFERRED = "preferred"
    OPTION = "option"
    COMPETING = "competing"


@dataclass(frozen=True, slots=True)
class Option:
    """A regimen that statements of the paper support for this patient."""

    tier: Tier
    regimen: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer of the algorithm: `rule` is the decisive row of A.3.5, `code` the outcome of A.3.4."""

    edition: str
    code: str
    rule: str
    status: Status
    recommended: tuple[Option, ...] = ()
    not_recommended: tuple[str, ...] = ()
    missing_facts: tuple[str, ...] = ()
    possible_outcomes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    currency_notes: tuple[str, ...] = ()


class OrderClass(Enum):
    """How a draft order stands to the outcome (specification A.5.1)."""

    CONCORDANT_PREFERRED = "CONCORDANT_PREFERRED"
    CONCORDANT_OPTION = "CONCORDANT_OPTION"
    COMPETING = "COMPETING"
    DISCORDANT = "DISCORDANT"
    NOT_LISTED = "NOT_LISTED"
    NOT_COVERED = "NOT_COVERED"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


class Indicator(Enum):
    """Urgency, in CDS Hooks' words."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class SafetyAlert:
    """A safety rule of A.5.4 that an order set meets."""

    rule: str
    indicator: Indicator


@dataclass(frozen=True, slots=True)
class JudgedOrder:
    """One draft order set: `regimen` is its code by A.6.4, `ground` the step of rule J that decided."""

    agents: tuple[str, ...]
    regimen: str
    order_class: OrderClass
    ground: str
    alerts: tuple[SafetyAlert, ...] = ()
    matched: Option | None = None
