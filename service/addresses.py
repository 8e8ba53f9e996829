"""From which address a call comes: the peer's own, or what a trusted proxy says. Others' headers are never believed."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipaddress import IPv4Address

    from starlette.types import Scope

Network = IPv4Network | IPv6Network
_SAID_BY_PROXIES = (b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via")


def networks(given: str) -> tuple[Network, ...]:
    """Addresses and networks from a comma-separated list, such as `10.0.0.7, 10.1.0.0/16`.

    Raises:
        ValueError: one of them is no address.
    """
    return tuple(ip_network(part.strip()) for part in given.split(",") if part.strip())


def address_of(scope: Scope, proxies: tuple[Network, ...]) -> str:
    """The caller's address: the last one in X-Forwarded-For that no trusted proxy has, if the peer is trusted."""
    peer = scope["client"][0] if scope.get("client") else ""
    if not proxies or not _among(peer, proxies):
        return peer
    forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    for written in reversed(forwarded.decode("latin-1").split(",")):
        address = _parsed(written.strip())
        if address is None:
            return peer  # a trusted proxy does not write what is no address
        if not _among(str(address), proxies):
            return str(address)
    return peer


def is_this_machine(scope: Scope, proxies: tuple[Network, ...]) -> bool:
    """Whether the caller is on this machine itself, and not behind a proxy on it."""
    address = _parsed(address_of(scope, proxies))
    unproxied = bool(proxies) or not any(name in _SAID_BY_PROXIES for name, _ in scope["headers"])
    return address is not None and address.is_loopback and unproxied


def counted_as(address: str) -> str:
    """Under which name an address is counted: IPv6 callers by their /64, of which each has plenty of addresses."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((parsed, 64), strict=False))
    return address


def _among(address: str, accepted: tuple[Network, ...]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in accepted)


def _parsed(written: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(written)
    except ValueError:
        return None
    return parsed.ipv4_mapped or parsed if isinstance(parsed, IPv6Address) else parsed
