"""What a caller is told when a call cannot be answered: an OperationOutcome that repeats nothing that was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import msgspec
from starlette.responses import Response

UNAUTHENTICATED = 401
NOT_MET = 412


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason. `code` is an IssueType of FHIR; `at` a path such as `context.patientId`."""

    code: str
    says: str
    at: str = ""


class CannotAnswerError(Exception):
    """A call that ends with a status other than 200.

    `retry_after`: in how many seconds it may be tried again; `incident` finds a call that lacked data in the log.
    """

    def __init__(self, status: int, *problems: Problem, retry_after: int | None = None) -> None:
        super().__init__(f"{status}: " + "; ".join(f"{problem.at} {problem.says}".strip() for problem in problems))
        self.status = status
        self.problems = problems
        self.retry_after = retry_after
        self.incident = uuid4().hex[:12] if status == NOT_MET else None


class OverloadedError(CannotAnswerError):
    """503: there is no place or no turn for the call now; it may be tried again in a second."""

    def __init__(self) -> None:
        super().__init__(503, Problem("transient", "too many calls are under way"), retry_after=1)


def operation_outcome(problems: tuple[Problem, ...], incident: str | None = None) -> dict[str, Any]:
    """The problems as a FHIR OperationOutcome."""
    return {"resourceType": "OperationOutcome", "issue": [_issue(problem, incident) for problem in problems]}


def _issue(problem: Problem, incident: str | None) -> dict[str, Any]:
    says = problem.says if incident is None else f"{problem.says}; incident {incident}"
    issue: dict[str, Any] = {"severity": "error", "code": problem.code, "diagnostics": says}
    return issue | {"expression": [problem.at]} if problem.at else issue


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON body; the members stand in the order in which they were built, so equal values give equal bytes."""
    return Response(msgspec.json.encode(value), status, headers, "application/json")


def problem_response(error: CannotAnswerError) -> Response:
    """The answer to a call that cannot be answered."""
    headers = {"www-authenticate": "Bearer"} if error.status == UNAUTHENTICATED else {}
    if error.retry_after is not None:
        headers["retry-after"] = str(error.retry_after)
    return json_response(operation_outcome(error.problems, error.incident), error.status, headers)
