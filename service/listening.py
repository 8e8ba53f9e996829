"""Where a process listens: for calls, and on a port of its own for metrics."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from prometheus_client import start_http_server

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from service.settings import Settings


class CannotListenError(RuntimeError):
    """The address cannot be listened on."""


def listener_of(settings: Settings, *, shared: bool = False) -> socket.socket:
    """A socket at the address; it takes calls once it listens. `shared`: other workers have one there as well."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((settings.host, settings.port))
        if not shared:
            listener.listen(1)
    except OSError as error:
        listener.close()
        raise CannotListenError(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}") from error
    return listener


def serve_metrics(settings: Settings, registry: CollectorRegistry) -> None:
    """Metrics on a port of their own, for as long as this process lives."""
    if not settings.metrics_port:
        return
    try:
        start_http_server(settings.metrics_port, settings.host, registry)
    except OSError as error:
        raise CannotListenError(
            f"cannot listen on {settings.host}:{settings.metrics_port}: {error.strerror}"
        ) from error
