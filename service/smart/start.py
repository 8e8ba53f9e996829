"""The SMART app of a process, put together from its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.database import shared_key
from service.smart.apps import smart_apps
from service.smart.cases import Cases
from service.smart.sealing import Seal, key_from_file
from service.smart.sessions import Sessions
from service.smart.sign_in import SignIn

if TYPE_CHECKING:
    from service.clients import Registry
    from service.database import Store
    from service.settings import Settings


def sign_in_of(registry: Registry | None, store: Store, settings: Settings) -> SignIn | None:
    """How clinicians sign in; None where no client is registered for SMART.

    Raises:
        InvalidCredentialError, InvalidSessionKeyError: a file of the registration or the settings cannot be used.
    """
    apps = smart_apps(registry)
    if not apps:
        return None
    file = settings.session_key_file
    secret = shared_key(store.engine, "smart-sessions") if file is None else key_from_file(file)
    base = settings.base_url.rstrip("/")
    return SignIn(
        apps=apps,
        sessions=Sessions(store, Seal(secret)),
        cases=Cases(store, apps, f"{base}/smart/launch"),
        redirect_uri=f"{base}/smart/callback",
    )
