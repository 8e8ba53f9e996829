"""Conditions about cancer: the breast primary, its pre-coordinated receptor status, other cancers, stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.cancer_names import Named, cancer_named
from fhir_mappings.elements import Json, coded, label, listed, record, texts
from fhir_mappings.marker_values import Said, of_text, together
from fhir_mappings.metastases import denials, denied_spread, read_secondary
from fhir_mappings.remembered import per_concept
from fhir_mappings.stages import stage_of
from fhir_mappings.standing import Standing, ended, verified
from fhir_mappings.tumor_markers import contradiction
from fhir_mappings.when import began
from fhir_mappings.words import folded
from treatment_history.answer import Answer
from treatment_history.findings import Cancer, CancerDiagnosis, Marker, MarkerResult, Method, TumorMarker
from treatment_history.record import Excluded

if TYPE_CHECKING:
    from fhir_mappings.chart import Chart, Entry
    from fhir_mappings.findings_read import Reading

_CANCERS = {
    Named.BREAST: Cancer.BREAST_INVASIVE,
    Named.BREAST_IN_SITU: Cancer.BREAST_IN_SITU,
    Named.BREAST_HISTORY: Cancer.BREAST_HISTORY,
    Named.OTHER_CANCER: Cancer.OTHER,
}
P, N = MarkerResult.POSITIVE, MarkerResult.NEGATIVE
STATED: dict[str, tuple[tuple[Marker, MarkerResult], ...]] = {
    "condition.breast_cancer.her2_positive": ((Marker.HER2, P),),
    "condition.breast_cancer.her2_negative": ((Marker.HER2, N),),
    "condition.breast_cancer.hr_positive": ((Marker.HR, P),),
    "condition.breast_cancer.triple_negative": ((Marker.HER2, N), (Marker.ER, N), (Marker.PR, N)),
    "condition.metastasis.from_breast_her2_positive": ((Marker.HER2, P),),
    "condition.metastasis.from_breast_her2_negative": ((Marker.HER2, N),),
    "status.her2.positive": ((Marker.HER2, P),),
    "status.her2.negative": ((Marker.HER2, N),),
    "status.er.positive": ((Marker.ER, P),),
    "status.er.negative": ((Marker.ER, N),),
    "status.pr.positive": ((Marker.PR, P),),
    "status.pr.negative": ((Marker.PR, N),),
    "status.hr_pos_her2_pos": ((Marker.HR, P), (Marker.HER2, P)),
    "status.hr_pos_her2_neg": ((Marker.HR, P), (Marker.HER2, N)),
    "status.hr_neg_her2_pos": ((Marker.HR, N), (Marker.HER2, P)),
    "status.triple_negative": ((Marker.HR, N), (Marker.HER2, N)),
}
_METASTATIC_BREAST = ("condition.metastasis.from_breast",)


def read_cancer(entry: Entry, chart: Chart) -> list[Reading]:
    """What a Condition says about cancer."""
    concept = record(entry.body.get("code"))
    named = cancer_named(concept)
    found = coded(concept)
    if not _concerns_cancer(named, found):
        return denied_spread(entry)
    standing = verified(entry.body)
    read: list[Reading] = []
    if named in (Named.METASTASIS, Named.OTHER_METASTASIS):
        read += read_secondary(entry, chart)
    if standing in (Standing.ERROR, Standing.REFUTED):
        return read or [Excluded(entry.reference, "entered-in-error" if standing is Standing.ERROR else "refuted")]
    if standing is Standing.DOUBTFUL:
        return read or [Excluded(entry.reference, "not-confirmed")]
    return [*read, *_diagnosis(entry, named, found), *_receptors(entry, found), *_stages(entry, named)]


def names_cancer(concept: Json) -> bool:
    """Whether a code or its text names a cancer, its spread, a receptor status, or denies spread."""
    return _concerns_cancer(cancer_named(concept), coded(concept)) or bool(denials(concept))


def _concerns_cancer(named: Named, found: frozenset[str]) -> bool:
    return named is not Named.NO_CANCER or any(name in STATED for name in found)


def _diagnosis(entry: Entry, named: Named, found: frozenset[str]) -> list[Reading]:
    cancer = _CANCERS.get(named)
    concept = record(entry.body.get("code"))
    if named is Named.METASTASIS and (
        any(name.startswith(_METASTATIC_BREAST) for name in found) or _metastatic_breast(concept, found)
    ):
        cancer = Cancer.BREAST_INVASIVE
    if cancer is None:
        return []
    over = ended(entry.body)
    locally_advanced = Answer.YES if "condition.breast_cancer.locally_advanced" in found else Answer.UNKNOWN
    active = Answer.UNKNOWN if over is None else (Answer.NO if over else Answer.YES)
    return [CancerDiagnosis(entry.reference, cancer, began(entry.body), active, locally_advanced, label(concept))]


def _metastatic_breast(concept: Json, found: frozenset[str]) -> bool:
    """A text such as `metastatic breast cancer` states primary and spread at once."""
    by_text = (
        "metastatic breast",
        "breast cancer metasta",
        "mama metastas",
        "cancer de mama metast",
        "mammakarzinom metast",
    )
    return not found and any(part in folded(text) for text in texts(concept) for part in by_text)


def _receptors(entry: Entry, found: frozenset[str]) -> list[Reading]:
    """Receptor status stated with the diagnosis; if code and text differ, neither is believed."""
    concept = record(entry.body.get("code"))
    read: list[Reading] = []
    stated = [pair for name in sorted(found) for pair in STATED.get(name, ())] or _by_words(concept)
    for marker, result in dict.fromkeys(stated):
        said = together(one for one in (Said(result), _her2_said(concept) if marker is Marker.HER2 else None) if one)
        if said is None:
            continue
        written = label(concept)
        read.append(TumorMarker(entry.reference, marker, Method.CONDITION, said.result, began(entry.body), written))
        if said.conflict:
            read.append(contradiction(entry.reference, marker, written))
    return read


@per_concept
def _her2_said(concept: Json) -> Said | None:
    return together(said for text in texts(concept) for said in [_her2_in(text)] if said)


def _her2_in(text: str) -> Said | None:
    """What a diagnosis text says about HER2: the words right after its name, or `HER2-positive`, `HER2 negative`."""
    plain = (
        folded(text)
        .replace("her-2", "her2")
        .replace("her 2", "her2")
        .replace("human epidermal growth factor receptor 2", "her2")
    )
    plain = (
        plain.replace("human epidermal growth factor 2", "her2").replace("her2/neu", "her2").replace("her2neu", "her2")
    )
    before, name, after = plain.partition("her2")
    if not name:
        return None
    window = after[:24].lstrip(" :=-(")
    if after[:1] == "-" and not window.startswith(("pos", "neg", "low")):
        return Said(MarkerResult.NEGATIVE)
    if after[:1] == "+":
        return Said(MarkerResult.POSITIVE)
    if window.startswith(("low", "bajo", "ultralow", "ultra-low")):
        return Said(MarkerResult.LOW)
    return of_text(window.split(",")[0].split(")")[0]) or (
        of_text(before[-12:]) if before.rstrip().endswith(("negative", "positive")) else None
    )


@per_concept
def _by_words(concept: Json) -> tuple[tuple[Marker, MarkerResult], ...]:
    for text in texts(concept):
        if "triple negativ" in folded(text).replace("-", " "):
            return (Marker.HER2, N), (Marker.ER, N), (Marker.PR, N)
    said = _her2_said(concept)
    return ((Marker.HER2, said.result),) if said else ()


def _stages(entry: Entry, named: Named) -> list[Reading]:
    """The stage that the diagnosis itself carries, if it is one of the breast."""
    if named in (Named.OTHER_CANCER, Named.OTHER_METASTASIS):
        return []
    summaries = [record(stage.get("summary")) for stage in listed(entry.body, "stage")]
    if named is Named.BREAST:
        summaries += [{"text": text} for text in texts(entry.body.get("code"))]
    if not summaries:
        return []
    since = began(entry.body)
    read = [stage_of(entry.reference, summary, since) for summary in summaries]
    return [stage for stage in read if stage is not None]
