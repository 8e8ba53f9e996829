"""From a card to the page: an opaque `appContext` that only fits the client, patient and user whom the card was for.

The id follows from the call by a keyed digest, so that the same request gives the same bytes; nobody else can make one.
Beside it lie keyed digests of patient and user, never the ids themselves.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from cards.launch import open_label
from service.database import StoreUnavailableError, insert_once, reading, writing
from service.log import log_error
from service.smart.trouble import LaunchRefusedError, Trouble
from service.tables import smart_cases

if TYPE_CHECKING:
    from collections.abc import Callable

    from cards.wording.language import Language
    from service.database import Store
    from service.smart.apps import SmartApps

CASE_S = 12 * 3600
_ID_BYTES = 16  # 128 bits


@dataclass(frozen=True, slots=True)
class Call:
    """The hook call that a card answered."""

    client: str
    hook_instance: str
    patient: str
    user: str


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases of all clients; `clock` in seconds since the epoch, `launch_url` where the EHR starts the page."""

    store: Store
    apps: SmartApps
    launch_url: str
    clock: Callable[[], float] = time.time

    def linked(self, cards: list[dict[str, Any]], call: Call, language: Language) -> list[dict[str, Any]]:
        """The cards, with a link to the page where the client is registered for SMART and the case could be kept."""
        if not cards or self.apps.of_client(call.client) is None:
            return cards
        try:
            case = self.keep(call)
        except StoreUnavailableError:
            log_error("case-not-kept")
            return cards
        link = {"label": open_label(language), "url": self.launch_url, "type": "smart", "appContext": case}
        return [{**card, "links": [link, *card.get("links", [])]} for card in cards]

    def keep(self, call: Call) -> str:
        """Remember a case for twelve hours and give back its id."""
        case, now = self._case(call), self.clock()
        row = {
            "id": self._digest("row", case),
            "client": call.client,
            "patient": self._digest("patient", call.client, call.patient),
            "user": self._user(call.client, call.user),
            "expires": now + CASE_S,
        }
        with writing(self.store.engine) as connection:
            connection.execute(delete(smart_cases).where(smart_cases.c.expires < now))
            if not insert_once(connection, smart_cases, [row]):
                again = update(smart_cases).where(smart_cases.c.id == row["id"])
                connection.execute(again.values(expires=row["expires"]))
        return case

    def check(self, case: str, *, client: str, patient: str, user: str | None) -> None:
        """Refuse a case that is not of this client and user, or is of another patient.

        Raises:
            LaunchRefusedError: no such case (whatever the reason), or a different patient.
        """
        with reading(self.store.engine) as connection:
            mine = (smart_cases.c.id == self._digest("row", case)) & (smart_cases.c.expires >= self.clock())
            row = connection.execute(select(smart_cases).where(mine)).one_or_none()
        if row is None or row.client != client:
            raise LaunchRefusedError(Trouble.NO_SUCH_CASE, "unknown")
        if user is not None and _differ(row.user, self._user(client, user)):
            raise LaunchRefusedError(Trouble.NO_SUCH_CASE, "user")
        if row.patient != self._digest("patient", client, patient):
            raise LaunchRefusedError(Trouble.DIFFERENT_PATIENT, "case")

    def _case(self, call: Call) -> str:
        whole = self._mac("case", call.client, call.hook_instance, call.patient, call.user)
        return base64.urlsafe_b64encode(whole[:_ID_BYTES]).rstrip(b"=").decode()

    def _user(self, client: str, user: str) -> str:
        """`Practitioner` and a digest of its id, whether it came relative (hook) or absolute (fhirUser)."""
        kind, _, name = "/".join(user.split("/_history/", maxsplit=1)[0].rstrip("/").split("/")[-2:]).rpartition("/")
        return f"{kind} {self._digest('user', client, name)}"

    def _digest(self, *parts: str) -> str:
        return self._mac(*parts).hex()

    def _mac(self, *parts: str) -> bytes:
        message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in ("smart-case", *parts))
        return hmac.new(self.store.digest_key, message, hashlib.sha256).digest()


def _differ(one: str, other: str) -> bool:
    """Whether these are two users; a Practitioner and a PractitionerRole may be one person, which nobody can see."""
    return one.split(maxsplit=1)[0] == other.split(maxsplit=1)[0] and one != other
