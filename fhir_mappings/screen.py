"""The sieve: what of a record any reader would look at. Cheap, and passed by most of a real chart's bulk.

It may pass over a resource only if every reader would say nothing of it, or only that it is left out. Its questions
are therefore the readers' own, asked about the code alone and remembered per code; a resource with any further member
that a reader might weigh is read (`glance.py`). A test compares with reading everything.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fhir_mappings.cancers import names_cancer
from fhir_mappings.comorbidities import names_comorbidity
from fhir_mappings.drugs import ingredients
from fhir_mappings.elements import record
from fhir_mappings.explicit_lines import numbers_a_line
from fhir_mappings.glance import SeenCondition, SeenObservation, SeenProcedure
from fhir_mappings.observations import is_question, is_telling_answer, is_telling_text
from fhir_mappings.procedures import names_treatment
from fhir_mappings.strict_json import InvalidJsonError, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from fhir_mappings.glance import Seen, SeenMedication

MEDICATIONS = frozenset({"MedicationStatement", "MedicationRequest", "MedicationAdministration", "MedicationDispense"})
READ = frozenset(
    {
        *MEDICATIONS,
        "MedicationOrder",  # only to say that DSTU2 is not supported
        "Patient",
        "Condition",
        "Observation",
        "Procedure",
        "AllergyIntolerance",
        "EpisodeOfCare",
        "CarePlan",
        "List",
    }
)
"""The resource types that a reader looks at; the others only serve as targets of references."""

PASSED_OVER = ""
"""The verdict on a resource of which no reader would say anything."""

_LONGEST = 2048  # what codes and names need; a longer one is read rather than remembered
_MOST = 8192


def verdict(seen: Seen) -> str | None:
    """What every reader would say of a resource: nothing, or why it is left out. None if it has to be read."""
    if seen.odd:
        return None
    try:
        if isinstance(seen, SeenObservation):
            return _of_observation(seen)
        if isinstance(seen, SeenCondition):
            return None if _known(bytes(seen.code), _names_condition) else PASSED_OVER
        if isinstance(seen, SeenProcedure):
            return None if _known(bytes(seen.code), _names_procedure) else PASSED_OVER
        return _of_medication(seen)
    except InvalidJsonError:
        return None  # reading it will say what is wrong


def _of_observation(seen: SeenObservation) -> str | None:
    asked = (
        seen.component
        or _known(bytes(seen.code), is_question)
        or (seen.value_codeable_concept and _known(bytes(seen.value_codeable_concept), is_telling_answer))
        or (seen.value_string and is_telling_text(parse(bytes(seen.value_string))))
    )
    return None if asked else PASSED_OVER


def _of_medication(seen: SeenMedication) -> str | None:
    """A drug that is known not to treat cancer; one that cannot be told is read."""
    written = bytes(seen.medication_codeable_concept)
    return (_left_out(written) or None) if len(written) <= _LONGEST else None


@lru_cache(maxsize=_MOST)
def _left_out(written: bytes) -> str:
    concept = _value(written)
    return ingredients((concept,)).why_not if isinstance(concept, dict) and concept else ""


def _known(written: bytes, asks: Callable[[object], bool]) -> bool:
    """The answer of a reader's own question about a code, asked once for each way in which it is written."""
    return _asked(written, asks) if len(written) <= _LONGEST else True


@lru_cache(maxsize=_MOST)
def _asked(written: bytes, asks: Callable[[object], bool]) -> bool:
    return asks(_value(written))


def _value(written: bytes) -> Any:
    return parse(written) if written else None


def _names_condition(code: object) -> bool:
    concept = record(code)
    return names_cancer(concept) or names_comorbidity(concept)


def _names_procedure(code: object) -> bool:
    concept = record(code)
    return names_treatment(concept) or numbers_a_line(concept)
