"""The command line: `her2-cds serve`, what clinicians read without a server, and what operators need.

Exit code 0: done; 2: wrong usage or unreadable input, one line on standard error; 3: `cohort diff` found a difference;
1: any other failure.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

from cohort.command import CohortFailedError
from cohort.command import add_commands as add_cohort
from service.documents import UnreadableInputError, advice, cards, history, read_document, read_facts
from service.errors import CannotAnswerError
from service.hook_requests import Hook
from service.operators.commands import add_commands as add_operators
from service.reasoning.report import add_report
from service.settings import InvalidSettingError, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class CommandFailedError(RuntimeError):
    """The command was understood and could not be carried out; the message is the line that the caller reads."""


DONE, FAILED, WRONG_USAGE = 0, 1, 2
CDS_CHECK = "cds-check"
"""The command whose arguments are the kit's own; it is also a program of that name."""


class _Parser(argparse.ArgumentParser):
    """argparse, with one line on standard error instead of two."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USAGE, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the console script exits with the number that this returns."""
    said = sys.argv[1:] if arguments is None else list(arguments)
    if said[:1] == [CDS_CHECK]:
        return _cds_check(said[1:])
    given = parser().parse_args(said)
    run: Callable[[argparse.Namespace], int | None] = given.run
    try:
        code = run(given)
    except (UnreadableInputError, InvalidSettingError, CohortFailedError) as error:
        return _said(str(error), WRONG_USAGE)
    except (CannotAnswerError, CommandFailedError) as error:
        return _said(str(error), FAILED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on: no traceback at exit
        return FAILED
    except KeyboardInterrupt:
        return FAILED
    return code or DONE


def _said(message: str, code: int) -> int:
    print(f"her2-cds: {' '.join(message.split())}", file=sys.stderr)
    return code


def parser() -> argparse.ArgumentParser:
    """Every command and what it takes."""
    parser = _Parser(prog="her2-cds", description="Decision support by the 2016 Spanish expert panel, over CDS Hooks.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    serve = commands.add_parser("serve", help="run the service; settings come from HER2CDS_* variables")
    serve.add_argument("--demo", action="store_true", help="this machine only, no authentication, demo patients")
    serve.add_argument("--host", help="address to listen on (HER2CDS_HOST)")
    serve.add_argument("--port", help="port to listen on (HER2CDS_PORT)")
    serve.add_argument("--workers", help="processes that share the load (HER2CDS_WORKERS)")
    serve.set_defaults(run=_serve)
    _add_cards(commands)
    told = commands.add_parser("history", help="the treatment history in a FHIR record")
    _add_input(told, "a FHIR Bundle of one patient (R4, R4B or R5)")
    told.add_argument("--patient", metavar="ID", help="which patient, if the record holds several")
    told.set_defaults(run=_history)
    add_report(commands, _add_input)
    advise = commands.add_parser("advise", help="what the panel says about given facts")
    _add_input(advise, "facts, JSON or YAML")
    advise.set_defaults(run=_advise)
    _add_feedback(commands)
    _add_audit(commands)
    add_cohort(commands, _Parser)
    _add_database(commands)
    commands.add_parser(CDS_CHECK, help="what holds of any CDS Hooks service, asked from outside")
    add_operators(commands, _Parser)
    return parser


def _add_database(commands: Any) -> None:
    database = commands.add_parser("database", help="the database of the environment (HER2CDS_DATABASE_URL)")
    kinds = database.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    upgrade = kinds.add_parser("upgrade", help="bring it to the shape that this version works with")
    upgrade.set_defaults(run=_database_upgrade)


def _add_feedback(commands: Any) -> None:
    feedback = commands.add_parser("feedback", help="what clinicians did with the cards (HER2CDS_DATABASE_URL)")
    kinds = feedback.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    export = kinds.add_parser("export", help="every stored report, one line each")
    export.add_argument("--format", choices=["ndjson", "csv"], default="ndjson", help="default: ndjson")
    export.set_defaults(run=_feedback_export)
    report = kinds.add_parser("report", help="accepted and overridden, by rule and reason, with 95 %% intervals")
    report.set_defaults(run=_feedback_report)


def _add_audit(commands: Any) -> None:
    trail = commands.add_parser("audit", help="the record of every call (HER2CDS_DATABASE_URL)")
    kinds = trail.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    checked = kinds.add_parser("verify", help="whether the chain holds; exit code 1 with the first broken row")
    checked.add_argument("--head", metavar="HASH", help="a head that was printed before: it must still be in the chain")
    told = kinds.add_parser("export", help="every record, one line each")
    told.add_argument("--format", choices=["ndjson", "fhir"], default="ndjson", help="fhir: one R4 AuditEvent a line")
    told.add_argument("--since", metavar="YYYY-MM-DD", type=_day, help="records of this day (UTC) and later")
    told.add_argument("--until", metavar="YYYY-MM-DD", type=_day, help="records before this day (UTC)")
    again = kinds.add_parser("replay", help="answer a call on record again and compare the bytes")
    again.add_argument("id", metavar="ID", help="id or number of the record")
    again.add_argument("file", metavar="FILE", nargs="?", help="the request, if not on record; - reads standard input")
    old = kinds.add_parser("purge", help="remove what is older than the site keeps it, feedback as well")
    old.add_argument("--older-than", metavar="DAYS", type=_days, help="default: HER2CDS_AUDIT_RETENTION_DAYS")
    one = kinds.add_parser("erase", help="erase what is kept about one patient")
    one.add_argument("--patient", metavar="ID", required=True, help="the patient's FHIR id; - reads it from a line")
    one.add_argument("--client", metavar="ISSUER", help="of this client alone (default: of every client)")
    for name, command in kinds.choices.items():
        command.set_defaults(run=_audit, command=name)


def _add_cards(commands: Any) -> None:
    shown = commands.add_parser("cards", help="the cards for a CDS Hooks request or a FHIR record")
    _add_input(shown, "a CDS Hooks request, or a FHIR Bundle of one patient")
    shown.add_argument("--hook", choices=[hook.value for hook in Hook], help="the hook (default: as in the request)")
    shown.add_argument("--patient", metavar="ID", help="which patient, if the record holds several")
    shown.set_defaults(run=_cards)


def _add_input(command: argparse.ArgumentParser, what: str) -> None:
    command.add_argument("file", metavar="FILE", help=f"{what}; - reads standard input")
    command.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help="the day that counts as today")


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written) if len(written) == len("YYYY-MM-DD") else _not_a_day()
    except ValueError as error:
        raise argparse.ArgumentTypeError("expected a date, YYYY-MM-DD") from error


