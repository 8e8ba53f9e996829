"""The evidence table and the page speak both languages."""

from __future__ import annotations

import ast
import re
from importlib.resources import files
from random import Random

import pytest
from mutation.charts import Chart, answered, called, charts
from mutation.mutators import mutated

from cards import unread
from cards.reasoning.words import words
from cards.wording import labels, spanish, timeline_labels
from cards.wording.gap_labels import GAPS
from cards.wording.language import Language
from cards.wording.voice import Voice
from consensus.currency import Standing
from consensus.evidence import EVIDENCE
from consensus.tables import TABLES
from service.errors import CannotAnswerError
from treatment_history.findings import MarkerResult, Method
from treatment_history.record import Response, Site


def test_every_word_of_the_evidence_has_its_spanish_and_none_is_left_over() -> None:
    said = {
        text
        for row in EVIDENCE.values()
        for text in (row.finding, *(arm.treatment for arm in row.arms), *(one.note for one in row.results))
        if text
    }

    assert said == spanish.EVIDENCE.keys()


def test_evidence_has_the_same_figures_in_both_languages() -> None:
    for english, in_spanish in spanish.EVIDENCE.items():
        assert re.findall(r"\d+", english) == re.findall(r"\d+", in_spanish)


def test_every_name_that_a_record_can_bring_has_its_words() -> None:
    assert {site.name for site in Site} == timeline_labels.SITES.keys()
    assert {response.name for response in Response} == timeline_labels.RESPONSES.keys()
    assert {result.name for result in MarkerResult} == timeline_labels.MARKER_RESULTS.keys()
    assert {method.name for method in Method} == timeline_labels.METHODS.keys()
    assert {standing.name for standing in Standing} == labels.STANDINGS.keys()
    assert {table.id for table in TABLES} == labels.TABLES.keys()


def test_every_reason_that_the_mapping_gives_has_its_words() -> None:
    given = set()
    for path in files("fhir_mappings").iterdir():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if path.name.endswith(".py") else ():
            given |= {value.value for value in _reasons(node) if isinstance(value, ast.Constant)}

    assert given
    assert {str(reason) for reason in given} - GAPS.keys() == set()


def _reasons(node: ast.AST) -> list[ast.expr]:
    """Where a reason is written: the second argument of a Gap, the gap of a drug, the second value of a pair."""
    match node:
        case ast.Call(func=ast.Name("Gap"), args=[_, reason, *_]):
            return [reason]
        case ast.Call(func=ast.Name("Ingredients"), keywords=keywords):
            return [part for each in keywords if each.arg == "gap" for part in _branches(each.value)]
        case ast.Return(value=ast.Tuple([ast.Attribute(ast.Name("Completeness"), "FAILED" | "TRUNCATED"), reason])):
            return [reason]
        case _:
            return []


def _branches(value: ast.expr) -> list[ast.expr]:
    return [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]


@pytest.mark.parametrize("chart", charts(), ids=lambda chart: chart.name)
def test_every_reason_is_said_in_spanish_however_a_record_is_spoilt(chart: Chart) -> None:
    for seed in range(4):
        sent = called(chart, mutated(chart.fresh(), Random(seed), 6))  # noqa: S311 - the same records every time
        try:
            consult = answered(chart, sent).consult
        except CannotAnswerError:
            continue

        assert {gap.reason for gap in unread.gaps(consult)} - GAPS.keys() == set()


def test_every_word_is_used_by_a_template_and_every_template_finds_its_words() -> None:
    templates = files("service") / "reasoning"
    written = "".join(
        (templates / name).read_text(encoding="utf-8") for name in ("page.html", "parts.html", "sheet.html")
    )
    used = set(re.findall(r"\bw\.(\w+)", written))
    by_name = {"known", "answered", "likely", "open"} | {
        f"tone_{name}" for name in ("advice", "likely", "open", "outside", "contradiction")
    }

    assert used | by_name == words(Voice(Language.ENGLISH)).keys()
