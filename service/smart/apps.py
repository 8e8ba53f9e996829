"""Which EHRs may launch the page: the registered FHIR servers of the clients that have a SMART registration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.fhir_client import permitted_base
from service.smart.credentials import Credential, read_credential

if TYPE_CHECKING:
    from service.clients import Client, Registry


@dataclass(frozen=True, slots=True)
class SmartApp:
    """This service as an app of one EHR tenant."""

    client: Client
    client_id: str
    credential: Credential


class SmartApps:
    """The apps of the registry; a FHIR server belongs to one of them at most (the registry sees to it)."""

    def __init__(self, apps: tuple[SmartApp, ...]) -> None:
        self._apps = apps

    def __bool__(self) -> bool:
        return bool(self._apps)

    @property
    def frame_ancestors(self) -> tuple[str, ...]:
        """The sites that may frame a page without patient data: those of every registered EHR."""
        return tuple(dict.fromkeys(site for app in self._apps for site in app.client.frame_ancestors))

    def of_server(self, iss: str) -> SmartApp | None:
        """The app that this FHIR server may launch: letter by letter as registered, but for a trailing slash."""
        return next((app for app in self._apps if permitted_base(iss, tuple(app.client.fhir_servers))), None)

    def of_client(self, issuer: str) -> SmartApp | None:
        """The app of a registered CDS client."""
        return next((app for app in self._apps if app.client.issuer == issuer), None)


def smart_apps(registry: Registry | None) -> SmartApps:
    """The apps of the registry, their credentials read.

    Raises:
        InvalidCredentialError: a key or secret cannot be used.
    """
    clients = registry.clients if registry else ()
    return SmartApps(
        tuple(
            SmartApp(client, client.smart_client_id, read_credential(client))
            for client in clients
            if client.smart_client_id is not None
        )
    )
