"""`her2-cds serve`: the server process, from the socket to the graceful end."""

from __future__ import annotations

import gc
import socket
import sys
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from prometheus_client import start_http_server

from service.app import create_app
from service.audit import Auditor, AuditPolicy
from service.build_info import SOFTWARE_VERSION
from service.callers import DemoCallers
from service.card_memory import CardMemory
from service.demo import demo_patients
from service.fhir_access import FhirAccess
from service.guard import UnsafeSettingsError, refuse_unsafe
from service.http_server import server_of
from service.incidents import Incidents, SharedIncidents
from service.kept import spool_of, store_of
from service.log import log, start_logging
from service.metrics import of_all_workers, shared_metrics
from service.practice import practice_of
from service.tracing import TracingNotInstalledError, exporting_provider, tracing
from service.warm import warm_up
from service.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.synchronize import Event

    from opentelemetry.sdk.trace import TracerProvider
    from prometheus_client import CollectorRegistry

    from service.admission import Admission
    from service.database import Store
    from service.settings import Settings

BACKLOG = 2048
_SWITCHES_EVERY_S = 0.001
"""How long the event loop waits for a thread that is at work on a call; Python's own choice is five times that."""


class CannotListenError(RuntimeError):
    """The address cannot be listened on."""


def serve(settings: Settings) -> None:
    """Listen until a stop signal comes.

    Raises:
        UnsafeSettingsError: with these settings nothing may be served.
        CannotListenError: the address cannot be used.
        InvalidDatabaseUrlError, StoreUnavailableError: feedback could not be kept.
        WorkersKeepFallingError: several workers were asked for, and they do not stay up.
    """
    refuse_unsafe(settings)
    start_logging()
    with closing(_listener(settings)) as listener:
        listening = replace(settings, port=listener.getsockname()[1])
        if settings.workers == 1:
            work(listening, listener, Incidents())
            return
    _serve_by_workers(listening)


def _serve_by_workers(settings: Settings) -> None:
    """What would stop a worker is found before there is one: registry, database and keys are opened here once."""
    admission = None if settings.demo else _admission(settings)
    with closing(store_of(settings)) as store:
        if admission:
            admission.sign_in(store)
    shared = SharedIncidents.made()
    gc.enable()
    with closing(_listener(settings, shared=True)), shared_metrics():
        if settings.demo:
            sys.stderr.write(greeting(settings))
        _serve_metrics(settings, of_all_workers())
        Workers(settings.workers, partial(_listener, settings, shared=True), work_beside_others, settings, shared).run()


def work_beside_others(listener: socket.socket, ready: Event, settings: Settings, incidents: SharedIncidents) -> None:
    """One worker of several, on its own socket at the shared address."""
    start_logging()
    with closing(listener):
        work(settings, listener, incidents.opened(), ready.set)


def work(settings: Settings, listener: socket.socket, incidents: Incidents, ready: Callable[[], object] = bool) -> None:
    """Answer what comes to this socket until a stop signal comes; `ready` hears when it listens."""
    admission = None if settings.demo else _admission(settings)
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
            _serve_metrics(settings, app.state.metrics.registry)
        listener.listen(BACKLOG)
        server_of(app, ready).run(sockets=[listener])


def _provider(settings: Settings) -> TracerProvider | None:
    if not settings.otel:
        return None
    try:
        return exporting_provider()
    except TracingNotInstalledError as error:
        raise UnsafeSettingsError(str(error)) from error


def _serve_metrics(settings: Settings, registry: CollectorRegistry) -> None:
    """Metrics on a port of their own, for as long as this process lives."""
    if not settings.metrics_port:
        return
    try:
        start_http_server(settings.metrics_port, settings.host, registry)
    except OSError as error:
        raise CannotListenError(
            f"cannot listen on {settings.host}:{settings.metrics_port}: {error.strerror}"
        ) from error


def started_auditor(settings: Settings, store: Store) -> Auditor:
    """The audit trail of this process, at work."""
    policy = AuditPolicy(SOFTWARE_VERSION, settings.audit_detail, settings.traced)
    auditor = Auditor(store, spool_of(settings), policy)
    auditor.start()
    return auditor


def _admission(settings: Settings) -> Admission:
    from service.admission import Admission  # noqa: PLC0415 - with cryptography, which demo mode needs not

    return Admission(settings)


def _listener(settings: Settings, *, shared: bool = False) -> socket.socket:
    """A socket at the address; it takes calls once it listens. `shared`: other workers have one there as well."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((settings.host, settings.port))
        if not shared:
            listener.listen(1)
    except OSError as error:
        listener.close()
        raise CannotListenError(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}") from error
    return listener


def greeting(settings: Settings) -> str:
    """What to open and what to paste, with the address that is really listened on."""
    first, real = _examples()
    url = settings.base_url
    return f"""
her2-cds listens on {url} (demo: this machine only, no authentication, invented and published test patients)

  In a browser          {url}/demo
  What is offered       curl -s {url}/cds-services

  A chart is opened     curl -s {url}/demo/requests/{first}.json | \\
                          curl -s -H 'Content-Type: application/json' -d @- {url}/cds-services/her2-patient-view
  A third-party record  curl -s {url}/demo/requests/{real}.json | \\
                          curl -s -H 'Content-Type: application/json' -d @- {url}/cds-services/her2-patient-view
  A drug is selected    curl -s '{url}/demo/requests/{first}.json?hook=order-select&agents=lapatinib,capecitabine' | \\
                          curl -s -H 'Content-Type: application/json' -d @- {url}/cds-services/her2-order-select

"""


def _examples() -> tuple[str, str]:
    """An invented patient and a real record, the first of each list."""
    patients = list(demo_patients().values())
    return patients[0].id, next(patient.id for patient in patients if "/" in patient.file)
