"""Stage groups and M categories, whatever the edition, code system or notation."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from fhir_mappings.asserted import denies, leaves_open
from fhir_mappings.codes import names
from fhir_mappings.elements import Json, coded, codings, label, string, texts, value_of
from fhir_mappings.remembered import per_concept
from fhir_mappings.standing import is_final, is_void
from fhir_mappings.tumor_markers import of_another_tumour
from fhir_mappings.when import observed
from fhir_mappings.words import folded, words
from treatment_history.answer import Answer
from treatment_history.findings import Stage
from treatment_history.record import Excluded, Gap, Query

if TYPE_CHECKING:
    from fhir_mappings.chart import Chart, Entry
    from fhir_mappings.findings_read import Reading
    from fhir_mappings.words import Names
    from treatment_history.dates import PartialDate

_GROUP = re.compile(r"^(?:[cpyra]{0,2} ?)(0|iv|iii|ii|i|[1-4])(?:is|[abcs][0-9]?)?$")
_GROUP_IN_WORDS = re.compile(
    r"(?:stage|estadio|stadium|stadio)(?: group)?:? (?:[cpyra]{1,2})?(0|iv|iii|ii|i|[1-4])(?:is|[abcs][0-9]?)?\b"
)
_M = re.compile(r"(?:\b|(?<=n[0-3x])|(?<=n[0-3][a-c]))[cpyra]{0,2}m([01])(?:[abc]|\(i\+\))?(?![a-z0-9])")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_LOCALLY_ADVANCED, _DISTANT = 3, 4
_TNM_IN_WORDS = (("tnm",), ("tnm", "stage"), ("tnm", "category"), ("estadio", "tnm"), ("clasificacion", "tnm"))
_QUESTIONS = ("obs.stage_group", "obs.tnm.stage_group", "obs.tnm.m")


@cache
def _names() -> Names:
    return names("obs.stage_group")


def asks_about_stage(body: Json) -> bool:
    """Whether an Observation asks for a stage group or an M category."""
    return _asks(body.get("code"))


@per_concept
def _asks(concept: Json) -> bool:
    found = coded(concept)
    if found:
        return any(name.startswith(_QUESTIONS) for name in found)
    return any(_names().whole(text) or words(text) in _TNM_IN_WORDS for text in texts(concept))


def read_stage(entry: Entry, chart: Chart) -> list[Reading]:
    """The stage that an Observation states for the breast cancer."""
    if is_void(entry.body):
        return [Excluded(entry.reference, string(entry.body.get("status")))]
    if not is_final(entry.body):
        return [Excluded(entry.reference, "status-not-final")]
    if of_another_tumour(entry.body, chart):
        return [Excluded(entry.reference, "other-cancer")]
    value = value_of(entry.body)
    concept = value[1] if value and isinstance(value[1], dict) else {"text": string(value[1]) if value else ""}
    stage = stage_of(entry.reference, concept, observed(entry.body))
    if stage is not None:
        return [stage]
    if (
        any(
            string(coding.get("code")) in ("not-applicable", "unknown", "MX", "cMX", "pMX")
            for coding in codings(concept)
        )
        or value is None
    ):
        return []
    return [Gap(entry.reference, "stage not understood", Query.OBSERVATIONS)]


def stage_of(reference: str, concept: Json, date: PartialDate | None) -> Stage | None:
    """The stage that a coded or written value names."""
    told = _told(concept)
    return Stage(reference, date, *told, label(concept)) if told else None


@per_concept
def _told(concept: Json) -> tuple[Answer, Answer] | None:
    """Whether a value says that the disease is distant, and locally advanced."""
    group = _group(concept)
    if group is not None:
        distant = Answer.YES if group == _DISTANT else Answer.NO
        advanced = Answer.UNKNOWN if group == _DISTANT else (Answer.YES if group == _LOCALLY_ADVANCED else Answer.NO)
        return distant, advanced
    spread = _m_category(concept)
    return None if spread is None else (spread, Answer.UNKNOWN)


def _group(concept: Json) -> int | None:
    found = {int(name.removeprefix("value.stage.")) for name in coded(concept) if name.startswith("value.stage.")}
    if len(found) == 1:
        return found.pop()
    return next((group for group in map(_group_in, _asserted(concept)) if group is not None), None)


def _asserted(concept: Json) -> list[str]:
    """The codes and texts of a value, without the texts that deny or leave open what they name."""
    said = [text for text in texts(concept) if not denies(text) and not leaves_open(text)]
    return [*said, *(string(coding.get("code")) for coding in codings(concept))]


def _group_in(text: str) -> int | None:
    plain = folded(text).strip()
    match = _GROUP.match(plain) or _GROUP_IN_WORDS.search(plain)
    if match is None:
        return None
    numeral = match.group(1)
    return _ROMAN.get(numeral) if numeral in _ROMAN else int(numeral)


def _m_category(concept: Json) -> Answer | None:
    found = coded(concept)
    if "value.m_category.m1" in found:
        return Answer.YES
    if "value.m_category.m0" in found:
        return Answer.NO
    for text in _asserted(concept):
        match = _M.search(folded(text))
        if match:
            return Answer.YES if match.group(1) == "1" else Answer.NO
    return None
