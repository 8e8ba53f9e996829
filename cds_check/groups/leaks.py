"""Refusals: they repeat nothing that was sent, and show nothing of the inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds_check.checks import Finding, Level, Problems, check, not_applicable
from cds_check.groups.refusing import (
    NO_SERVICE,
)

if TYPE_CHECKING:
    from cds_check.http import Exchange
    from cds_check.target import Target

GROUP = "inputs"
MARKER = "kit7marker7secret"
INTERNALS = (
    "Traceback (most recent",
    'File "/',
    "at java.",
    "at System.",
    "node_modules/",
    '.py", line',
    "Stack trace",
)


@check(GROUP, Level.DEFENSIVE, "K5", title="A refusal does not repeat what was sent")
def refusals_repeat_nothing(target: Target) -> Finding:
    def rule(answer: Exchange) -> str:
        return "repeats a value that was sent" if MARKER in answer.text else ""

    return _of_refusals(target, rule)


@check(GROUP, Level.DEFENSIVE, "K5", title="A refusal shows nothing of the inside of the service")
def refusals_show_no_internals(target: Target) -> Finding:
    def rule(answer: Exchange) -> str:
        found = next((sign for sign in INTERNALS if sign in answer.text), "")
        return f"holds {found!r}" if found else ""

    return _of_refusals(target, rule)


def _of_refusals(target: Target, rule: Any) -> Finding:
    call, problems = target.first_call, Problems()
    if call is None:
        return not_applicable(NO_SERVICE)
    path = call.service.path
    marked = {"access_token": MARKER, "token_type": MARKER, "subject": MARKER, "scope": MARKER, "expires_in": MARKER}
    answers = [
        target.post_bytes(path, f'{{"hook": "{MARKER}", '.encode()),
        target.post_bytes(path, f'"{MARKER}"'.encode()),
        *(
            target.ask(call, call.changed(**{member: MARKER}))
            for member in ("hook", "hookInstance", "context", "prefetch", "fhirServer", "fhirAuthorization")
        ),
        target.ask(call, call.with_context(patientId=f"{MARKER}/..", userId=f"{MARKER} x")),
        target.ask(call, call.changed(fhirServer=f"{MARKER}://", fhirAuthorization=marked)),
        target.post(path, {MARKER: MARKER}),
        target.post(f"{path}-{MARKER}", {}),
    ]
    for answer in answers:
        if answer.is_error and (says := rule(answer)):
            problems.add(f"{answer.status} {says}", answer)
    return problems.finding()
