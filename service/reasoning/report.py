"""`her2-cds report`: the reasoning page of a record as one file, to read, to print and to pass on without a server."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cards.wording.language import Language
from service.documents import UnreadableInputError, read_document, record_in
from service.practice import in_language, practice_of
from service.settings import Settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add_report(commands: Any, add_input: Callable[[argparse.ArgumentParser, str], None]) -> None:
    """The command and its arguments."""
    report = commands.add_parser("report", help="the reasoning page of a FHIR record as one HTML file")
    add_input(report, "a FHIR Bundle of one patient (R4, R4B or R5)")
    report.add_argument("-o", "--output", metavar="SHEET", default="-", help="the HTML file to write (default: -)")
    report.add_argument("--patient", metavar="ID", help="which patient, if the record holds several")
    languages = [language.value for language in Language]
    report.add_argument("--language", choices=languages, help="default: HER2CDS_LANGUAGE")
    report.set_defaults(run=_report)


def _report(given: argparse.Namespace) -> None:
    from service.reasoning.page import reasoning_page  # noqa: PLC0415 - others need no templates

    practice = in_language(practice_of(Settings.from_environ(os.environ)), given.language)
    raw = record_in(read_document(given.file), given.patient)
    as_of = given.as_of or date.today()  # noqa: DTZ011 - the calendar day where the command is run
    content = reasoning_page(raw, as_of, practice, {}, answer_url="", self_contained=True)
    if given.output == "-":
        sys.stdout.write(content)
        return
    try:
        Path(given.output).write_text(content, encoding="utf-8")
    except OSError as error:
        raise UnreadableInputError(f"{given.output}: {error.strerror}") from error
