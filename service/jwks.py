"""Where a client's public keys come from: its registry entry, a file, or one fixed URL, cached with care.

The URL is fetched on the first need, again when the cache has aged (Cache-Control, at least 60 s, at most an hour) and
once a minute at most for a key id that is not in the set (key rotation). A host that is down leaves the old keys in
use for a day. One fetch at a time per client.
"""

from __future__ import annotations

import json
import re
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from service.health import Health
from service.origins import names_address
from service.outward import get, open_session
from service.replies import FetchFailedError
from service.tokens import Key, usable_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from service.clients import Client

MIN_AGE_S = 60.0
MAX_AGE_S = 3600.0
DEFAULT_AGE_S = 300.0
RETRY_S = 60.0
STALE_S = 24 * 3600.0
FETCH_S = 2.0
MAX_BYTES = 256 * 1024
_HTTP_OK = 200
_MAX_AGE = re.compile(r"max-age=(\d{1,9})")


class KeysUnavailableError(Exception):
    """The keys could not be fetched, or the answer held no usable key."""


@dataclass(frozen=True, slots=True)
class FetchedKeys:
    """The usable keys of one answer and how long it may be kept, in seconds."""

    keys: Mapping[str, Key]
    max_age_s: float


def fetch_keys(url: str, *, private_permitted: bool = False, ca_bundle: str | None = None) -> FetchedKeys:
    """Fetch a JWK Set from its fixed URL.

    Raises:
        KeysUnavailableError: no 200, no JSON, too large, too slow, or no usable key in it.
    """
    session = open_session(
        private_permitted=private_permitted or names_address(url), connections=1, ca_bundle=ca_bundle
    )
    try:
        reply = get(
            session,
            url,
            headers={"Accept": "application/json"},
            deadline=time.monotonic() + FETCH_S,
            max_bytes=MAX_BYTES,
        )
        keys = usable_keys(json.loads(reply.body)) if reply.status == _HTTP_OK else {}
    except (FetchFailedError, ValueError, RecursionError) as error:
        raise KeysUnavailableError from error
    finally:
        session.close()
    if not keys:
        raise KeysUnavailableError
    return FetchedKeys(keys, _age(reply.headers.get("cache-control", "")))


def _age(cache_control: str) -> float:
    if "no-store" in cache_control or "no-cache" in cache_control:
        return MIN_AGE_S
    stated = _MAX_AGE.search(cache_control)
    return min(max(float(stated[1]), MIN_AGE_S), MAX_AGE_S) if stated else DEFAULT_AGE_S


@dataclass(slots=True)
class _Cached:
    keys: Mapping[str, Key] = field(default_factory=dict)
    fetched: float = float("-inf")
    expires: float = float("-inf")
    refresh_asked: float = float("-inf")
    unknown_asked: float = float("-inf")
    failing: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


class KeyStore:
    """The public keys of every registered client. `clock` is monotonic, in seconds."""

    def __init__(
        self,
        *,
        fetch: Callable[[str], FetchedKeys] = fetch_keys,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._cached: dict[str, _Cached] = {}
        self._guard = threading.Lock()

    def key(self, client: Client, kid: str) -> Key | None:
        """The client's key of that id, fetching its set where that may help; None if there is none."""
        if client.jwks_url is None:
            return self._fixed(client).get(kid)
        cached = self._entry(client.issuer)
        with cached.lock:
            now = self._clock()
            if now >= cached.expires and now - cached.refresh_asked >= RETRY_S:
                cached.refresh_asked = now
                self._refresh(cached, client.jwks_url, now)
            elif kid not in cached.keys and cached.keys and now - cached.unknown_asked >= RETRY_S:
                cached.unknown_asked = now
                self._refresh(cached, client.jwks_url, now)
            return cached.keys.get(kid) if now - cached.fetched <= STALE_S else None

    def state(self, client: Client) -> Health:
        """Degraded: the last fetch failed and the keys of before are in use; failed: there are none to use."""
        if client.jwks_url is None:
            return Health.OK if self._fixed(client) else Health.FAILED
        cached = self._cached.get(client.issuer)
        if cached is None or not cached.failing:
            return Health.OK
        return Health.DEGRADED if cached.keys and self._clock() - cached.fetched <= STALE_S else Health.FAILED

    def _refresh(self, cached: _Cached, url: str, now: float) -> None:
        try:
            fetched = self._fetch(url)
        except KeysUnavailableError:
            cached.failing = True
            return  # the old set stays in use until it is stale
        cached.failing = False
        cached.keys, cached.fetched, cached.expires = fetched.keys, now, now + fetched.max_age_s

    def _entry(self, issuer: str) -> _Cached:
        with self._guard:
            return self._cached.setdefault(issuer, _Cached())

    def _fixed(self, client: Client) -> Mapping[str, Key]:
        cached = self._entry(client.issuer)
        with cached.lock:
            if cached.fetched == float("-inf"):
                cached.keys, cached.fetched = usable_keys(fixed_document(client)), 0.0
            return cached.keys


def fixed_document(client: Client) -> object:
    """The JWK Set that the registry entry itself holds or names as a file.

    Raises:
        KeysUnavailableError: the file cannot be read or is no JSON.
    """
    if client.jwks_file is None:
        return client.jwks
    try:
        return json.loads(Path(client.jwks_file).read_bytes())
    except (OSError, ValueError) as error:
        raise KeysUnavailableError from error
