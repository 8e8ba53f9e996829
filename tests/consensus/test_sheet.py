"""docs/consensus.md is what the code prints."""

from __future__ import annotations

from consensus.catalogue import catalogue
from consensus.evidence import EVIDENCE
from consensus.explore import Beyond
from consensus.flags import FLAGS
from consensus.printed.situations import SECTIONS
from consensus.readings import OPEN_POINTS, OUR_CHOICES, QUESTIONS_FOR_REVIEWERS, READINGS
from consensus.safety import SAFETY_RULES
from consensus.statements import STATEMENTS
from consensus.tables import TABLES
from docs.print_consensus import PAGE, consensus_page


def test_the_committed_page_is_the_printed_one() -> None:
    assert PAGE.read_text(encoding="utf-8") == consensus_page(), "run: python -m docs.print_consensus"


def test_the_page_leaves_nothing_out() -> None:
    page = consensus_page()

    for code in (*STATEMENTS, *READINGS, *EVIDENCE, *FLAGS, *SAFETY_RULES, *catalogue()):
        assert code in page
    for sentence in (*OPEN_POINTS, *OUR_CHOICES, *QUESTIONS_FOR_REVIEWERS):
        assert sentence in page


def test_every_outcome_has_its_section() -> None:
    placed = [code for section in SECTIONS for code in section.outcomes]

    assert sorted(placed) == sorted(catalogue())


def test_each_table_begins_with_its_entrance() -> None:
    for table in TABLES:
        first = next(iter(table.paths()))[0][0][0]
        assert first == table.entrance, table.title


def test_a_table_goes_on_only_to_another_table() -> None:
    for table in TABLES:
        left = {said.fact for _, said in table.paths() if isinstance(said, Beyond)}
        assert left <= {other.entrance for other in TABLES} - {table.entrance} | {"prior_consecutive_her2_lines"}
