from __future__ import annotations

import base64
import hashlib
import html
import re

import pytest
from reasoning.pages import DAY, PRACTICE, page_of

from fhir_mappings.bundle import raw_from_bundle
from service.demo import as_stored, demo_patients
from service.reasoning.page import reasoning_page


def text(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("patient", demo_patients())
def test_every_demo_patient_has_a_page_that_loads_nothing_from_elsewhere(patient: str, language: str) -> None:
    page = page_of(patient, language=language)

    assert f'<html lang="{language}">' in page
    assert set(re.findall(r'(?:src|href|action)="([^"#/]?)', page)) <= {"", "d"}  # own paths, fragments, "data:,"
    assert re.findall(r"<style|<script>| style=| on\w+=", page) == []
    assert "Spanish" in page or "español" in page


def test_the_answer_says_who_and_when_and_that_it_was_overtaken() -> None:
    said = text(page_of("demo-one"))

    assert "In 2016 the Spanish panel named T-DM1 first; it also named lapatinib + trastuzumab." in said
    assert "Later evidence has overtaken part of this" in said
    assert "Since 2016: T-DM1's survival benefit" in said
    assert "Demo Patient One" in said
    assert "Not a certified medical device" in said


def test_the_path_names_each_question_with_its_answer_and_where_other_answers_lead() -> None:
    said = text(page_of("demo-one"))

    assert "Brain metastases None" in said
    assert "present beyond second line with brain metastases: lapatinib + chemotherapy" in said
    assert "This leads to Beyond second line, T-DM1 not given yet T4.12" in said


def test_the_evidence_stands_in_a_table_with_the_paper_s_figures() -> None:
    said = text(page_of("demo-one"))

    assert "TH3RESA [34] T-DM1 : physician's choice PFS" in said
    assert "0.53 (0.42\u20130.66)" in said


def test_a_missing_fact_is_asked_for_and_nothing_is_advised() -> None:
    page = page_of("demo-six")

    assert "Nothing is advised yet: what the 2016 Spanish panel says depends on brain metastases." in text(page)
    assert 'class="choice"' not in page
    assert '<select name="brain_mets">' in page


def test_an_answer_changes_the_page_at_once_and_is_marked_as_not_in_the_record() -> None:
    page = page_of("demo-six", {"brain_mets": "none", "brain_mets-on": "2016-05-12"})
    said = text(page)

    assert "named T-DM1 first" in said
    assert "Your answers, not in the record: Brain metastases, 2016-05-12: none" in said
    assert "By the record alone Still open, asks for brain metastases" in said
    assert "With your answers Beyond second line, T-DM1 not given yet: T-DM1 / lapatinib + trastuzumab" in said
    assert "Brain metastases None your answer, not in the record" in said
    assert "completed by your answers" in said


def test_an_answer_to_what_the_record_holds_is_refused_and_said() -> None:
    said = text(page_of("demo-one", {"brain_mets": "present", "age_years": "12"}))

    assert "named T-DM1 first" in said
    assert "Not applied, because the record holds a value or the answer is not possible: Brain metastases" in said


def test_a_contradictory_record_names_what_contradicts_and_is_not_sure() -> None:
    record = as_stored(demo_patients()["demo-one"].record())
    result = next(one["resource"] for one in record["entry"] if one["resource"]["id"] == "demo-one-her2")
    negative = {"coding": [{"system": "http://loinc.org", "code": "LA6577-6", "display": "Negative"}]}
    record["entry"].append({"resource": result | {"id": "demo-one-her2-again", "valueCodeableConcept": negative}})

    page = reasoning_page(raw_from_bundle(record), DAY, PRACTICE, {}, answer_url="", resource_url="/r")

    assert "Nothing is advised yet: what the 2016 Spanish panel says depends on HER2 status." in text(page)
    assert "contradictory in places" in text(page)
    assert 'href="/r/Observation/demo-one-her2-again"' in page.partition('class="contradictions"')[2]


@pytest.mark.parametrize(
    ("patient", "says"),
    [
        ("demo-nine", "The 2016 Spanish panel gives no option here: HER2 not positive: not covered."),
        ("demo-ten", "The 2016 Spanish panel gives no option here: early disease: not covered."),
        ("real-lung-cancer", "The record holds no breast cancer: the 2016 Spanish panel is not applied."),
    ],
)
def test_what_the_panel_does_not_cover_is_said_first(patient: str, says: str) -> None:
    page = page_of(patient)

    assert says in text(page)
    assert 'class="choice"' not in page


def test_the_file_for_offline_reading_needs_no_script_and_allows_its_own_style_alone() -> None:
    page = page_of("demo-six", self_contained=True, resource_url=None, answer_url="")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()

    assert f"style-src &#39;sha256-{digest}&#39;" in page
    assert "<script" not in page
    assert "<form" not in page
    assert '<pre tabindex="0">{\n' in html.unescape(page)


def test_a_mark_leads_to_its_words_and_these_to_the_resource() -> None:
    page = page_of("demo-two")
    marks = set(re.findall(r'data-entries="([^"]+)"', page))

    assert marks
    for entry in {one for mark in marks for one in mark.split()}:
        words = re.search(rf'<li id="{entry}".*?</li>', page, re.DOTALL)
        assert words
        assert 'href="/resources/' in words[0] or "early" in words[0].lower() or "before" in words[0]


def test_a_patient_without_a_name_in_the_record_has_none_on_the_page() -> None:
    record = as_stored(demo_patients()["demo-one"].record())
    for entry in record["entry"]:
        entry["resource"].pop("name", None)

    page = reasoning_page(raw_from_bundle(record), DAY, PRACTICE, {}, answer_url="", resource_url="/r")

    assert "Name not in the record" in page
    assert "Demo Patient" not in page
