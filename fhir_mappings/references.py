"""References between resources in all their forms, resolved inside one record."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from fhir_mappings.elements import Json, record, records, string

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fhir_mappings.raw import RawResource

_URN = ("urn:uuid:", "urn:oid:")
_HISTORY = "/_history/"


def id_of(raw: RawResource) -> str:
    """The logical id of a resource: its own, else the last part of its address."""
    own = string(raw.resource.get("id"))
    if own:
        return own
    address = raw.full_url.split(_HISTORY, 1)[0]
    return (
        address[address.index(":", len("urn:")) + 1 :]
        if address.startswith(_URN)
        else address.rstrip("/").rpartition("/")[2]
    )


def reference_of(raw: RawResource) -> str:
    """`Type/id`; a resource without an id is named by a digest of its content."""
    kind = string(raw.resource.get("resourceType"))
    return f"{kind}/{id_of(raw) or digest(raw.resource)[:12]}"


def digest(resource: Json) -> str:
    """A fingerprint of the content, the same for the same content in any order of keys."""
    return hashlib.sha256(json.dumps(resource, sort_keys=True, default=str).encode()).hexdigest()


def target(reference: object) -> str:
    """The literal target of a Reference without its version, or an empty string."""
    return string(record(reference).get("reference")).split(_HISTORY, 1)[0]


def local(address: str) -> str:
    """`Type/id` of a relative or absolute address; other addresses as they are."""
    if address.startswith((*_URN, "#")):
        return address
    parts = address.split("?", 1)[0].rstrip("/").split("/")
    return "/".join(parts[-2:])


def patients_named(resource: Json) -> Iterator[str]:
    """The ids of the patients that a resource names as its subject."""
    for member in ("subject", "patient"):
        named = local(target(resource.get(member)))
        if named.startswith("Patient/"):
            yield named.removeprefix("Patient/")
        elif named.startswith(_URN):
            yield named[named.index(":", len("urn:")) + 1 :]


class References:
    """The resources of one record by every address that may point to them."""

    def __init__(self, resources: tuple[RawResource, ...]) -> None:
        self._found: dict[str, Json] = {}
        for raw in resources:
            for address in _addresses(raw):
                self._found.setdefault(address, raw.resource)

    def resolved(self, reference: object, within: Json) -> Json | None:
        """The resource that a Reference points to, contained or in the record; None if it is not there."""
        address = target(reference)
        if address.startswith("#"):
            return _contained(within, address[1:])
        if not address:
            return None
        return self._found.get(address) or self._found.get(local(address))

    def named(self, reference: object, within: Json) -> str:
        """`Type/id` of a Reference's target, as far as it can be told."""
        found = self.resolved(reference, within)
        if found is None or target(reference).startswith("#"):
            return local(target(reference))
        kind, own = string(found.get("resourceType")), string(found.get("id"))
        return f"{kind}/{own}" if own else local(target(reference))


def _addresses(raw: RawResource) -> set[str]:
    full = raw.full_url.split(_HISTORY, 1)[0]
    return {address for address in (full, reference_of(raw), local(full) if full else "") if address}


def _contained(within: Json, name: str) -> Json | None:
    return next((inner for inner in records(within.get("contained")) if string(inner.get("id")) == name), None)
