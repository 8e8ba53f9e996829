"""`her2-cds serve`: the server process, from the socket to the graceful end."""

from __future__ import annotations

import gc
import socket
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import uvicorn

from service.app import SOFTWARE_VERSION, create_app
from service.audit import Auditor, AuditPolicy
from service.authentication import Authenticator
from service.callers import Callers, DemoCallers, RegisteredCallers
from service.card_memory import CardMemory
from service.clients import InvalidRegistryError, Registry, read_registry
from service.demo import demo_patients
from service.fhir_access import FhirAccess
from service.jwks import KeyStore, KeysUnavailableError, fixed_document
from service.kept import spool_of, store_of
from service.log import log, start_logging
from service.origins import is_https_or_loopback, names_loopback
from service.token_ledger import DatabaseLedger
from service.tokens import usable_keys

if TYPE_CHECKING:
    from fastapi import FastAPI

    from service.database import Store
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
    registry = None if settings.demo else registered(settings)
    with closing(_listener(settings)) as listener, closing(store_of(settings)) as store, closing(FhirAccess()) as fhir:
        listening = replace(settings, port=listener.getsockname()[1])
        callers = _callers(registry, store, listening)
        memory = CardMemory(store, settings.repeat_overridden)
        auditor = started_auditor(listening, store)
        with closing(auditor):
            app = create_app(listening, memory=memory, callers=callers, fhir=fhir, auditor=auditor)
            server = uvicorn.Server(_configuration(app))
            gc.freeze()
            if listening.demo:
                sys.stderr.write(greeting(listening))
            log("listening", url=listening.base_url, demo=int(listening.demo))
            server.run(sockets=[listener])


def started_auditor(settings: Settings, store: Store) -> Auditor:
    """The audit trail of this process, at work."""
    policy = AuditPolicy(SOFTWARE_VERSION, settings.audit_detail, settings.traced)
    auditor = Auditor(store, spool_of(settings), policy)
    auditor.start()
    return auditor


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
        UnsafeSettingsError: demo mode beyond loopback; or, outside demo mode, no client registry, a public address
            without https, or no decision of the site about suggestions that later evidence has overtaken.
    """
    if settings.demo:
        if not settings.listens_on_loopback:
            raise UnsafeSettingsError("--demo serves this machine only: HER2CDS_HOST must be a loopback address")
        return
    if settings.clients is None:
        raise UnsafeSettingsError(
            "callers must be authenticated: name the client registry in HER2CDS_CLIENTS, or use --demo (this machine)"
        )
    if not settings.listens_on_loopback and not settings.public_url:
        raise UnsafeSettingsError("HER2CDS_PUBLIC_URL is needed: the address under which EHRs reach the service")
    if not is_https_or_loopback(settings.base_url):
        raise UnsafeSettingsError("HER2CDS_PUBLIC_URL needs https (plain http only on this machine)")
    if not names_loopback(settings.base_url) and settings.suggest_superseded is None:
        raise UnsafeSettingsError("HER2CDS_SUGGEST_SUPERSEDED must be yes or no: the site has to decide")


def registered(settings: Settings) -> Registry:
    """The client registry of the settings, with every key that it holds itself checked.

    Raises:
        UnsafeSettingsError: it cannot be read, or a client has no usable key.
    """
    if settings.clients is None:
        raise UnsafeSettingsError("HER2CDS_CLIENTS names no registry")
    try:
        registry = read_registry(settings.clients.read_text(encoding="utf-8"), folder=settings.clients.parent)
        for position, client in enumerate(registry.clients, start=1):
            if client.jwks_url is None and not usable_keys(fixed_document(client)):
                raise UnsafeSettingsError(f"HER2CDS_CLIENTS: client {position}: no usable public key")
    except KeysUnavailableError as error:
        raise UnsafeSettingsError("HER2CDS_CLIENTS: a jwks_file cannot be read") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UnsafeSettingsError("HER2CDS_CLIENTS: the registry cannot be read") from error
    except InvalidRegistryError as error:
        raise UnsafeSettingsError(f"HER2CDS_CLIENTS: {error}") from error
    return registry


def _callers(registry: Registry | None, store: Store, settings: Settings) -> Callers:
    if registry is None:
        return DemoCallers()
    return RegisteredCallers(Authenticator(registry, KeyStore(), DatabaseLedger(store), public_url=settings.base_url))


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
