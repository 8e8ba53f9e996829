"""`her2-cds keys | client | config | doctor`: what each takes and how it is told."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.documents import UnreadableInputError
from service.settings import Settings

if TYPE_CHECKING:
    import argparse

PATH = "/cds-services/her2-patient-view"


def add_commands(commands: Any, parser_class: Any) -> None:
    """Add the commands to the command line; the libraries that they need are loaded when one runs."""
    _add_keys(_family(commands, parser_class, "keys", "signing keys for tests and worksheets"))
    client = _family(commands, parser_class, "client", "the registered clients (HER2CDS_CLIENTS)")
    check = client.add_parser("check", help="check every entry; with a token: tell which check refuses it, and why")
    check.add_argument("--clients", type=Path, metavar="FILE", help="the registry (default: HER2CDS_CLIENTS)")
    check.add_argument("--issuer", help="look at this client alone")
    check.add_argument("--online", action="store_true", help="fetch the keys of a jwks_url")
    check.add_argument("--token", metavar="FILE", help="a token to explain; - reads standard input; it is sent nowhere")
    check.add_argument("--path", default=PATH, help=f"the path that the token is for (default: {PATH})")
    _finish(check, _client_check)
    config = _family(commands, parser_class, "config", "the settings of the environment")
    _finish(config.add_parser("check", help="would the service start with them?"), _config_check)
    doctor = commands.add_parser("doctor", help="settings, database, disk, clock; with --fhir also an EHR's server")
    doctor.add_argument("--fhir", metavar="URL", help="base address of a FHIR server to ask")
    doctor.add_argument("--token-file", metavar="FILE", help="file with the access token; - reads standard input")
    doctor.add_argument("--patient", metavar="ID", help="also ask every query of the service about this patient")
    doctor.add_argument("--ca-bundle", metavar="FILE", help="PEM file of the hospital's certificate authority")
    _finish(doctor, _doctor)


def _family(commands: Any, parser_class: Any, name: str, says: str) -> Any:
    return commands.add_parser(name, help=says).add_subparsers(
        required=True, metavar="COMMAND", parser_class=parser_class
    )


def _finish(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument("--json", action="store_true", help="the findings as JSON")
    parser.set_defaults(run=run)


def _add_keys(keys: Any) -> None:
    new = keys.add_parser("new", help="make a key pair: KID.private.json (mode 0600) and KID.jwks.json")
    new.add_argument("--algorithm", choices=["ES384", "RS384"], default="ES384", help="default: ES384")
    new.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="folder (default: here)")
    new.add_argument("--kid", help="key id (default: a new one)")
    new.set_defaults(run=_keys_new)
    show = keys.add_parser("show", help="what is in a JWK or JWK Set, and whether tokens can be checked with it")
    show.add_argument("file", metavar="FILE", help="JSON; - reads standard input")
    _finish(show, _keys_show)
    token = keys.add_parser("token", help="sign a token as an EHR would, good for one call, and print it")
    token.add_argument("--key", required=True, metavar="FILE", help="private JWK, as keys new writes it")
    token.add_argument("--issuer", required=True, help="the registered issuer")
    token.add_argument("--audience", required=True, metavar="URL", help="the address that is called, with its path")
    token.add_argument("--tenant", help="where the registration names tenants")
    token.add_argument("--lifetime", type=int, default=300, metavar="SECONDS", help="default: 300")
    token.set_defaults(run=_keys_token)


def _keys_new(given: argparse.Namespace) -> int:
    from service.operators.keys import new_key  # noqa: PLC0415 - others need no cryptography

    private, public = new_key(given.algorithm, given.out, given.kid)
    sys.stdout.write(f"private key   {private}\npublic keys   {public}\n")
    return 0


def _keys_show(given: argparse.Namespace) -> int:
    from service.operators.findings import tell  # noqa: PLC0415 - as above
    from service.operators.keys import look_at  # noqa: PLC0415 - as above

    return tell(list(look_at(_json(given.file))), sys.stdout, as_json=given.json)


def _keys_token(given: argparse.Namespace) -> int:
    from service.operators.keys import signed_by_hand  # noqa: PLC0415 - as above

    claims = {"iss": given.issuer, "aud": given.audience} | ({"tenant": given.tenant} if given.tenant else {})
    sys.stdout.write(signed_by_hand(_json(given.key), claims, given.lifetime) + "\n")
    return 0


def _client_check(given: argparse.Namespace) -> int:
    from service.guard import UnsafeSettingsError  # noqa: PLC0415 - as above
    from service.operators.client_check import look_at_clients, look_at_token  # noqa: PLC0415 - as above
    from service.operators.findings import tell  # noqa: PLC0415 - as above
    from service.registration import registered  # noqa: PLC0415 - as above

    named = {"HER2CDS_CLIENTS": str(given.clients)} if given.clients else {}
    settings = Settings.from_environ({**os.environ, **named})
    try:
        registry = registered(settings)
    except UnsafeSettingsError as error:
        raise UnreadableInputError(str(error)) from error
    if given.token is None:
        return tell(list(look_at_clients(registry, given.issuer, online=given.online)), sys.stdout, as_json=given.json)
    steps = look_at_token(_text(given.token), registry, given.path, settings.base_url, time.time())
    return tell(list(steps), sys.stdout, as_json=given.json)


def _config_check(given: argparse.Namespace) -> int:
    from service.operators.findings import tell  # noqa: PLC0415 - as above
    from service.operators.site_check import look_at_settings  # noqa: PLC0415 - as above

    return tell(list(look_at_settings(Settings.from_environ(os.environ))), sys.stdout, as_json=given.json)


def _doctor(given: argparse.Namespace) -> int:
    from service.operators.fhir_doctor import FhirDoctor  # noqa: PLC0415 - as above
    from service.operators.findings import tell  # noqa: PLC0415 - as above
    from service.operators.site_check import look_at_machine, look_at_settings  # noqa: PLC0415 - as above

    settings = Settings.from_environ(os.environ)
    if given.fhir is None:
        return tell([*look_at_settings(settings), *look_at_machine(settings)], sys.stdout, as_json=given.json)
    token = _text(given.token_file) if given.token_file else None
    with closing(FhirDoctor(given.fhir, token, ca_bundle=given.ca_bundle)) as doctor:
        return tell(list(doctor.look(given.patient)), sys.stdout, as_json=given.json)


def _text(file: str) -> str:
    try:
        return (sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInputError(f"{file}: cannot be read") from error


def _json(file: str) -> Any:
    try:
        return json.loads(_text(file))
    except (ValueError, RecursionError) as error:
        raise UnreadableInputError(f"{file}: not JSON") from error
