"""`her2-cds serve`: the server process, from the socket to the graceful end."""

from __future__ import annotations

import gc
import socket
import sys
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from service.app import create_app
from service.audit import Auditor, AuditPolicy
from service.authentication import Authenticator
from service.build_info import SOFTWARE_VERSION
from service.callers import Callers, DemoCallers, RegisteredCallers
from service.card_memory import CardMemory
from service.clients import InvalidRegistryError, Registry, read_registry
from service.demo import demo_patients
from service.dependencies import keys_at_hand
from service.fhir_access import FhirAccess
from service.http_server import server_of
from service.incidents import Incidents, SharedIncidents
from service.jwks import KeyStore, KeysUnavailableError, fixed_document
from service.kept import spool_of, store_of
from service.log import log, start_logging
from service.metrics import shared_metrics
from service.origins import is_https_or_loopback, names_loopback
from service.smart.credentials import InvalidCredentialError
from service.smart.sealing import InvalidSessionKeyError
from service.smart.start import sign_in_of
from service.token_ledger import DatabaseLedger
from service.tokens import usable_keys
from service.workers import Workers

if TYPE_CHECKING:
    from service.database import Store
    from service.settings import Settings
    from service.smart.sign_in import SignIn

BACKLOG = 2048


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
    """What would stop a worker is found before there is one: registry and database are opened here once."""
    if not settings.demo:
        registry = registered(settings)
        with closing(store_of(settings)) as store:
            _sign_in(registry, store, settings)
    else:
        store_of(settings).close()
    shared = SharedIncidents.made()
    with closing(_listener(settings, shared=True)), shared_metrics():
        if settings.demo:
            sys.stderr.write(greeting(settings))
        Workers(settings.workers, work_beside_others, settings, shared).run()


def work_beside_others(settings: Settings, incidents: SharedIncidents) -> None:
    """One worker of several, on its own socket at the shared address."""
    start_logging()
    with closing(_listener(settings, shared=True)) as listener:
        work(settings, listener, incidents.opened())


def work(settings: Settings, listener: socket.socket, incidents: Incidents) -> None:
    """Answer what comes to this socket until a stop signal comes."""
    registry = None if settings.demo else registered(settings)
    keys = KeyStore()
    with (
        closing(store_of(settings)) as store,
        closing(FhirAccess()) as fhir,
        closing(started_auditor(settings, store)) as auditor,
    ):
        app = create_app(
            settings,
            memory=CardMemory(store, settings.repeat_overridden),
            callers=_callers(registry, keys, store, settings),
            fhir=fhir,
            auditor=auditor,
            sign_in=_sign_in(registry, store, settings),
            checks={"keys": partial(keys_at_hand, registry, keys)} if registry else {},
            incidents=incidents,
        )
        gc.freeze()
        if settings.demo and settings.workers == 1:
            sys.stderr.write(greeting(settings))
        log("listening", url=settings.base_url, demo=int(settings.demo), workers=settings.workers)
        listener.listen(BACKLOG)
        server_of(app).run(sockets=[listener])


def started_auditor(settings: Settings, store: Store) -> Auditor:
    """The audit trail of this process, at work."""
    policy = AuditPolicy(SOFTWARE_VERSION, settings.audit_detail, settings.traced)
    auditor = Auditor(store, spool_of(settings), policy)
    auditor.start()
    return auditor


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


def _callers(registry: Registry | None, keys: KeyStore, store: Store, settings: Settings) -> Callers:
    if registry is None:
        return DemoCallers()
    return RegisteredCallers(Authenticator(registry, keys, DatabaseLedger(store), public_url=settings.base_url))


def _sign_in(registry: Registry | None, store: Store, settings: Settings) -> SignIn | None:
    try:
        return sign_in_of(registry, store, settings)
    except InvalidCredentialError as error:
        raise UnsafeSettingsError(f"HER2CDS_CLIENTS: {error}") from error
    except InvalidSessionKeyError as error:
        raise UnsafeSettingsError(f"HER2CDS_SESSION_KEY_FILE: {error}") from error


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
