"""Which agents were given: none only if everything was read and understood."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from establish.builders import exposures, fact, history

from consensus.establish import Established, establish
from consensus.facts import Given, LapatinibGiven
from treatment_history.answer import Answer
from treatment_history.history import Exposed

EARLY, ADVANCED, UNDATED = Exposed.EARLY, Exposed.ADVANCED, Exposed.UNDATED
SOMEWHERE, POSSIBLE = Exposed.UNKNOWN_SETTING, Exposed.POSSIBLE


def given(where: tuple[Exposed, ...], *, complete: bool = True, **others: tuple[Exposed, ...]) -> Established:
    """T-DM1, pertuzumab, lapatinib, trastuzumab, docetaxel and T-DXd, each given there."""
    names = ("trastuzumab_emtansine", "pertuzumab", "lapatinib", "trastuzumab", "docetaxel", "trastuzumab_deruxtecan")
    seen = exposures(**dict.fromkeys(names, where), **others) if where else exposures(**others)
    return establish(history(exposures=seen, history_complete=complete))


@pytest.mark.parametrize(
    ("where", "complete", "expected", "lapatinib", "anywhere"),
    [
        ((), True, "none", "none", "no"),
        ((), False, "unknown", "unknown", "unknown"),
        ((ADVANCED,), True, "metastatic", "metastatic", "yes"),
        ((ADVANCED,), False, "metastatic", "metastatic", "yes"),
        ((EARLY, ADVANCED), True, "metastatic", "metastatic", "yes"),
        ((EARLY,), True, "adjuvant_only", "unknown", "yes"),
        ((EARLY,), False, "unknown", "unknown", "yes"),
        ((EARLY, POSSIBLE), True, "unknown", "unknown", "yes"),
        ((EARLY, UNDATED), True, "unknown", "unknown", "yes"),
        ((UNDATED,), True, "unknown", "unknown", "yes"),
        ((SOMEWHERE,), True, "unknown", "unknown", "yes"),
        ((POSSIBLE,), True, "unknown", "unknown", "unknown"),
    ],
)
def test_exposure_by_where_an_agent_was_given(
    where: tuple[Exposed, ...], *, complete: bool, expected: str, lapatinib: str, anywhere: str
) -> None:
    facts = given(where, complete=complete).facts

    assert facts.tdm1_exposure.value == expected
    assert facts.pertuzumab_exposure.value == expected
    assert facts.lapatinib_exposure.value == lapatinib
    assert facts.prior_trastuzumab.value == anywhere
    assert facts.prior_taxane.value == anywhere
    assert facts.post2016_agent_exposure.value == anywhere


def test_a_conjugate_is_not_the_antibody() -> None:
    established = establish(history(exposures=exposures(trastuzumab_emtansine=(ADVANCED,), nab=(ADVANCED,))))

    assert established.facts.tdm1_exposure is Given.METASTATIC
    only_conjugate = establish(history(exposures=exposures(trastuzumab_emtansine=(ADVANCED,))))
    assert only_conjugate.facts.prior_trastuzumab is Answer.NO


@pytest.mark.parametrize("name", ["anti-HER2 agent not named", "some antineoplastic"])
def test_an_agent_that_could_not_be_identified_may_have_been_any(name: str) -> None:
    established = establish(history(exposures=exposures(**{name: (ADVANCED,)})))

    facts = established.facts
    assert facts.tdm1_exposure is Given.UNKNOWN
    assert facts.lapatinib_exposure is LapatinibGiven.UNKNOWN
    assert facts.prior_trastuzumab is facts.prior_taxane is facts.post2016_agent_exposure is Answer.UNKNOWN
    assert f"An agent could not be identified: {name}" in fact(established, "tdm1_exposure")[1]
    assert fact(established, "tdm1_exposure")[2] == (
        "whether trastuzumab emtansine was ever given, and for which setting",
    )


def test_given_at_an_unknown_time_narrows_the_question() -> None:
    established = given((UNDATED,))

    assert established.possible["tdm1_exposure"] == (Given.METASTATIC, Given.ADJUVANT_ONLY)


def test_forgetting_a_part_of_an_exposure_only_weakens() -> None:
    """Walked over all sets of settings: removing one never turns metastatic into none or the reverse."""
    every = (EARLY, ADVANCED, UNDATED, SOMEWHERE, POSSIBLE)
    subsets = chain.from_iterable(combinations(every, size) for size in range(1, 6))
    for where in subsets:
        full = given(where).facts
        for lost in where:
            left = tuple(place for place in where if place is not lost)
            weaker = given(left, complete=False).facts  # what was lost is no longer proven absent
            assert weaker.tdm1_exposure in {full.tdm1_exposure, Given.UNKNOWN}
            assert weaker.lapatinib_exposure in {full.lapatinib_exposure, LapatinibGiven.UNKNOWN}
            assert weaker.prior_trastuzumab in {full.prior_trastuzumab, Answer.UNKNOWN}
