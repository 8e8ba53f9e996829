"""What the settings say about where things are kept: the database with its keys, and the spool beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.audit_key import key_from
from service.audit_spool import Spool
from service.database import Store, database_url, open_store

if TYPE_CHECKING:
    from service.settings import Settings


def store_of(settings: Settings) -> Store:
    """The database of the settings, open.

    Raises:
        InvalidSettingError, InvalidDatabaseUrlError: the settings name none.
        StoreUnavailableError: it cannot be used now.
    """
    return open_store(database_url(settings.database_url, settings.data_dir), key_from(settings.audit_key_file))


def spool_of(settings: Settings) -> Spool:
    """The spool of the settings; its folder is made when a record needs it."""
    return Spool(settings.data_dir / "audit-spool")
