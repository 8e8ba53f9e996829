"""Who is let in where clients are registered: CDS clients by their tokens, clinicians by their sign-in.

Demo mode knows no callers and loads nothing of this: neither cryptography nor what reads from other servers.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from service.authentication import Authenticator
from service.callers import RegisteredCallers
from service.dependencies import keys_at_hand
from service.guard import UnsafeSettingsError
from service.jwks import KeyStore
from service.registration import registered
from service.smart.credentials import InvalidCredentialError
from service.smart.sealing import InvalidSessionKeyError
from service.smart.start import sign_in_of
from service.token_ledger import DatabaseLedger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from service.callers import Callers
    from service.database import Store
    from service.health import Health
    from service.settings import Settings
    from service.smart.sign_in import SignIn


class Admission:
    """The registry of a site with the keys of its clients.

    Raises:
        UnsafeSettingsError: the registry cannot be used.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._registry = registered(settings)
        self._keys = KeyStore()

    @property
    def checks(self) -> Mapping[str, Callable[[], Health]]:
        """What readiness asks: whether callers can be authenticated."""
        return {"keys": partial(keys_at_hand, self._registry, self._keys)}

    def callers(self, store: Store) -> Callers:
        """How a caller proves to be a registered client."""
        ledger = DatabaseLedger(store)
        return RegisteredCallers(Authenticator(self._registry, self._keys, ledger, public_url=self._settings.base_url))

    def sign_in(self, store: Store) -> SignIn | None:
        """How clinicians sign in; None where no client is registered for it.

        Raises:
            UnsafeSettingsError: a file of the registration or the settings cannot be used.
        """
        try:
            return sign_in_of(self._registry, store, self._settings)
        except InvalidCredentialError as error:
            raise UnsafeSettingsError(f"HER2CDS_CLIENTS: {error}") from error
        except InvalidSessionKeyError as error:
            raise UnsafeSettingsError(f"HER2CDS_SESSION_KEY_FILE: {error}") from error
