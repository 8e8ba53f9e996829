"""What the sound service offers, and how each switch spoils the discovery document."""

from __future__ import annotations

HOOKS = {"kit-view": "patient-view", "kit-sign": "order-sign"}


PREFETCH = {
    "patient": "Patient/{{context.patientId}}",
    "notes": "Observation?patient={{context.patientId}}&_sort=-date&_count=10",
    "later": "Encounter?patient={{%patient.id}}",
}


def _entry(name, hook):
    return {
        "id": name,
        "hook": hook,
        "title": "A service",
        "description": "Says something about a record.",
        "usageRequirements": "None.",
        "version": "2.0.1",
        "hookVersion": "1.0",
        "prefetch": dict(PREFETCH),
        "extension": {"org.example.cds": {"a": 1}},
    }


def _first(change):
    return lambda document: change(document["services"][0])


def _template(key, text):
    return _first(lambda entry: entry["prefetch"].update({key: text}))


def _share_an_id(document):
    document["services"].append(_entry("kit-view", "encounter-start"))


DISCOVERY_FAULTS = {
    "discovery.lists-services": lambda document: document["services"].append("x"),
    "discovery.holds-nothing-empty": _first(lambda entry: entry.update(note=None)),
    "discovery.services-name-their-hook": lambda document: document["services"].append(_entry("kit-third", "No Hook")),
    "discovery.services-have-an-id": lambda document: document["services"].append(_entry("a b", "patient-view")),
    "discovery.services-describe-themselves": _first(lambda entry: entry.pop("description")),
    "discovery.services-have-a-title": _first(lambda entry: entry.pop("title")),
    "discovery.usage-requirements-are-text": _first(lambda entry: entry.update(usageRequirements=7)),
    "discovery.prefetch-maps-keys-to-texts": _first(lambda entry: entry["prefetch"].update(odd=7)),
    "discovery.versions-are-versions": _first(lambda entry: entry.update(version="STU2")),
    "discovery.ids-are-not-shared": _share_an_id,
    "discovery.extensions-are-objects": _first(lambda entry: entry.update(extension="x")),
    "discovery.extension-names-are-unique": _first(lambda entry: entry.update(extension={"mine": 1})),
    "discovery.template-tokens-are-delimited": _template("odd", "Observation?patient={context.patientId}"),
    "discovery.template-tokens-exist": _template("odd", "Patient/{{context.selections}}"),
    "discovery.template-queries-are-simple": _template(
        "odd", "Observation?_revinclude=x&patient={{context.patientId}}"
    ),
    "discovery.template-dependencies-come-first": _template("odd", "Encounter?patient={{%last.id}}"),
    "discovery.template-parameters-stand-once": _template("odd", "Observation?date=ge2015-01-01&date=le2016-01-01"),
    "discovery.templates-need-no-encounter": _template("odd", "Encounter/{{context.encounterId}}"),
    "discovery.templates-sort-as-r4": _template("odd", "Observation?sort:desc=date"),
}


def discovery(fault):
    """The discovery document, spoilt by the switch."""
    document = {"services": [_entry(name, hook) for name, hook in HOOKS.items()]}
    DISCOVERY_FAULTS.get(fault, lambda _: None)(document)
    return document
