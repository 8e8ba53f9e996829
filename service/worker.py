"""One server process: what a hook call needs is put together and warm before the first one is taken."""

from __future__ import annotations

import gc
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from service.app import create_app
from service.audit import Auditor, AuditPolicy
from service.build_info import SOFTWARE_VERSION
from service.callers import DemoCallers, admission_of
from service.card_memory import CardMemory
from service.fhir_access import FhirAccess
from service.greeting import greeting
from service.guard import UnsafeSettingsError
from service.http_server import server_of
from service.kept import spool_of, store_of
from service.listening import serve_metrics
from service.log import log
from service.practice import practice_of
from service.tracing import TracingNotInstalledError, exporting_provider, tracing
from service.warm import warm_up

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from opentelemetry.sdk.trace import TracerProvider

    from service.database import Store
    from service.incidents import Incidents
    from service.settings import Settings

BACKLOG = 2048
_SWITCHES_EVERY_S = 0.001
"""How long the event loop waits for a thread that is at work on a call; Python's own choice is five times that."""


def work(settings: Settings, listener: socket.socket, incidents: Incidents, ready: Callable[[], object] = bool) -> None:
    """Answer what comes to this socket until a stop signal comes; `ready` hears when it listens."""
    admission = admission_of(settings)
    with (
        closing(store_of(settings)) as store,
        closing(FhirAccess()) as fhir,
        closing(started_auditor(settings, store)) as auditor,
        tracing(_provider(settings)),
    ):
        app = create_app(
            settings,
            memory=CardMemory(store, settings.repeat_overridden),
            callers=admission.callers(store) if admission else DemoCallers(),
            fhir=fhir,
            auditor=auditor,
            sign_in=admission.sign_in(store) if admission else None,
            checks=admission.checks if admission else {},
            incidents=incidents,
        )
        warm_up(practice_of(settings))
        gc.freeze()
        gc.enable()
        sys.setswitchinterval(_SWITCHES_EVERY_S)
        if settings.demo and settings.workers == 1:
            sys.stderr.write(greeting(settings))
        log("listening", url=settings.base_url, demo=int(settings.demo), workers=settings.workers)
        if settings.workers == 1:
            serve_metrics(settings, app.state.metrics.registry)
        listener.listen(BACKLOG)
        server_of(app, ready).run(sockets=[listener])


def _provider(settings: Settings) -> TracerProvider | None:
    if not settings.otel:
        return None
    try:
        return exporting_provider()
    except TracingNotInstalledError as error:
        raise UnsafeSettingsError(str(error)) from error


def started_auditor(settings: Settings, store: Store) -> Auditor:
    """The audit trail of this process, at work."""
    policy = AuditPolicy(SOFTWARE_VERSION, settings.audit_detail, settings.traced)
    auditor = Auditor(store, spool_of(settings), policy)
    auditor.start()
    return auditor
