"""Which resources of a record are read: of several versions the newest, in the release in which most are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.elements import record, string
from fhir_mappings.raw import RawResource, SentResource, only
from fhir_mappings.references import digest, id_of
from fhir_mappings.screen import MEDICATIONS
from fhir_mappings.versions import older_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fhir_mappings.raw import AnyResource, Sighting


def mostly_older(resources: Sequence[AnyResource]) -> bool:
    """Whether the record as a whole is older than R4: one record has one version, and not every shape gives it away."""
    doubtful = only(resources, _may_be_older)
    if not doubtful:
        return False
    return 2 * sum(older_version(raw.read()) is not None for raw in doubtful) > len(only(resources, _is_telling))


def _is_telling(raw: Sighting | RawResource) -> bool:
    return raw.kind in _TELLING


def _may_be_older(raw: Sighting | RawResource) -> bool:
    return _is_telling(raw) and (isinstance(raw, RawResource) or raw.perhaps_older)


_TELLING = frozenset({*MEDICATIONS, "MedicationOrder", "Observation", "Condition"})


def newest(resources: Sequence[AnyResource]) -> tuple[tuple[AnyResource, ...], int]:
    """Each resource once: of several versions the newest; several contents of one undated version all stay."""
    names = [raw.reference if isinstance(raw, SentResource) else _name(raw) for raw in resources]
    if len(set(names)) == len(names):
        return tuple(resources), 0
    all_of: dict[object, list[AnyResource]] = {}
    for name, raw in zip(names, resources, strict=True):
        all_of.setdefault(name, []).append(raw)
    kept: list[AnyResource] = []
    repeated = 0
    for versions in all_of.values():
        different = versions if len(versions) == 1 else list({digest(one.resource): one for one in versions}.values())
        repeated += len(versions) - len(different)
        kept.extend(_latest(different))
    return tuple(kept), repeated


def _name(raw: RawResource) -> object:
    kind = string(raw.kind)
    name = (kind, id_of(raw) or digest(raw.resource))
    return "/".join(name) if kind.isalpha() else name


def _latest(versions: list[AnyResource]) -> list[AnyResource]:
    if len(versions) == 1:
        return versions
    best = max(_version(raw) for raw in versions)
    latest = [raw for raw in versions if _version(raw) == best]
    return [_read_in_full(raw) for raw in latest] if len(latest) > 1 else latest


def _read_in_full(raw: AnyResource) -> AnyResource:
    """Two contents under one name: their order is told by their content, so neither is passed over."""
    return RawResource(raw.resource, raw.origin, raw.full_url, raw.search_mode)


def _version(raw: AnyResource) -> tuple[str, int]:
    meta = record(raw.resource.get("meta"))
    number = string(meta.get("versionId"))
    return string(meta.get("lastUpdated")), int(number) if number.isascii() and number.isdigit() and len(number) < len(
        "9" * 10
    ) else 0
