"""Conditions and allergies that a safety rule asks for (knowledge specification A.6.1)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from fhir_mappings.asserted import denies, leaves_open, of_a_relative
from fhir_mappings.codes import names
from fhir_mappings.drugs import ingredients
from fhir_mappings.elements import Json, coded, extensions, record, records, string, texts, value_of
from fhir_mappings.remembered import per_concept
from fhir_mappings.standing import Standing, ended, is_final, is_void, verified
from fhir_mappings.when import began, observed, read_date
from fhir_mappings.words import folded, words
from treatment_history.agents import DrugClass, agent_named
from treatment_history.answer import Answer
from treatment_history.findings import Comorbidity, Finding
from treatment_history.record import Excluded

if TYPE_CHECKING:
    from fhir_mappings.chart import Chart, Entry
    from fhir_mappings.findings_read import Reading
    from fhir_mappings.words import Names

C = Comorbidity
KINDS: dict[str, Comorbidity] = {
    "condition.heart_failure": C.HEART_FAILURE,
    "condition.hypertension": C.HYPERTENSION,
    "condition.diabetes": C.DIABETES,
    "condition.ild": C.ILD,
    "condition.peripheral_neuropathy": C.NEUROPATHY,
    "condition.pregnancy": C.PREGNANCY,
    "value.pregnant": C.PREGNANCY,
    **dict.fromkeys(
        (
            "condition.ischaemic_heart_disease",
            "condition.myocardial_infarction",
            "condition.atrial_fibrillation",
            "condition.cardiomyopathy",
            "condition.cardiomyopathy.drug_induced",
            "condition.cardiovascular_disease",
            "condition.cerebrovascular",
            "condition.lv_systolic_dysfunction",
            "condition.lv_systolic_dysfunction.moderate_severe",
            "adverse_effect.cardiotoxicity",
        ),
        C.CARDIOVASCULAR,
    ),
}
_GRADE = re.compile(r"\b(?:grade|grado|grad|ctcae|g) ?:? ?([1-5])\b")
_NOT_NOW = frozenset({"family", "familiar", "familiares", "screening", "risk", "riesgo", "sospecha", "suspected"})
_NOT_PREGNANT_NOW = frozenset(
    {"desire", "wish", "deseo", "planning", "induced", "after", "postpartum", "ectopic", "ectopico", "previous",
     "prior", "past", "history", "antecedentes", "previo", "negative", "negativo", "negativa", "contraception",
     "prevention"}
)  # fmt: skip
_PREGNANCY_QUESTIONS = ("obs.pregnancy_status",)


@cache
def _names() -> Names:
    return names(*(concept for concept in KINDS), "not_a_rule_condition")


def read_comorbidity(entry: Entry, _chart: Chart) -> list[Reading]:
    """The comorbidities that a Condition states, or whose absence it states by being refuted."""
    kinds = _kinds(record(entry.body.get("code")))
    if not kinds:
        return []
    standing = verified(entry.body)
    if standing is Standing.ERROR:
        return [Excluded(entry.reference, "entered-in-error")]
    present = {Standing.HOLDS: Answer.YES, Standing.DOUBTFUL: Answer.UNKNOWN, Standing.REFUTED: Answer.NO}[standing]
    over = ended(entry.body)
    active = Answer.UNKNOWN if over is None else (Answer.NO if over else Answer.YES)
    return [Finding(entry.reference, kind, began(entry.body), present, active, _grade(entry.body)) for kind in kinds]


def names_comorbidity(concept: Json) -> bool:
    """Whether a code or its text names a comorbidity that a rule asks for."""
    return bool(_kinds(concept))


@per_concept
def _kinds(concept: Json) -> tuple[Comorbidity, ...]:
    by_code = {KINDS[name] for name in _stated_names(coded(concept)) if name in KINDS}
    if by_code:
        return tuple(sorted(by_code, key=lambda kind: kind.value))
    by_text: set[Comorbidity] = set()
    for text in texts(concept):
        said = set(words(text))
        if not (_NOT_NOW & said or denies(text) or leaves_open(text) or of_a_relative(text)):
            named = {KINDS[name] for name in _names().concepts(text) if name in KINDS}
            by_text |= named - ({C.PREGNANCY} if _NOT_PREGNANT_NOW & said else set())
    return tuple(sorted(by_text, key=lambda kind: kind.value))


def _stated_names(found: frozenset[str]) -> frozenset[str]:
    # the pregnancy finding sits in the tables as a stop reason and as a value; a Condition of it is a pregnancy
    return found | ({"condition.pregnancy"} if found & {"stop_reason.pregnancy", "value.pregnant"} else frozenset())


def _grade(body: Json) -> int | None:
    """The CTCAE grade where the record states it: in severity, stage, an extension, or the text."""
    concepts = [record(body.get("severity")), record(body.get("code"))]
    concepts += [record(stage.get("summary")) for stage in records(body.get("stage"))]
    for extension in extensions(body, "grade"):
        value = value_of(extension)
        if value and isinstance(value[1], int) and not isinstance(value[1], bool):
            return value[1] if 1 <= value[1] <= 5 else None  # noqa: PLR2004  # CTCAE grades
        concepts += [record(value[1])] if value else []
    notes = [string(note.get("text")) for note in records(body.get("note"))]
    said = [text for concept in concepts for text in texts(concept)] + notes
    grades = {int(match.group(1)) for text in said for match in [_GRADE.search(folded(text))] if match}
    return max(grades) if grades else None


def asks_about_pregnancy(body: Json) -> bool:
    """Whether an Observation states pregnancy or its absence."""
    concept = body.get("code")
    answered = value_of(body)
    if answered and coded(answered[1]) & {"value.pregnant", "value.not_pregnant"}:
        return True
    return any(
        name.startswith(_PREGNANCY_QUESTIONS) for text in texts(concept) for name in _pregnancy_names().whole(text)
    )


@cache
def _pregnancy_names() -> Names:
    return names("obs.pregnancy_status")


def read_pregnancy(entry: Entry, _chart: Chart) -> list[Reading]:
    """Pregnancy status from an Observation."""
    if is_void(entry.body) or not is_final(entry.body):
        return [Excluded(entry.reference, "status-not-final")]
    value = value_of(entry.body)
    found = coded(value[1]) if value else frozenset()
    if value and value[0] == "valueBoolean":
        present = Answer.YES if value[1] is True else Answer.NO
    elif "value.not_pregnant" in found or found & {"value.negative", "value.not_detected"}:
        present = Answer.NO
    elif found & {"value.pregnant", "value.positive", "value.detected"}:
        present = Answer.YES
    else:
        return [Excluded(entry.reference, "not-assessed")]
    return [Finding(entry.reference, C.PREGNANCY, observed(entry.body), present, present)]


def read_allergy(entry: Entry, _chart: Chart) -> list[Reading]:
    """An allergy or intolerance to a taxane."""
    substances = [record(entry.body.get("code"))]
    substances += [record(reaction.get("substance")) for reaction in records(entry.body.get("reaction"))]
    named = {agent for substance in substances if substance for agent in ingredients((substance,)).agents}
    if not any(agent_named(agent).drug_class is DrugClass.TAXANE for agent in named) and not _taxane_class(substances):
        return []
    standing = verified(entry.body)
    if standing is Standing.ERROR:
        return [Excluded(entry.reference, "entered-in-error")]
    present = {Standing.HOLDS: Answer.YES, Standing.DOUBTFUL: Answer.UNKNOWN, Standing.REFUTED: Answer.NO}[standing]
    if present is Answer.YES and any(leaves_open(text) for substance in substances for text in texts(substance)):
        present = Answer.UNKNOWN
    over = ended(entry.body)
    date = began(entry.body) or read_date(entry.body.get("recordedDate"))
    active = Answer.UNKNOWN if over is None else (Answer.NO if over else Answer.YES)
    return [Finding(entry.reference, C.TAXANE_INTOLERANCE, date, present, active)]


def _taxane_class(substances: list[Json]) -> bool:
    if any("drugclass.taxane" in coded(substance) for substance in substances):
        return True
    said = {word for substance in substances for text in texts(substance) for word in words(text)}
    return bool(said & {"taxane", "taxanes", "taxano", "taxanos"}) and not said & {"no", "not", "sin"}
