"""What must not be served: every unsafe configuration is named, and stops the start (goal S11)."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from service.metrics_access import SHORTEST_TOKEN, token_in
from service.origins import is_https_or_loopback, names_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.settings import Settings


class UnsafeSettingsError(ValueError):
    """With these settings nothing may be served; the message says what to change."""


def refuse_unsafe(settings: Settings) -> None:
    """Stop before anything is served that must not be.

    Raises:
        UnsafeSettingsError: the first of `what_is_unsafe`.
    """
    for problem in what_is_unsafe(settings):
        raise UnsafeSettingsError(problem)


def what_is_unsafe(settings: Settings) -> Iterator[str]:
    """Everything about the settings that stops the start, one line each."""
    yield from _metrics(settings)
    if any(network.prefixlen == 0 for network in settings.trusted_proxies):
        yield "HER2CDS_TRUSTED_PROXIES must name proxies: a network of all addresses would let every caller make one up"
    if settings.demo:
        if not settings.listens_on_loopback:
            yield "--demo serves this machine only: HER2CDS_HOST must be a loopback address"
        return
    if settings.clients is None:
        yield "callers must be authenticated: name the client registry in HER2CDS_CLIENTS, or use --demo (this machine)"
    elif _others_may_write(settings.clients):
        yield "HER2CDS_CLIENTS may be written by everybody on this machine: take the right away (chmod o-w)"
    if not settings.listens_on_loopback and not settings.public_url:
        yield "HER2CDS_PUBLIC_URL is needed: the address under which EHRs reach the service"
    if not is_https_or_loopback(settings.base_url):
        yield "HER2CDS_PUBLIC_URL needs https (plain http only on this machine)"
    elif not names_loopback(settings.base_url) and settings.suggest_superseded is None:
        yield "HER2CDS_SUGGEST_SUPERSEDED must be yes or no: the site has to decide"


def _metrics(settings: Settings) -> Iterator[str]:
    ways = (settings.metrics_token_file is not None, settings.metrics_public, settings.metrics_port > 0)
    if sum(ways) > 1:
        yield "choose one of HER2CDS_METRICS_TOKEN_FILE, HER2CDS_METRICS_PUBLIC and HER2CDS_METRICS_PORT"
    if settings.metrics_token_file is not None and token_in(settings.metrics_token_file) is None:
        yield f"HER2CDS_METRICS_TOKEN_FILE: expected a file with a token of at least {SHORTEST_TOKEN} characters"
    if settings.metrics_port and settings.metrics_port == settings.port:
        yield "HER2CDS_METRICS_PORT must be another port than HER2CDS_PORT"


def _others_may_write(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & stat.S_IWOTH)
    except OSError:
        return False  # that it cannot be read is said by `registered`