MOST_DAYS = 36_500


def _days(written: str) -> int:
    if not written.isdecimal() or not 0 < int(written[:9]) <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"expected a number of days, 1 to {MOST_DAYS}")
    return int(written)


def _not_a_day() -> NoReturn:
    raise ValueError


def _serve(given: argparse.Namespace) -> None:
    gc.disable()  # what is loaded now stays; looking through it for garbage again and again takes a third of the start
    from service.guard import UnsafeSettingsError  # noqa: PLC0415 - others need no server
    from service.listening import CannotListenError  # noqa: PLC0415 - as above
    from service.serve import serve  # noqa: PLC0415 - as above
    from service.workers import WorkersKeepFallingError  # noqa: PLC0415 - as above

    demo = "yes" if given.demo else None
    flags = {"HOST": given.host, "PORT": given.port, "WORKERS": given.workers, "DEMO": demo}
    set_flags = {f"HER2CDS_{name}": value for name, value in flags.items() if value}
    try:
        with _database_trouble():
            serve(Settings.from_environ({**os.environ, **set_flags}))
    except UnsafeSettingsError as error:
        raise InvalidSettingError(str(error)) from error
    except (CannotListenError, WorkersKeepFallingError) as error:
        raise CommandFailedError(str(error)) from error


def _cds_check(arguments: list[str]) -> int:
    from cds_check.cli import main as check  # noqa: PLC0415 - others need no kit

    return check(arguments)


def _feedback_export(given: argparse.Namespace) -> None:
    from service.feedback_cli import export  # noqa: PLC0415 - others need no database

    with _database_trouble():
        export(Settings.from_environ(os.environ), given.format, sys.stdout)


def _feedback_report(_: argparse.Namespace) -> None:
    from service.feedback_cli import print_report  # noqa: PLC0415 - others need no database

    with _database_trouble():
        print_report(Settings.from_environ(os.environ), sys.stdout)


def _database_upgrade(_: argparse.Namespace) -> None:
    from service.database_cli import bring_up_to_date  # noqa: PLC0415 - others need no database

    with _database_trouble():
        bring_up_to_date(Settings.from_environ(os.environ), sys.stdout)


def _audit(given: argparse.Namespace) -> None:
    from service.audit_cli import COMMANDS, AuditFindingError  # noqa: PLC0415 - others need no database
    from service.audit_replay import CannotReplayError  # noqa: PLC0415 - as above

    try:
        with _database_trouble():
            COMMANDS[given.command](given, Settings.from_environ(os.environ), sys.stdout)
    except (AuditFindingError, CannotReplayError) as error:
        raise CommandFailedError(str(error)) from error


@contextmanager
def _database_trouble() -> Iterator[None]:
    """A database address that cannot be one is wrong usage; a database that is away is a failure."""
    from service.database import InvalidDatabaseUrlError, StoreUnavailableError  # noqa: PLC0415 - as above

    try:
        yield
    except InvalidDatabaseUrlError as error:
        raise InvalidSettingError(f"HER2CDS_DATABASE_URL: {error}") from error
    except StoreUnavailableError as error:
        raise CommandFailedError(str(error)) from error


def _cards(given: argparse.Namespace) -> None:
    settings = Settings.from_environ(os.environ)
    hook = Hook(given.hook) if given.hook else None
    answer = cards(read_document(given.file), _today(given), settings, hook=hook, patient_id=given.patient)
    sys.stdout.write(answer.decode() + "\n")


def _history(given: argparse.Namespace) -> None:
    settings = Settings.from_environ(os.environ)
    _print(history(read_document(given.file), _today(given), settings, patient_id=given.patient))


def _advise(given: argparse.Namespace) -> None:
    _print(advice(read_facts(given.file), Settings.from_environ(os.environ)))


def _today(given: argparse.Namespace) -> date:
    day: date | None = given.as_of
    return day or date.today()  # noqa: DTZ011 - the calendar day where the command is run


def _print(document: Any) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
