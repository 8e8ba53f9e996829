"""Which disease and which setting a therapy was given for, as far as the record itself says so."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from fhir_mappings.cancer_names import Named, cancer_named
from fhir_mappings.codes import names
from fhir_mappings.elements import Json, coded, listed, record, string, texts, value_of
from fhir_mappings.references import local, target
from fhir_mappings.remembered import per_concept
from fhir_mappings.words import words
from treatment_history.record import StatedSetting

if TYPE_CHECKING:
    from fhir_mappings.references import References
    from fhir_mappings.words import Names

SETTINGS = {
    "intent.neoadjuvant": StatedSetting.NEOADJUVANT,
    "intent.adjuvant": StatedSetting.ADJUVANT,
    "intent.metastatic": StatedSetting.METASTATIC,
    "intent.advanced": StatedSetting.METASTATIC,
    "setting.neoadjuvant": StatedSetting.NEOADJUVANT,
    "setting.adjuvant": StatedSetting.ADJUVANT,
    "setting.metastatic": StatedSetting.METASTATIC,
    "setting.neoadjuvant.text.es": StatedSetting.NEOADJUVANT,
    "setting.adjuvant.text.es": StatedSetting.ADJUVANT,
    "setting.advanced.text.es": StatedSetting.METASTATIC,
}
_BENIGN_USES = frozenset(
    {"arthritis", "artritis", "rheumatoid", "reumatoide", "psoriasis", "psoriatic", "lupus", "crohn", "transplant",
     "trasplante", "ectopic", "ectopico", "vasculitis", "endometriosis", "infertility", "uveitis"}
)  # fmt: skip


@cache
def _names() -> Names:
    return names("setting.")


def reasons(body: Json, references: References) -> list[Json]:
    """The concepts that a resource gives as its reason; those of the Conditions it points to included."""
    given = listed(body, "reasonCode")
    for reference in listed(body, "reasonReference"):
        found = references.resolved(reference, body)
        if found is not None:
            given.append(record(found.get("code")))
        elif string(reference.get("display")):
            given.append({"text": reference["display"]})
    return given


def other_indication(body: Json, references: References) -> str:
    """`other-cancer` or `other-indication` if every stated reason names one; else an empty string."""
    given = reasons(body, references)
    if not given:
        return ""
    named = [(cancer_named(reason), reason) for reason in given]
    kinds = {kind for kind, _ in named}
    if kinds and kinds <= {Named.OTHER_CANCER, Named.OTHER_METASTASIS}:
        return "other-cancer"
    benign = [any(word in _BENIGN_USES for text in texts(reason) for word in words(text)) for _, reason in named]
    return "other-indication" if benign and all(benign) else ""


def stated_setting(body: Json) -> StatedSetting | None:
    """The setting that the record states on the therapy itself; two different ones say nothing."""
    found = frozenset().union(*map(_settings_of, _stated(body)))
    return next(iter(found)) if len(found) == 1 else None


@per_concept
def _settings_of(concept: Json) -> frozenset[StatedSetting]:
    by_code = frozenset(SETTINGS[name] for name in coded(concept) if name in SETTINGS)
    named = (name for text in texts(concept) for name in _names().concepts(text))
    return by_code or frozenset(SETTINGS[name] for name in named if name in SETTINGS)


_THERAPEUTIC = frozenset({"intent.curative", "intent.palliative", "intent.adjuvant", "intent.neoadjuvant"})


def is_anticancer_therapy(body: Json) -> bool:
    """Whether the record states a treatment intent (mCODE, MII) or the setting of a cancer therapy."""
    return stated_setting(body) is not None or any(coded(concept) & _THERAPEUTIC for concept in _stated(body))


def _stated(body: Json) -> list[Json]:
    given = listed(body, "category", "courseOfTherapyType", "reasonCode")
    for extension in listed(body, "extension"):
        nested = [extension, *listed(extension, "extension")]
        given.extend(value[1] for value in map(value_of, nested) if value and isinstance(value[1], dict))
    return given


def in_a_study(body: Json) -> bool:
    """Whether the resource names a research study."""
    pointers = listed(body, "basedOn", "partOf", "supportingInformation", "reasonReference")
    for extension in listed(body, "extension"):
        value = value_of(extension)
        if value and isinstance(value[1], dict):
            pointers.append(value[1])
    return any(local(target(pointer)).startswith(("ResearchStudy/", "ResearchSubject/")) for pointer in pointers)
