"""`docs/commands.md`, printed from the command line's own description."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

INTRODUCTION = (
    "Exit code 0: done; 1: failed, or a check failed; 2: wrong usage or unreadable input, with one line on standard "
    "error; 3: `cohort diff` found a difference. `--help` after any command tells the same. Settings come from the "
    "environment (settings.md)."
)


def commands_of(parser: argparse.ArgumentParser, says: str = "") -> Iterator[str]:
    """Each command with what it takes; a family of commands gives one part for each of its own."""
    families = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001 - argparse has no other door
    for family in families:
        told = {choice.dest: choice.help or "" for choice in family._choices_actions}  # noqa: SLF001 - as above
        for name, command in family.choices.items():
            yield from commands_of(command, told.get(name, ""))
    if not families:
        yield "\n\n".join([f"## `{parser.prog}`", f"{_sentence(says)}", *_arguments(parser)])


def _sentence(says: str) -> str:
    return says[:1].upper() + says[1:].replace("%%", "%") + ("" if says.endswith(".") else ".")


def _arguments(parser: argparse.ArgumentParser) -> list[str]:
    rows = [_row(action) for action in parser._actions if not isinstance(action, argparse._HelpAction)]  # noqa: SLF001 - as above
    return ["\n".join(rows)] if rows else []


def _row(action: argparse.Action) -> str:
    value = action.metavar or ("|".join(map(str, action.choices)) if action.choices else action.dest.upper())
    names = " ".join(action.option_strings)
    shown = names if names and action.nargs == 0 else f"{names} {value}".strip()
    return f"- `{shown}`{': ' + (action.help or '').replace('%%', '%') if action.help else ''}"
