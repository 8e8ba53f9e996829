"""`her2-cds serve`: the server process, from the socket to the graceful end."""

from __future__ import annotations

import gc
import socket
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import uvicorn

from service.app import create_app
from service.card_memory import CardMemory
from service.database import Store, database_url, open_store
from service.demo import demo_patients
from service.log import log, start_logging

if TYPE_CHECKING:
    from fastapi import FastAPI

    from service.settings import Settings

DRAIN_SECONDS = 6
"""A stop signal waits so long for calls under way; with the rest of the shutdown it ends within ten seconds."""


class UnsafeSettingsError(ValueError):
    """With these settings nothing may be served; the message says what to change."""


class CannotListenError(RuntimeError):
    """The address cannot be listened on."""


def serve(settings: Settings) -> None:
    """Listen until a stop signal comes.

    Raises:
        UnsafeSettingsError: with these settings nothing may be served.
        CannotListenError: the address cannot be used.
        InvalidDatabaseUrlError, StoreUnavailableError: feedback could not be kept.
    """
    refuse_unsafe(settings)
    start_logging()
    with closing(_listener(settings)) as listener, closing(_opened(settings)) as store:
        listening = replace(settings, port=listener.getsockname()[1])
        server = uvicorn.Server(
            _configuration(create_app(listening, memory=CardMemory(store, settings.repeat_overridden)))
        )
        gc.freeze()
        sys.stderr.write(greeting(listening))
        log("listening", url=listening.base_url, demo=int(listening.demo))
        server.run(sockets=[listener])


def _opened(settings: Settings) -> Store:
    return open_store(database_url(settings.database_url, settings.data_dir))


def _configuration(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        http="httptools",  # refuses a request with both Content-Length and Transfer-Encoding
        timeout_keep_alive=5,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )


def refuse_unsafe(settings: Settings) -> None:
    """Stop before anything is served that must not be.

    Raises:
        UnsafeSettingsError: not demo mode (callers are not authenticated yet), or demo mode beyond loopback.
    """
    if not settings.demo:
        raise UnsafeSettingsError("authentication is required and not available yet: use --demo (this machine only)")
    if not settings.listens_on_loopback:
        raise UnsafeSettingsError("--demo serves this machine only: HER2CDS_HOST must be a loopback address")


def _listener(settings: Settings) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        raise CannotListenError(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}") from error


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
