"""The registry of CDS clients as the settings name it, with every key that it holds itself checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.clients import Client, InvalidRegistryError, Registry, read_registry
from service.guard import UnsafeSettingsError
from service.jwks import KeysUnavailableError, fixed_document
from service.tokens import usable_keys

if TYPE_CHECKING:
    from service.settings import Settings

_SECRET_MEMBERS = ("d", "k", "p", "q", "dp", "dq", "qi", "oth")


def registered(settings: Settings) -> Registry:
    """The client registry of the settings, with every key that it holds itself checked.

    Raises:
        UnsafeSettingsError: it cannot be read, is empty, holds a secret key, or a client has no usable key.
    """
    if settings.clients is None:
        raise UnsafeSettingsError("HER2CDS_CLIENTS names no registry")
    try:
        registry = read_registry(settings.clients.read_text(encoding="utf-8"), folder=settings.clients.parent)
        if not registry.clients:
            raise UnsafeSettingsError("HER2CDS_CLIENTS: no client is registered, so nobody could call")
        for position, client in enumerate(registry.clients, start=1):
            _check_keys(client, position)
    except KeysUnavailableError as error:
        raise UnsafeSettingsError("HER2CDS_CLIENTS: a jwks_file cannot be read") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UnsafeSettingsError("HER2CDS_CLIENTS: the registry cannot be read") from error
    except InvalidRegistryError as error:
        raise UnsafeSettingsError(f"HER2CDS_CLIENTS: {error}") from error
    return registry


def _check_keys(client: Client, position: int) -> None:
    if client.jwks_url is not None:
        return
    document = fixed_document(client)
    if holds_a_secret(document):
        raise UnsafeSettingsError(
            f"HER2CDS_CLIENTS: client {position}: its JWKS holds a private or symmetric key; only public keys belong "
            "here, and that key must be replaced"
        )
    if not usable_keys(document):
        raise UnsafeSettingsError(f"HER2CDS_CLIENTS: client {position}: no usable public key")


def holds_a_secret(document: Any) -> bool:
    """Whether a JWK Set holds a private part of a key, or a symmetric key."""
    keys = document.get("keys") if isinstance(document, dict) else None
    entries = [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []
    return any(key.get("kty") == "oct" or any(member in key for member in _SECRET_MEMBERS) for key in entries)
