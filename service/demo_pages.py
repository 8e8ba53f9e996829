"""The pages of the demo EHR: patients, one chart with orders and cards, the resources of a record. Demo mode only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool

from cards.ehr_words import ehr_words
from cards.wording import timeline_labels
from cards.wording.language import Language
from cards.wording.voice import Voice
from fhir_mappings.bundle import raw_from_bundle
from fhir_mappings.named_patient import patient_name
from fhir_mappings.references import reference_of
from fhir_mappings.suggestions import Intent, UnknownAgentError, medication_request
from service.answering import record_of
from service.consult import consultation, understand
from service.demo import DemoPatient, as_stored, demo_patient, demo_patients, demo_request
from service.discovery import SERVICES
from service.errors import CannotAnswerError, Problem, json_response
from service.hook_requests import Hook, read_hook_request
from service.pages import page
from service.practice import in_language, preferred_language
from treatment_history.agents import AGENTS, ANTI_HER2_NOT_NAMED, Family

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

    from cards.chart import Chart
    from fhir_mappings.raw import RawRecord
    from service.consult import Practice

_ORDERABLE = (Family.ANTI_HER2, Family.CYTOTOXIC, Family.ENDOCRINE, Family.TARGETED)


@dataclass(frozen=True, slots=True)
class DemoPages:
    """Answers for a site's practice; `today` is the day of the patients whose story has no day of its own."""

    practice: Practice
    today: Callable[[], date]

    async def patients(self, request: Request) -> Response:
        """Every patient of the demo, by the origin of the record."""
        voice = self._voice(request)
        listed = [(patient, _named(patient.id), *_told(patient, voice)) for patient in demo_patients().values()]
        groups = [(invented, list(rows)) for invented, rows in groupby(listed, lambda row: row[0].is_invented)]
        return page("demo.html", **_common(voice, "/demo"), groups=groups)

    async def chart(self, request: Request) -> Response:
        """One patient: what the record says, and beside it orders, cards, calls and feedback."""
        patient, voice = demo_patient(request.path_params["id"]), self._voice(request)
        chart = await run_in_threadpool(self._chart, patient, voice)
        title, expect = _told(patient, voice)
        return page(
            "chart.html",
            **_common(voice, f"/demo/patients/{patient.id}/chart"),
            patient=patient,
            title=title,
            expect=expect,
            chart=chart,
            sets=[(list(order), voice.agents(order)) for order in patient.orders],
            stops=(list(patient.stops), voice.agents(patient.stops)),
            setup=_setup(patient, voice),
        )

    async def resources(self, request: Request) -> Response:
        """Every resource of the record, by type, each a link to its JSON."""
        patient, voice = demo_patient(request.path_params["id"]), self._voice(request)
        named = sorted((str(raw.resource["resourceType"]), reference_of(raw)) for raw in _record(patient.id).resources)
        kinds = [(kind, [reference for _, reference in rows]) for kind, rows in groupby(named, lambda row: row[0])]
        address = f"/demo/patients/{patient.id}/resources"
        return page("resources.html", **_common(voice, address), patient=patient, named=_named(patient.id), kinds=kinds)

    def _chart(self, patient: DemoPatient, voice: Voice) -> Chart:
        """What the service understands from the very request that the page will send."""
        from cards.chart import chart_of  # noqa: PLC0415 - a hook call needs no chart, and so does the start

        asked = read_hook_request(demo_request(patient, Hook.PATIENT_VIEW), Hook.PATIENT_VIEW)
        as_of = date.fromisoformat(patient.as_of) if patient.as_of else self.today()
        history, established = understand(record_of(asked), as_of, self.practice.site)
        return chart_of(consultation(asked, as_of, history, established), _named(patient.id), voice)

    def _voice(self, request: Request) -> Voice:
        wished = request.query_params.get("language") or preferred_language(request.headers.get("accept-language", ""))
        return Voice(in_language(self.practice, wished).presentation.language)


def add_demo_pages(app: FastAPI, practice: Practice, today: Callable[[], date]) -> None:
    """The pages, and the drafts that the order entry writes."""
    pages = DemoPages(practice, today)
    for path, answer in {
        "/demo": pages.patients,
        "/demo/patients/{id}/chart": pages.chart,
        "/demo/patients/{id}/resources": pages.resources,
        "/demo/patients/{id}/drafts/{agent}": _draft,
    }.items():
        app.add_route(path, answer, methods=["GET"])


async def _draft(request: Request) -> Response:
    """The order that the order entry writes for one drug: coded as the suggestions are; `?stop=yes` stops the drug."""
    patient_id = _record(demo_patient(request.path_params["id"]).id).patient_id
    try:
        draft = medication_request(request.path_params["agent"], patient_id=patient_id, intent=Intent.ORDER)
    except UnknownAgentError as error:
        raise CannotAnswerError(404, Problem("not-found", "no such drug in the agent table")) from error
    return json_response(draft | ({"status": "stopped"} if request.query_params.get("stop") == "yes" else {}))


def _common(voice: Voice, address: str) -> dict[str, Any]:
    other = Language.SPANISH if voice.language is Language.ENGLISH else Language.ENGLISH
    return {
        "w": ehr_words(voice),
        "language": voice.language.value,
        "other_url": f"{address}?language={other.value}",
    }


def _setup(patient: DemoPatient, voice: Voice) -> dict[str, Any]:
    """What the scripts of a chart need to know."""
    from cards.reasoning.bars import kind_of  # noqa: PLC0415 - as above

    drugs = [agent for agent in AGENTS.values() if agent.family in _ORDERABLE and agent != ANTI_HER2_NOT_NAMED]
    return {
        "patient": patient.id,
        "language": voice.language.value,
        "services": {service.hook.value: service.id for service in SERVICES.values()},
        "drugs": [
            {
                "name": drug.name,
                "shown": voice.agent(drug.name),
                "kind": voice.raw(timeline_labels.KINDS_OF_DRUG[kind_of(drug.name).name]),
            }
            for drug in drugs
        ],
        "words": ehr_words(voice),
    }


@cache
def _spanish() -> dict[str, dict[str, str]]:
    told = (files("service") / "demo_patients" / "spanish.json").read_text(encoding="utf-8")
    read: dict[str, dict[str, str]] = json.loads(told)
    return read


def _told(patient: DemoPatient, voice: Voice) -> tuple[str, str]:
    """Title of the story and what to look for, in the reader's language."""
    if voice.language is Language.SPANISH and patient.id in _spanish():
        return _spanish()[patient.id]["title"], _spanish()[patient.id]["expect"]
    return patient.title, patient.expect


@cache
def _record(patient: str) -> RawRecord:
    return raw_from_bundle(as_stored(demo_patients()[patient].record()))


def _named(patient: str) -> str:
    return patient_name(_record(patient))
