"""Four writers that store feedback and note what was acknowledged, until they are killed.

Run as `python writers.py URL FOLDER`: each writer appends the card of every acknowledged report to a file of its own.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from service.database import open_store
from service.feedback import CardOutcome, Report
from service.feedback_log import record_feedback

WRITERS = 4


def write_on(url: str, folder: Path, writer: int) -> None:
    store = open_store(url)
    acknowledged = os.open(folder / f"acknowledged-{writer}", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    number = 0
    while True:
        now = datetime.now(UTC)
        card = f"{os.getpid()}-{writer}-{number}"
        report = Report(card, CardOutcome.OVERRIDDEN, now, now.isoformat())
        record_feedback(store, [report], client=f"ehr-{writer}", service="her2-order-sign", at=now)
        os.write(acknowledged, f"{card}\n".encode())  # one unbuffered write: it survives the process
        number += 1


def main(url: str, folder: Path) -> None:
    for writer in range(WRITERS):
        if os.fork() == 0:
            write_on(url, folder, writer)
    while True:
        time.sleep(1)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
