"""The record of a launched patient: read from the EHR's FHIR server with the session's token, for one view."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from service.answering import record_of
from service.callers import caller_of
from service.errors import CannotAnswerError
from service.fhir_authorization import FhirAuthorization
from service.hook_requests import Hook, HookRequest
from service.smart.trouble import LaunchRefusedError, Trouble

if TYPE_CHECKING:
    from fhir_mappings.raw import RawRecord
    from service.clients import Client
    from service.fhir_access import FhirAccess
    from service.metrics import Metrics
    from service.smart.sessions import Session

WITHIN_MS = 10_000
"""A person waits for a page longer than a hook may take."""


def read_record(session: Session, client: Client, fhir: FhirAccess, metrics: Metrics) -> RawRecord:
    """The patient's record as it is now; nothing of it is kept.

    Raises:
        LaunchRefusedError: what the advice needs could not be read, or is another patient's.
    """
    caller = caller_of(client)
    asked = HookRequest(
        hook=Hook.PATIENT_VIEW,
        hook_instance=str(uuid4()),
        patient_id=session.patient,
        user_id=session.user or "Practitioner/unknown",
        fhir_server=session.server,
        fhir_authorization=FhirAuthorization(session.access_token, caller.fhir_client_id),
    )
    try:
        return record_of(fhir.completing(caller, WITHIN_MS, metrics)(asked))
    except CannotAnswerError as error:
        other = any(problem.code == "conflict" for problem in error.problems)
        trouble = Trouble.DIFFERENT_PATIENT if other else Trouble.RECORD_NOT_READ
        raise LaunchRefusedError(trouble, "record") from error
