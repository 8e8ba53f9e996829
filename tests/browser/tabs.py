"""Tabs of a real browser that note everything that a page must not do."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Error, Page, Request

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
)
_LOCAL = ("about", "data", "blob", "file", "chrome-error")


class Tabs:
    """Opens tabs, each in a browser context of its own, and gathers their trouble."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._origins: set[str] = set()
        self.trouble: list[str] = []
        self.asked: list[str] = []

    def allow(self, *origins: str) -> None:
        """Pages may ask these hosts (scheme, name and port)."""
        self._origins.update(_origin(origin) for origin in origins)

    def open(
        self,
        address: str | None = None,
        *,
        width: int = 1280,
        height: int = 900,
        language: str = "en-GB",
        scripts: bool = True,
    ) -> Page:
        """A tab of that width; an address that is given is opened, and its host allowed."""
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            locale=language,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        self._contexts.append(context)
        page = context.new_page()
        page.on("dialog", self._dialog)
        page.on("console", self._console)
        page.on("pageerror", self._failed)
        context.on("request", self._request)
        if address is not None:
            self.allow(address)
            page.goto(address)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _dialog(self, dialog: Dialog) -> None:
        self.trouble.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.trouble.append(f"console: {message.text}")

    def _failed(self, error: Error) -> None:
        self.trouble.append(f"script: {error.message}")

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)
        if urlsplit(request.url).scheme not in _LOCAL and _origin(request.url) not in self._origins:
            self.trouble.append(f"request to another host: {request.url}")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
