"""Prints `docs/hooks.md` and `docs/settings.md` from the code; `--check` compares instead of writing."""

from __future__ import annotations

import json
import sys
from dataclasses import MISSING, Field, fields
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fhir_mappings.prefetch import MEDICATION_KEYS, REQUIRED
from service.cli import parser
from service.command_page import INTRODUCTION, commands_of
from service.demo import demo_patients, demo_request
from service.discovery import SERVICES, discovery_document
from service.documents import cards
from service.gather import MAX_PRODUCTS
from service.hook_requests import Hook
from service.openapi import openapi_document
from service.settings import Settings, variable
from service.unobtained import HEARD

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FOLDER = Path(__file__).parent.parent / "docs"
EXAMPLE = "demo-six"
PRINTED = "*Printed from the code by `make docs`; do not edit.*"


def hooks_page() -> str:
    """What an integrator reads: the services, what is asked for, discovery, and one real response."""
    parts = ["# The hooks", PRINTED, _asked(), *map(_service, SERVICES)]
    parts += _missing()
    parts += ["## Discovery", "The body of `GET /cds-services`:", _json(discovery_document())]
    parts += ["## One response", f"`her2-patient-view` about the demo patient `{EXAMPLE}`:", _response()]
    return "\n\n".join(parts) + "\n"


def _asked() -> str:
    return (
        f"Every service asks for the same prefetch. Required: {_names(REQUIRED)} and at least one of "
        f"{_names(MEDICATION_KEYS)}; a required key that is absent, `null` or an OperationOutcome, and cannot be "
        "fetched, is answered with 412. What else is missing is named on the card."
    )


def _missing() -> list[str]:
    """What happens to a key that was not sent, and what the EHR hears about one that cannot be had."""
    rows = [f"| {cause.value} | `{code}` | {says} |" for cause, (code, says) in HEARD.items()]
    return [
        "## What is fetched",
        _fetching(),
        _in_vain(),
        "| cause | code | diagnostics |\n|---|---|---|\n" + "\n".join(rows),
    ]


def _fetching() -> str:
    return (
        "A key that is absent, `null`, an OperationOutcome, something else than was asked for, or only a first page, "
        "is read from the call's `fhirServer` with the call's token, if that server is registered for the client. All "
        f"queries run side by side, and pages are followed at the same server. Then up to {MAX_PRODUCTS} Medication "
        "resources are read to which medication records refer and which were not sent: `_include` is not asked for, "
        "because EHRs differ in whether they support it."
    )


def _in_vain() -> str:
    return (
        "An optional key that cannot be had is named on the card with the cause. A required one ends the call with "
        "412, with an issue for each key, and an incident id that is also in the log; so does an empty answer that "
        "would rest on diagnoses read in part."
    )


def _names(keys: Sequence[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _service(name: str) -> str:
    service = SERVICES[name]
    return "\n\n".join(
        (f"## `{name}`", f"Hook `{service.hook.value}`: `POST /cds-services/{name}`.", service.description)
    )


def _response() -> str:
    """One real answer, whole, on the day of the patient's story."""
    patient = demo_patients()[EXAMPLE]
    day = date.fromisoformat(str(patient.as_of))
    return _json(json.loads(cards(demo_request(patient, Hook.PATIENT_VIEW), day, Settings())))


def _json(document: Any) -> str:
    return f"```json\n{json.dumps(document, indent=2, ensure_ascii=False)}\n```"


def settings_page() -> str:
    """What an operator reads: every variable, what it may be, what it is if unset."""
    parts = ["# Settings", PRINTED, "A variable that is not listed here, or a value that is not allowed, is an error."]
    return "\n\n".join([*parts, *map(_setting, fields(Settings))]) + "\n"


def _setting(spec: Field[Any]) -> str:
    default = _written(spec.default)
    return f"## `{variable(spec)}`\n\n{spec.metadata['says']}\n\nValues: {spec.metadata['values']}. Default: {default}."


def _written(default: Any) -> str:
    if default in (None, "", (), MISSING):
        return "unset"
    if isinstance(default, bool):
        return "yes" if default else "no"
    return f"`{default.value if isinstance(default, Enum) else default}`"


def commands_page() -> str:
    """What an operator and an integrator read: every command and what it takes."""
    return "\n\n".join(["# Commands", PRINTED, INTRODUCTION, *commands_of(parser())]) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "hooks.md": hooks_page,
    "settings.md": settings_page,
    "commands.md": commands_page,
    "openapi.json": lambda: json.dumps(openapi_document(), indent=1, ensure_ascii=False) + "\n",
}


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or say which of them no longer match the code."""
    stale = [name for name, page in PAGES.items() if _is_stale(name, page())]
    if "--check" in arguments:
        sys.stderr.writelines(f"docs/{name} does not match the code: run make docs\n" for name in stale)
        return 1 if stale else 0
    for name in stale:
        (FOLDER / name).write_text(PAGES[name](), encoding="utf-8")
    return 0


def _is_stale(name: str, page: str) -> bool:
    path = FOLDER / name
    return not path.exists() or path.read_text(encoding="utf-8") != page


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
