"""The chart says what the record says, in both languages, and finds words for every name that a record can bring."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from contract.wire import Wire

from cards.ehr_words import ehr_words
from cards.wording import chart_labels
from cards.wording.language import Language
from cards.wording.voice import Voice
from service.demo import demo_patients
from treatment_history.findings import Cancer, Comorbidity
from treatment_history.history import EarlyKind, EndReason

WIRE = Wire()


def chart(patient: str, language: str = "en") -> str:
    answer = WIRE.get(f"/demo/patients/{patient}/chart?language={language}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.partition('id="orders"')[0]))


def test_every_name_that_a_record_can_bring_has_its_words() -> None:
    assert {one.name for one in Cancer} == chart_labels.CANCERS.keys()
    assert {one.name for one in Comorbidity} == chart_labels.COMORBIDITIES.keys()
    assert {one.name for one in EarlyKind} == chart_labels.EARLY_KINDS.keys()
    assert {one.name for one in EndReason} == chart_labels.END_REASONS.keys()


@pytest.mark.parametrize(
    ("patient", "language"),
    [*((patient, "en") for patient in demo_patients()), ("demo-two", "es"), ("real-early", "es")],
)
def test_every_chart_of_the_demo_opens(patient: str, language: str) -> None:
    shown = chart(patient, language)

    assert ("Diagnosis and stage" if language == "en" else "Diagnóstico y estadio") in shown
    assert demo_patients()[patient].as_of in shown


def test_the_chart_tells_lines_with_their_response_and_their_end() -> None:
    shown = chart("demo-one")

    assert "2014-09-22 to 2015-06-28 Line 1: pertuzumab + trastuzumab + docetaxel" in shown
    assert "best response: partial response · ended: progression" in shown
    assert "since 2015-06-29 Line 2: trastuzumab + capecitabine" in shown


def test_what_the_record_does_not_say_is_not_known() -> None:
    assert "Brain metastases Not known" in chart("demo-six")
    assert "Metástasis cerebrales No se conoce" in chart("demo-six", "es")


def test_therapy_before_metastases_stands_beside_the_lines() -> None:
    assert re.search(r"(Before|After|Around) surgery: [a-z +]*trastuzumab", chart("demo-eleven"))


def test_an_order_is_written_with_codes_and_without_a_dose() -> None:
    draft = WIRE.get("/demo/patients/demo-one/drafts/trastuzumab%20emtansine").json()

    assert draft["status"] == "draft"
    assert draft["intent"] == "order"
    assert "702836004" in {coding["code"] for coding in draft["medicationCodeableConcept"]["coding"]}
    assert "dosageInstruction" not in draft


def test_an_order_to_stop_says_so() -> None:
    assert WIRE.get("/demo/patients/demo-eight/drafts/trastuzumab?stop=yes").json()["status"] == "stopped"


@pytest.mark.parametrize("path", ["demo-one/drafts/aspirin", "nobody/drafts/trastuzumab", "nobody/chart"])
def test_unknown_drugs_and_patients_are_404(path: str) -> None:
    assert WIRE.get(f"/demo/patients/{path}").status_code == 404


def test_every_word_is_used_and_every_page_and_script_finds_its_words() -> None:
    web = files("service") / "web"
    pages = [one for one in web.iterdir() if one.name.endswith(".html") and "w." in one.read_text(encoding="utf-8")]
    scripts = [one for one in web.iterdir() if one.name.startswith("demo-") and one.name.endswith(".js")]
    used = {word for one in pages for word in re.findall(r"\bw\.(\w+)", one.read_text(encoding="utf-8"))}
    used |= {word for one in scripts for word in re.findall(r"\bwords\.(\w+)", one.read_text(encoding="utf-8"))}
    by_name = {"tab_chart", "tab_orders", "tab_calls", "tab_feedback", "on_chart", "on_orders", "on_sign"}
    by_name |= {"info", "warning", "critical"}

    assert used | by_name == ehr_words(Voice(Language.ENGLISH)).keys()


def test_every_story_is_told_in_spanish() -> None:
    for patient in demo_patients().values():
        assert patient.title not in WIRE.get("/demo?language=es").text, patient.id
