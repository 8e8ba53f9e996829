"""Which web addresses may be trusted at all, and the origins of web pages that may call from a browser."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")


def is_https_or_loopback(url: str) -> bool:
    """Whether the URL is https, or plain http to this machine; a URL with user information never is."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.password is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK_HOSTS)


def names_loopback(url: str) -> bool:
    """Whether the URL's host is this machine."""
    return urlsplit(url).hostname in LOOPBACK_HOSTS


def names_address(url: str) -> bool:
    """Whether the URL's host is an IP address or `localhost`: then naming it in the registry is the permission."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def web_origins(given: str) -> tuple[str, ...]:
    """The origins of a comma-separated list.

    Raises:
        ValueError: one of them is `*`, `null`, plain http beyond this machine, or more than scheme, host and port.
    """
    return tuple(_origin(part.strip()) for part in given.split(",") if part.strip())


def _origin(written: str) -> str:
    if "*" in written:
        raise ValueError("expected each origin by its full name: * would let every web page call")
    if not is_https_or_loopback(written) or written != "{0.scheme}://{0.netloc}".format(urlsplit(written)):
        raise ValueError("expected origins such as https://ehr.example.org (plain http only on this machine), no path")
    return written
