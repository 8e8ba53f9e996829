"""Prints one digest of many answers: `python tests/determinism/printed.py`, in a process of its own."""

from __future__ import annotations

import hashlib
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

import msgspec

from service.answering import answer_call, own_day
from service.demo import demo_patients, demo_request
from service.hook_requests import Hook
from service.practice import practice_of
from service.settings import Settings

DAY = date(2016, 5, 16)


def digest() -> str:
    """Of the answers about every patient of the demo, at every hook, in both languages."""
    told = hashlib.sha256()
    for language in ("en", "es"):
        practice = practice_of(Settings(language=language))
        for patient in demo_patients().values():
            for hook in Hook:
                request = demo_request(
                    patient, hook, ("lapatinib", "capecitabine") if hook is not Hook.PATIENT_VIEW else ()
                )
                body = msgspec.json.encode(request)
                answered = answer_call(body, hook, lambda request: own_day(request, DAY), practice)
                told.update(msgspec.json.encode(answered.response))
    return told.hexdigest()


if __name__ == "__main__":
    sys.stdout.write(digest())
