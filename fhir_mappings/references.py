"""References between resources in all their forms, resolved inside one record."""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from fhir_mappings.elements import Json, record, records, string
from fhir_mappings.raw import SentResource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fhir_mappings.raw import AnyResource

_URN = ("urn:uuid:", "urn:oid:")
_HISTORY = "/_history/"
_ID = re.compile(r"[A-Za-z0-9.\-]+")
_ODD_ADDRESS = re.compile(r"[\s?#]|/_history/")


def id_of(raw: AnyResource) -> str:
    """The logical id of a resource: its own, else the last part of its address."""
    if isinstance(raw, SentResource):
        return raw.id
    own = string(raw.resource.get("id"))
    if own:
        return own
    address = raw.full_url.split(_HISTORY, 1)[0]
    return (
        address[address.index(":", len("urn:")) + 1 :]
        if address.startswith(_URN)
        else address.rstrip("/").rpartition("/")[2]
    )


def reference_of(raw: AnyResource) -> str:
    """`Type/id`; a resource without an id is named by a digest of its content."""
    if isinstance(raw, SentResource):
        return raw.reference
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


def is_plain(address: str, reference: str) -> bool:
    """Whether an entry's address says nothing but the name of its resource."""
    return address.endswith(reference) and _is_base(address[: -len(reference)])


@lru_cache(maxsize=256)
def _is_base(address: str) -> bool:
    """Whether this is a plain address of a server, with its last stroke."""
    return address.startswith("http") and address.endswith("/") and not _ODD_ADDRESS.search(address)


def _is_plainly_named(raw: AnyResource) -> bool:
    """Whether `Type/id` is all by which a resource can be found."""
    if isinstance(raw, SentResource):
        address = raw.full_url
        return not address or is_plain(address, raw.reference)
    named = raw.kind.isalpha() and _ID.fullmatch(string(raw.resource.get("id"))) is not None
    return named and (not raw.full_url or is_plain(raw.full_url, reference_of(raw)))


class References:
    """The resources of one record by every address that may point to them; indexed when the first one is asked for."""

    def __init__(self, resources: tuple[AnyResource, ...]) -> None:
        self._resources = resources
        self._plain = False
        self._index: dict[str, AnyResource] | None = None

    def resolved(self, reference: object, within: Json) -> Json | None:
        """The resource that a Reference points to, contained or in the record; None if it is not there."""
        address = target(reference)
        if address.startswith("#"):
            return _contained(within, address[1:])
        found = self._found(address) if address else None
        return None if found is None else found.resource

    def _found(self, address: str) -> AnyResource | None:
        if self._index is None:
            self._index = self._indexed()
        return (None if self._plain else self._index.get(address)) or self._index.get(local(address))

    def _indexed(self) -> dict[str, AnyResource]:
        """By every address of each resource; where all are plainly named, their names say the same."""
        self._plain = all(map(_is_plainly_named, self._resources))
        index: dict[str, AnyResource] = {}
        for raw in self._resources:
            for address in (reference_of(raw),) if self._plain else _addresses(raw):
                index.setdefault(address, raw)
        return index

    def named(self, reference: object, within: Json) -> str:
        """`Type/id` of a Reference's target, as far as it can be told."""
        found = self.resolved(reference, within)
        if found is None or target(reference).startswith("#"):
            return local(target(reference))
        kind, own = string(found.get("resourceType")), string(found.get("id"))
        return f"{kind}/{own}" if own else local(target(reference))


def _addresses(raw: AnyResource) -> set[str]:
    full = raw.full_url.split(_HISTORY, 1)[0]
    return {address for address in (full, reference_of(raw), local(full) if full else "") if address}


def _contained(within: Json, name: str) -> Json | None:
    return next((inner for inner in records(within.get("contained")) if string(inner.get("id")) == name), None)
