"""The one door to the network: bounded GET and form POST requests over `requests`.

Whatever the other side does, a call ends by its deadline, reads no more than its cap of decoded bytes, follows no
redirect, takes nothing from the environment (proxies, .netrc), and connects only to addresses that its origin permits.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError

from service.replies import Failure, FetchFailedError, Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

CHUNK = 64 * 1024


class _ForbiddenAddressError(OSError):
    """The name resolves to an address that this origin does not permit."""


class _Call(threading.local):
    """The socket that this thread is reading from, so that a watchdog can end it."""

    handle: _Handle | None = None


class _Handle:
    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self.ended = False

    def reading_from(self, sock: socket.socket | None) -> None:
        with self._lock:
            self._socket = sock
            ended = self.ended
        if ended:
            self.end()

    def end(self) -> None:
        with self._lock:
            self.ended = True
            sock = self._socket
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it was closed already


_CALL = _Call()


class _Bounded:
    """Connects only where permitted, and shows its socket to the watchdog (mixed into urllib3's connections)."""

    private_permitted = False

    def _new_conn(self) -> socket.socket:
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)  # type: ignore[attr-defined]  # urllib3's own
        except (OSError, UnicodeError) as error:
            raise NameResolutionError(self.host, self, socket.gaierror()) from error  # type: ignore[attr-defined,arg-type]  # urllib3's own
        problem: OSError = _ForbiddenAddressError()
        for family, kind, protocol, _, address in found:
            if not self.private_permitted and not _is_public(str(address[0])):
                continue
            sock = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(self.timeout)  # type: ignore[attr-defined]  # urllib3's own
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if _CALL.handle is not None:
                    _CALL.handle.reading_from(sock)
                sock.connect(address)
            except OSError as error:
                sock.close()
                problem = error
                continue
            return sock
        raise NewConnectionError(self, "no permitted address answers") from problem  # type: ignore[arg-type]  # mixed in

    def getresponse(self) -> Any:
        if _CALL.handle is not None:
            _CALL.handle.reading_from(self.sock)  # type: ignore[attr-defined]  # urllib3's own
        return super().getresponse()  # type: ignore[misc]  # mixed in


def _is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return parsed.is_global and not parsed.is_multicast


class _PublicHttp(_Bounded, HTTPConnection):
    """HTTP to public addresses."""


class _PublicHttps(_Bounded, HTTPSConnection):
    """HTTPS to public addresses."""


class _PrivateHttp(_Bounded, HTTPConnection):
    """HTTP, private addresses permitted."""

    private_permitted = True


class _PrivateHttps(_Bounded, HTTPSConnection):
    """HTTPS, private addresses permitted."""

    private_permitted = True


class _Adapter(HTTPAdapter):
    def __init__(self, *, private_permitted: bool, connections: int) -> None:
        self._private = private_permitted
        super().__init__(pool_connections=4, pool_maxsize=connections, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        http = type("Http", (HTTPConnectionPool,), {"ConnectionCls": _PrivateHttp if self._private else _PublicHttp})
        https = type(
            "Https", (HTTPSConnectionPool,), {"ConnectionCls": _PrivateHttps if self._private else _PublicHttps}
        )
        self.poolmanager.pool_classes_by_scheme = {"http": http, "https": https}


def open_session(*, private_permitted: bool, connections: int = 8, ca_bundle: str | None = None) -> requests.Session:
    """A session for one origin: nothing from the environment, no redirects, no retries.

    `ca_bundle` is a file of certificates (PEM) that is trusted instead of the public authorities.
    """
    session = requests.Session()
    session.trust_env = False
    session.verify = ca_bundle or True
    adapter = _Adapter(private_permitted=private_permitted, connections=connections)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def get(session: requests.Session, url: str, *, headers: Mapping[str, str], deadline: float, max_bytes: int) -> Reply:
    """One GET that ends by `deadline` (seconds of `time.monotonic`) and reads at most `max_bytes` decoded bytes.

    Raises:
        FetchFailedError: nothing usable came within the bounds.
    """
    return _exchange(session, requests.Request("GET", url, headers=dict(headers)), deadline, max_bytes)


def post_form(  # noqa: PLR0913 - the bounds of `get` and the form
    session: requests.Session,
    url: str,
    *,
    form: Mapping[str, str],
    headers: Mapping[str, str],
    deadline: float,
    max_bytes: int,
) -> Reply:
    """One POST of a form, within the bounds of `get`.

    Raises:
        FetchFailedError: nothing usable came within the bounds.
    """
    request = requests.Request("POST", url, headers=dict(headers), data=dict(form))
    return _exchange(session, request, deadline, max_bytes)


def _exchange(session: requests.Session, request: requests.Request, deadline: float, max_bytes: int) -> Reply:
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise FetchFailedError(Failure.TIMEOUT)
    handle = _Handle()
    watchdog = threading.Timer(remaining, handle.end)
    watchdog.daemon = True
    watchdog.start()
    _CALL.handle = handle
    try:
        return _read(session, request, remaining, max_bytes)
    except requests.exceptions.SSLError as error:
        raise FetchFailedError(Failure.TIMEOUT if handle.ended else Failure.TLS) from error
    except (requests.exceptions.Timeout, TimeoutError) as error:
        raise FetchFailedError(Failure.TIMEOUT) from error
    except requests.exceptions.ConnectionError as error:
        raise FetchFailedError(_why(error, handle)) from error
    except (requests.exceptions.RequestException, HTTPError, OSError, ValueError) as error:
        raise FetchFailedError(Failure.TIMEOUT if handle.ended else Failure.BROKEN) from error
    finally:
        watchdog.cancel()
        _CALL.handle = None


def _read(session: requests.Session, request: requests.Request, remaining: float, max_bytes: int) -> Reply:
    prepared = session.prepare_request(request)
    response = session.send(prepared, timeout=remaining, stream=True, allow_redirects=False)
    with response:
        body = bytearray()
        while chunk := response.raw.read1(CHUNK, decode_content=True):
            body += chunk
            if len(body) > max_bytes:
                raise FetchFailedError(Failure.TOO_LARGE)
        return Reply(response.status_code, {name.lower(): text for name, text in response.headers.items()}, bytes(body))


def _why(error: BaseException, handle: _Handle) -> Failure:
    if handle.ended:
        return Failure.TIMEOUT
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, _ForbiddenAddressError):
            return Failure.NOT_ALLOWED
        if isinstance(cause, TimeoutError):
            return Failure.TIMEOUT
        reason = getattr(cause, "reason", None)
        cause = cause.__cause__ or cause.__context__ or (reason if isinstance(reason, BaseException) else None)
    return Failure.CONNECT
