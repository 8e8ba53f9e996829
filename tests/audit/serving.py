"""Starts the real server again and again without importing it each time: one line on standard input, one server.

Run as `python serving.py`; settings come from the environment. Prints the process id of each server.
"""

from __future__ import annotations

import os
import sys

from service.serve import serve
from service.settings import Settings


def main() -> None:
    running = 0
    for _ in sys.stdin:
        if running:
            os.waitpid(running, 0)
        running = os.fork()
        if running == 0:
            serve(Settings.from_environ(os.environ))
            os._exit(0)
        print(running, flush=True)  # noqa: T201 - how the test learns whom to kill


if __name__ == "__main__":
    main()
