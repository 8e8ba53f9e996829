"""What came over the wire, opened page by page: an entry stays bytes until a reader asks for its resource.

An entry is glanced at once (`glance.py`). Whatever is unusual about it - no usable id, a member of another type than
FHIR gives it, a Bundle in a Bundle - is decoded strictly at once and takes the way of every parsed document.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import astuple

from fhir_mappings.elements import record
from fhir_mappings.envelope import PAGE, parsed
from fhir_mappings.glance import KINDS, glance, plain
from fhir_mappings.json_bounds import MAX_ENTRIES
from fhir_mappings.pauses import unhurried
from fhir_mappings.raw import LEVELS_AROUND, RawResource, SearchMode, SentEntries, SentResource, Sighting
from fhir_mappings.screen import verdict
from fhir_mappings.strict_json import InvalidJsonError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fhir_mappings.glance import Plain, Seen
    from fhir_mappings.raw import AnyResource

_is_id = re.compile(r"[A-Za-z0-9.\-]{1,255}").fullmatch
_KIND = re.compile(r"[A-Za-z]{1,64}")
_MODES = {b'{"mode":"%s"}' % mode.value.encode(): mode for mode in SearchMode} | {b"": SearchMode.MATCH}
_BETWEEN = b"\0"  # which stands nowhere in JSON
_LONGEST, _MOST = 2048, 2048  # longer ones, and more of them, are judged anew each time


def opened(value: Any, origin: str) -> Any:
    """A value of the prefetch as `parse` reads it; the entries of a Bundle stay bytes where that is possible.

    Raises:
        InvalidJsonError: something that is used is not strict JSON, or a page has too many entries.
    """
    is_page = isinstance(value, dict) and value.get("resourceType") == "Bundle" and isinstance(value.get("entry"), list)
    if not is_page:
        return parsed(value, PAGE)
    if len(value["entry"]) > MAX_ENTRIES:
        raise InvalidJsonError(f"a page of more than {MAX_ENTRIES} entries")
    return {
        name: SentEntries(Sightings(origin).of(inner)) if name == "entry" else parsed(inner, PAGE + 1)
        for name, inner in value.items()
    }


class Sightings:
    """What a glance tells of the resources of one page or patient, judged once for all that look alike.

    A resource is known by the bytes of every member on which the judgement rests. Nothing outlives the page.
    """

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._known: defaultdict[type, dict[bytes, Sighting | None]] = defaultdict(dict)
        self._plain: dict[tuple[str, bytes], Sighting | None] = {}

    def of(self, entries: list[msgspec.Raw]) -> Iterator[SentResource | Any]:
        """Each entry unread, or parsed where a glance is not enough."""
        return map(self.entry, unhurried(entries))

    def entry(self, raw: msgspec.Raw) -> SentResource | Any:
        """The entry unread, or parsed where a glance is not enough."""
        try:
            given = glance(raw)
        except msgspec.ValidationError:  # mostly another kind of resource
            return self._plainly(raw) or parse(bytes(raw), LEVELS_AROUND)
        seen = given.resource
        alike = self._known[type(seen)]
        told = _BETWEEN.join((given.search, *astuple(seen)[1:]))
        sighting = alike[told] if told in alike else self._judged(alike, told, given.search, seen)
        if sighting is None or not _is_id(seen.id):
            return parse(bytes(raw), LEVELS_AROUND)
        return SentResource(raw, f"{sighting.kind}/{seen.id}", sighting)

    def _judged(
        self, alike: dict[bytes, Sighting | None], told: bytes, search: msgspec.Raw, seen: Seen
    ) -> Sighting | None:
        mode = _MODES.get(bytes(search).replace(b" ", b""))
        sighting = None
        if mode is not None:
            subject = bytes(seen.subject)
            sighting = Sighting(
                KINDS[type(seen)], self._origin, mode, verdict(seen), subject, perhaps_older=seen.perhaps_older
            )
        if len(told) <= _LONGEST and len(alike) < _MOST:
            alike[told] = sighting
        return sighting

    def _plainly(self, raw: msgspec.Raw) -> SentResource | None:
        """A resource of a kind that a glance has no rules for; it is read, or waits to be referred to."""
        try:
            given = plain(raw)
        except msgspec.ValidationError:  # a member has an unexpected type
            return None
        named = given.resource
        key = (named.resource_type, bytes(given.search))
        if key not in self._plain:
            self._plain[key] = self._unjudged(named, key[1])
        sighting = self._plain[key]
        if sighting is None or not _is_id(named.id):
            return None
        return SentResource(raw, f"{sighting.kind}/{named.id}", sighting)

    def _unjudged(self, named: Plain, search: bytes) -> Sighting | None:
        kind, mode = named.resource_type, _MODES.get(search.replace(b" ", b""))
        if mode is None or not _KIND.fullmatch(kind) or kind == "Bundle":
            return None
        return Sighting(kind, self._origin, mode, None, perhaps_older=kind == "MedicationOrder")


def resource_sent(body: bytes, sightings: Sightings) -> AnyResource:
    """One resource that came by itself, unread where a glance is enough.

    `sightings` are those of the same patient's other resources.

    Raises:
        InvalidJsonError: it has to be read and is not strict JSON.
    """
    try:
        given = sightings.entry(msgspec.Raw(b'{"resource":%b}' % body))
    except msgspec.DecodeError as error:
        raise InvalidJsonError("not JSON") from error
    if not isinstance(given, SentResource):
        return RawResource(given["resource"])
    if given.sighting.verdict is None:
        given.decoded = record(parse(body))
    return given


def as_written(value: Any) -> Any:
    """The value ready to be written as JSON: an entry that was not read stands as it was sent."""
    if isinstance(value, SentResource):
        return value.entry
    if isinstance(value, dict):
        return {name: as_written(inner) for name, inner in value.items()}
    return [as_written(inner) for inner in value] if isinstance(value, list) else value
