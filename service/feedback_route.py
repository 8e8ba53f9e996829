"""`POST /cds-services/{id}/feedback`: what became of the cards (CDS Hooks 2.0.1, Epic's dialect as well)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.body import read_body
from service.errors import CannotAnswerError, Problem, json_response
from service.feedback import InvalidFeedbackError, Report, parse_feedback
from service.hook_route import service_named
from service.log import log
from service.strict_json import InvalidJsonError, parse

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from service.settings import Settings


@dataclass(frozen=True, slots=True)
class FeedbackRoute:
    """Takes feedback calls."""

    settings: Settings

    async def __call__(self, request: Request) -> Response:
        """Read the reports of one call, all or none."""
        service = service_named(request)
        reports = read_feedback(await read_body(request, self.settings.max_body_bytes))
        log("feedback", service=service.id, reports=len(reports))
        return json_response({})


def read_feedback(body: bytes) -> tuple[Report, ...]:
    """The reports in a body.

    Raises:
        CannotAnswerError: 400 with the path of what is wrong.
    """
    try:
        return parse_feedback(parse(body))
    except InvalidJsonError as error:
        raise CannotAnswerError(400, Problem("structure", f"the body is not strict JSON: {error}")) from error
    except InvalidFeedbackError as error:
        raise CannotAnswerError(400, Problem("invalid", error.expected, error.at)) from error
