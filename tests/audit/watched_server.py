"""The real server at log level DEBUG, in which a body that holds FAIL-HERE raises with the whole body as message."""

from __future__ import annotations

import logging
import os
from typing import Any

from service import hook_route, serve
from service.settings import Settings

start, answer_call = serve.start_logging, hook_route.answer_call


def start_at_debug() -> None:
    start()
    logging.getLogger().setLevel(logging.DEBUG)


def answer_or_fail(body: bytes, *rest: Any) -> Any:
    if b"FAIL-HERE" in body:
        raise KeyError(body.decode())
    return answer_call(body, *rest)


if __name__ == "__main__":
    serve.start_logging = start_at_debug
    hook_route.answer_call = answer_or_fail
    serve.serve(Settings.from_environ(os.environ))
