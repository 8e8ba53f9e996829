"""The reasoning page of one patient as HTML: for a launched app, for the demo, and as a file for offline reading."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup

from cards.consult import Consult
from cards.reasoning.answers import DAY, take
from cards.reasoning.page import page_of
from cards.reasoning.words import words
from cards.wording import timeline_labels
from cards.wording.voice import Voice
from consensus.algorithm import advise
from consensus.edition import EDITION
from fhir_mappings.named_patient import patient_name
from service.consult import likely_outcome, understand
from service.reasoning.drawing import draw
from service.reasoning.forest import WIDTH, axis, place, plotted
from service.reasoning.resources import shown_resources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from jinja2 import Environment

    from cards.reasoning.model import Page
    from consensus.establish import Established
    from fhir_mappings.raw import RawRecord
    from service.consult import Practice
    from treatment_history.history import TreatmentHistory

_REFERENCE = re.compile(r"[A-Za-z]{1,64}/[A-Za-z0-9.-]{1,64}")


def reasoning_page(  # noqa: PLR0913 - one argument for each thing that the three ways to the page differ in
    raw: RawRecord,
    as_of: date,
    practice: Practice,
    answers: Mapping[str, str],
    *,
    answer_url: str,
    self_contained: bool = False,
    resource_url: str | None = None,
    language_url: str | None = None,
) -> str:
    """The page as one HTML document.

    `answers` are facts and values that the clinician gave for this view; they are applied and kept nowhere. A form
    posts them to `answer_url`. `resource_url` is the base under which `Type/id` shows a resource; without it the
    resources that the page names stand at its end. `self_contained`: no script, no form, nothing is loaded.
    `language_url` leads to the page in the other language.
    """
    voice = Voice(practice.presentation.language)
    history, established = understand(raw, as_of, practice.site, practice.validation)
    taken = take(answers, established, as_of)
    before = _consult(raw, as_of, history, established)
    after = _consult(raw, as_of, history, taken.established)
    page = page_of(before, after, taken, patient_name(raw), voice)
    resources = () if resource_url else shown_resources(raw, _named(page))
    numbers = {one.reference: n for n, one in enumerate(resources, 1)}

    def address(reference: str) -> str:
        if resource_url and _REFERENCE.fullmatch(reference):
            return f"{resource_url}/{reference}"
        return f"#r{numbers[reference]}" if reference in numbers else ""

    style = (files("service") / "web" / "reasoning.css").read_text(encoding="utf-8")
    return (
        _templates()
        .get_template("page.html")
        .render(
            page=page,
            entries={one.id: one for one in page.timeline.entries},
            w=words(voice),
            kinds={name: voice.raw(said) for name, said in timeline_labels.KINDS_OF_DRUG.items()},
            drawings=(
                draw(page.timeline, name="wide", width=960, left=150),
                draw(page.timeline, name="narrow", width=372, left=0),
            ),
            sheet_drawing=draw(page.timeline, name="sheet", width=760, left=130),
            plots=plotted(page.options.trials) if page.options else (),
            axis=axis(),
            axis_width=WIDTH,
            one_place=place(1.0),
            edition=EDITION,
            address=address,
            resources=resources,
            answer_url=answer_url,
            day_suffix=DAY,
            self_contained=self_contained,
            style=Markup(style) if self_contained else "",  # noqa: S704 - our own style sheet, not a word of a record
            policy=_policy(style),
            language_url=language_url,
        )
    )


def _consult(raw: RawRecord, as_of: date, history: TreatmentHistory, established: Established) -> Consult:
    outcome = advise(established.facts, established.possible)
    return Consult(
        hook="reasoning",
        hook_instance=str(uuid5(NAMESPACE_URL, "her2-cds/reasoning")),
        as_of=as_of,
        patient_id=raw.patient_id,
        history=history,
        established=established,
        outcome=outcome,
        likely=likely_outcome(outcome, established),
    )


def _policy(style: str) -> str:
    """What a file opened offline may do: use the one style sheet inside it, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _named(page: Page) -> list[str]:
    """The references that the page shows, in the order of the page."""
    reads = [
        *(entry.read for entry in (*page.timeline.entries, *page.timeline.undated)),
        *(step.read for stage in (page.path.stages if page.path else ()) for step in stage.steps),
        *(one.read for one in page.doubt.contradictions),
        *(one.read for one in page.doubt.left_out),
    ]
    return list(dict.fromkeys(reference for read in reads for reference in read.references))


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - a hook call needs no page

    return Environment(
        loader=PackageLoader("service", "reasoning"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
