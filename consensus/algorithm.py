"""What the paper says about a patient (`advise`) and about a draft order (`judge`)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING

from consensus.completion import Possible, Resolution, resolve
from consensus.derived import with_relapse_interval
from consensus.facts import Facts, require_agent
from consensus.outcome import JudgedOrder, OrderClass, Outcome
from consensus.regimens import NEW, OTHER, STOP, STOP_ORDER, TDM1, anti_her2, anticancer
from consensus.safety import ELDERLY_AGE, alerts
from consensus.situations.draft_order import Order, Verdict, effective_agents, judge_order, judge_stop
from treatment_history.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOTHING_NARROWED: Mapping[str, tuple[object, ...]] = MappingProxyType({})

READ_BY_THE_TABLES = (
    "her2_status",
    "hr_status",
    "disease_setting",
    "disease_status",
    "adjuvant_anti_her2",
    "adjuvant_relapse_months",
    "relapse_interval",
    "n_her2_lines",
    "current_line_number",
    "last_line_number",
    "current_line_her2",
    "on_anti_her2",
    "prior_consecutive_her2_lines",
    "dual_blockade_prior",
    "dual_blockade_any",
    "pd_at_first_assessment",
    "prior_trastuzumab",
    "prior_taxane",
    "tdm1_exposure",
    "tdm1_available",
    "pertuzumab_exposure",
    "lapatinib_exposure",
    "lt_dual_given",
    "last_line_lapatinib",
    "post2016_agent_exposure",
    "brain_mets",
    "brain_progression",
    "brain_local_therapy",
    "chemo_indicated",
    "taxane_contraindicated",
    "unacceptable_toxicity",
    "patient_wishes_to_stop",
)
"""The facts on which an outcome can depend; age, heart, liver and lung only feed the safety rules."""

_read = attrgetter(*READ_BY_THE_TABLES)


def advise(facts: Facts, possible: Mapping[str, tuple[object, ...]] = NOTHING_NARROWED) -> Outcome:
    """What the 2016 panel says about this patient.

    `possible` narrows the values that an unknown fact may still take (a record that proves "at least two lines").
    """
    return _resolved(facts, possible).outcome


def advise_for_each(
    facts: Facts, fact: str, values: Sequence[object], possible: Mapping[str, tuple[object, ...]] = NOTHING_NARROWED
) -> list[Outcome]:
    """What the panel would say of the same patient for each value of a fact that the tables read."""
    read, narrowed = _read(facts), _narrowed(possible)
    at = READ_BY_THE_TABLES.index(fact)
    return [_answered((*read[:at], value, *read[at + 1 :]), narrowed).outcome for value in values]


def judge(
    agents: Sequence[str],
    facts: Facts,
    active: Sequence[str] = (),
    possible: Mapping[str, tuple[object, ...]] = NOTHING_NARROWED,
    elderly_age: int = ELDERLY_AGE,
) -> JudgedOrder:
    """How one draft order set, together with what is still active, stands to the paper; the safety rules it meets.

    Raises:
        InvalidFactError: an agent is no ingredient of the agent table.
    """
    draft = tuple(name if name == STOP_ORDER else require_agent(name) for name in agents)
    resolution = _resolved(facts, possible)
    if set(draft) == {STOP_ORDER}:
        verdict = judge_stop(resolution.outcome, facts)
        return JudgedOrder(tuple(agents), STOP, verdict.order_class, verdict.ground, (), verdict.matched)
    if not anticancer(name for name in draft if name != STOP_ORDER):
        return JudgedOrder(tuple(agents), OTHER, OrderClass.NOT_COVERED, "no anticancer agent")
    together = effective_agents(draft, [require_agent(name) for name in active])
    order = Order(together, anti_her2(facts.current_line_agents))
    verdict = _judged(order, resolution)
    safety = alerts(together, facts, elderly_age)
    return JudgedOrder(tuple(agents), order.regimen, verdict.order_class, verdict.ground, safety, verdict.matched)


def _judged(order: Order, resolution: Resolution) -> Verdict:
    """Step 1: with facts missing, the class that all completions share, else insufficient data."""
    if order.regimen == NEW:
        return judge_order(order, resolution.outcome, resolution.completions[0].facts)
    verdicts = [_judged_against(order, completion.outcome, completion.facts) for completion in resolution.completions]
    if len(verdicts) == 1:
        return verdicts[0]
    if len({verdict.order_class for verdict in verdicts}) == 1:
        return Verdict(verdicts[0].order_class, "J.1", verdicts[0].matched)
    return Verdict(OrderClass.INSUFFICIENT_DATA, "J.1")


def _judged_against(order: Order, said: Outcome, facts: Facts) -> Verdict:
    """Step 6, second half: T-DM1 that the site does not have is judged as if it had; the flag says that it has none."""
    if order.regimen == TDM1 and "tdm1-site-unavailable" in said.flags:
        elsewhere = replace(facts, tdm1_available=Answer.YES)
        return judge_order(order, resolve(elsewhere).outcome, elsewhere)
    return judge_order(order, said, facts)


@lru_cache(maxsize=8192)
def _answered(read: tuple[object, ...], possible: Possible) -> Resolution:
    facts = Facts(**dict(zip(READ_BY_THE_TABLES, read, strict=True)))  # type: ignore[arg-type]  # read from Facts itself
    return resolve(with_relapse_interval(facts), possible)


def _resolved(facts: Facts, possible: Mapping[str, tuple[object, ...]]) -> Resolution:
    return _answered(_read(facts), _narrowed(possible))


def _narrowed(possible: Mapping[str, tuple[object, ...]]) -> Possible:
    return tuple(sorted(possible.items())) if possible else ()
