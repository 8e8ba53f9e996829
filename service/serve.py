"""`her2-cds serve`: from the settings to one server process, or to several that are watched over."""

from __future__ import annotations

import gc
import sys
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from service.callers import admission_of
from service.greeting import greeting
from service.guard import refuse_unsafe
from service.incidents import Incidents, SharedIncidents
from service.kept import store_of
from service.listening import listener_of, serve_metrics
from service.log import start_logging
from service.metrics import of_all_workers, shared_metrics
from service.workers import Workers

if TYPE_CHECKING:
    import socket
    from multiprocessing.synchronize import Event

    from service.settings import Settings


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
    if settings.workers > 1:
        with closing(listener_of(settings)) as free:
            listening = _at_port_of(free, settings)
        _serve_by_workers(listening)
        return
    from service.worker import work  # noqa: PLC0415 - the process that watches several workers needs no web server

    with closing(listener_of(settings)) as listener:
        work(_at_port_of(listener, settings), listener, Incidents())


def _at_port_of(listener: socket.socket, settings: Settings) -> Settings:
    """The settings with the port that is really listened on: port 0 means any that is free."""
    return replace(settings, port=listener.getsockname()[1])


def _serve_by_workers(settings: Settings) -> None:
    """What would stop a worker is found before there is one: registry, database and keys are opened here once."""
    admission = admission_of(settings)
    with closing(store_of(settings)) as store:
        if admission:
            admission.sign_in(store)
    shared = SharedIncidents.made()
    gc.enable()
    with closing(listener_of(settings, shared=True)), shared_metrics():
        if settings.demo:
            sys.stderr.write(greeting(settings))
        serve_metrics(settings, of_all_workers())
        Workers(
            settings.workers, partial(listener_of, settings, shared=True), work_beside_others, settings, shared
        ).run()


def work_beside_others(listener: socket.socket, ready: Event, settings: Settings, incidents: SharedIncidents) -> None:
    """One worker of several, on its own socket at the shared address."""
    gc.disable()  # as in `her2-cds serve`: what is loaded now stays
    from service.worker import work  # noqa: PLC0415 - as above

    start_logging()
    with closing(listener):
        work(settings, listener, incidents.opened(), ready.set)
