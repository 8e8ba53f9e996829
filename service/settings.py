"""Everything that a site can set, read once from `HER2CDS_*` variables; an unknown name or value is an error."""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from service.addresses import Network, networks
from service.audit_detail import Detail
from service.origins import web_origins
from treatment_history.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PREFIX = "HER2CDS_"
_YES, _NO = ("yes", "true", "1", "on"), ("no", "false", "0", "off")


class InvalidSettingError(ValueError):
    """A setting cannot be used; the message names the variable and what is allowed."""


def _word(*allowed: str) -> Callable[[str], str]:
    def read(given: str) -> str:
        if given not in allowed:
            raise InvalidSettingError(f"expected {' or '.join(allowed)}")
        return given

    return read


def _yes_or_no(given: str) -> bool:
    if given.lower() not in (*_YES, *_NO):
        raise InvalidSettingError("expected yes or no")
    return given.lower() in _YES


def _answer(given: str) -> Answer:
    return Answer(_word("yes", "no", "unknown")(given.lower()))


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def read(given: str) -> int:
        if not given.isdecimal() or not lowest <= int(given[:20]) <= highest:
            raise InvalidSettingError(f"expected a whole number from {lowest} to {highest}")
        return int(given)

    return read


def _web_address(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise InvalidSettingError("expected an address such as https://cds.example.org")
    return given.rstrip("/")


def _says(read: Callable[[str], Any], values: str, says: str) -> dict[str, Any]:
    """How a variable is read, and what `docs/settings.md` prints about it."""
    return {"read": read, "values": values, "says": says}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one process. Each field is the variable of the same name in capitals after `HER2CDS_`."""

    host: str = field(default="127.0.0.1", metadata=_says(str, "address", "Address on which the service listens."))
    port: int = field(
        default=8080, metadata=_says(_whole(0, 65535), "0 to 65535", "Port on which it listens; 0 takes a free one.")
    )
    public_url: str = field(
        default="",
        metadata=_says(
            _web_address,
            "address",
            "Base address under which EHRs reach the service: the base of every expected `aud` and of every link on a "
            "card. Never taken from a request. Unset: the address on which the service listens, and no links on cards.",
        ),
    )
    workers: int = field(
        default=1,
        metadata=_says(
            _whole(1, 64),
            "1 to 64",
            "As the flag `--workers`: processes that share the load. Rates and concurrency count per worker.",
        ),
    )
    demo: bool = field(
        default=False,
        metadata=_says(
            _yes_or_no,
            "yes, no",
            "As the flag `--demo`: loopback only, authentication off, demo patients, the page `/demo`, cross-origin "
            "calls from loopback pages and the CDS Hooks sandbox.",
        ),
    )
    clients: Path | None = field(
        default=None,
        metadata=_says(Path, "path", "The client registry (TOML): which EHRs may call, and how they sign."),
    )
    session_key_file: Path | None = field(
        default=None,
        metadata=_says(
            Path,
            "path",
            "Key under which SMART sessions lie encrypted in the database: a file with at least 32 random bytes, the "
            "same for all workers. Unset: a key that the database itself keeps, which a copy of it would hold too.",
        ),
    )
    protect_discovery: bool = field(
        default=False,
        metadata=_says(_yes_or_no, "yes, no", "Whether `GET /cds-services` asks for a signed token as well."),
    )
    database_url: str = field(
        default="",
        metadata=_says(
            str, "database address", "Where feedback and audit are kept. Unset: SQLite in the data directory."
        ),
    )
    validation: str = field(
        default="hits",
        metadata=_says(
            _word("off", "hits", "all"),
            "off, hits, all",
            "Which resources are checked with `fhir.resources` beside being read: none, those that were used (at most "
            "200 in one call), or all. It never changes what is read; objections are notes. What was said of a "
            "resource is remembered by a digest of its bytes.",
        ),
    )
    data_dir: Path = field(
        default=Path("var"), metadata=_says(Path, "path", "Directory for what the service keeps itself.")
    )
    cors_origins: tuple[str, ...] = field(
        default=(),
        metadata=_says(
            web_origins,
            "origins, with commas between",
            "Web pages of these origins may call from a browser, such as `https://ehr.example.org`; never with "
            "cookies. `*` is refused. Unset: none (demo mode: loopback pages and the CDS Hooks sandbox).",
        ),
    )
    rate_per_client: int = field(
        default=100,
        metadata=_says(
            _whole(1, 100_000),
            "1 to 100000",
            "Calls per second that one registered client may make of one worker, with bursts of five seconds' worth; "
            "above: 429. A large cancer centre needs about 10.",
        ),
    )
    rate_per_address: int = field(
        default=200,
        metadata=_says(
            _whole(1, 100_000),
            "1 to 100000",
            "Calls per second from one address, counted before anything of a call is read; above: 429. IPv6 addresses "
            "count by their /64. In demo mode this machine has no rate limit.",
        ),
    )
    max_concurrent: int = field(
        default=64,
        metadata=_says(
            _whole(1, 10_000), "1 to 10000", "Calls under way at once in one worker; above: 503 with Retry-After."
        ),
    )
    max_wait_ms: int = field(
        default=300,
        metadata=_says(
            _whole(1, 60_000),
            "1 to 60000",
            "How long a call waits for its turn in one worker, in milliseconds; then 503 with Retry-After. Bodies of "
            "256 KB and more wait for each other, however long, and pause while smaller ones are worked on.",
        ),
    )
    trusted_proxies: tuple[Network, ...] = field(
        default=(),
        metadata=_says(
            networks,
            "addresses or networks, with commas between",
            "Proxies whose X-Forwarded-For is believed when callers are counted by address. Unset: none.",
        ),
    )
    otel: bool = field(
        default=False,
        metadata=_says(
            _yes_or_no,
            "yes, no",
            "Whether traces are sent (OpenTelemetry), to where the standard `OTEL_EXPORTER_OTLP_*` variables say. "
            "Needs the extra `her2-cds[otel]`. Spans name hooks, stages and types of resources, nothing of a patient.",
        ),
    )
    metrics_token_file: Path | None = field(
        default=None,
        metadata=_says(
            Path, "path", "File with the token (16 characters or more) that `GET /metrics` asks for as bearer token."
        ),
    )
    metrics_public: bool = field(
        default=False,
        metadata=_says(
            _yes_or_no,
            "yes, no",
            "Whether everybody who reaches the service may read `/metrics`. No, and neither a token nor a port: only "
            "callers on this machine itself may.",
        ),
    )
    metrics_port: int = field(
        default=0,
        metadata=_says(
            _whole(0, 65535), "0 to 65535", "A port of their own for the metrics, in place of `/metrics`; 0: none."
        ),
    )
    max_body_bytes: int = field(
        default=32 * 1024 * 1024,
        metadata=_says(_whole(1024, 1 << 30), "1024 to 1073741824", "Largest request body in bytes; above: 413."),
    )
    deadline_ms: int = field(
        default=450,
        metadata=_says(
            _whole(50, 10_000),
            "50 to 10000",
            "Milliseconds for a call whose data has to be fetched. Fetching ends a third of it earlier, at most 150 "
            "ms; what has not come by then counts as not read.",
        ),
    )
    tdm1_available: Answer = field(
        default=Answer.UNKNOWN,
        metadata=_says(
            _answer,
            "yes, no, unknown",
            "Whether T-DM1 can be had at the site. Unknown: options with T-DM1 say that they depend on it.",
        ),
    )
    elderly_age: int = field(
        default=65,
        metadata=_says(
            _whole(50, 100), "50 to 100", "Age in years from which a patient counts as elderly; the paper names none."
        ),
    )
    language: str = field(
        default="en", metadata=_says(_word("en", "es"), "en, es", "Language of the cards: English or Spanish.")
    )
    suggest_superseded: bool | None = field(
        default=None,
        metadata=_says(
            _yes_or_no,
            "yes, no",
            "Whether options that later evidence has overtaken come with suggestions that create draft orders. The "
            "card and its note on later evidence are shown either way. Unset: yes in demo mode and on this machine; "
            "for a public address the service does not start until the site has decided.",
        ),
    )
    quiet_when_concordant: bool = field(
        default=True,
        metadata=_says(
            _yes_or_no, "yes, no", "Whether order hooks stay silent about orders that match what the panel described."
        ),
    )
    repeat_overridden: bool = field(
        default=False,
        metadata=_says(
            _yes_or_no,
            "yes, no",
            "Whether order hooks show a card again that this client has overridden for the same patient and facts. No: "
            "it comes back when a fact it rests on changes; a critical card comes back after a day.",
        ),
    )

    audit_detail: Detail = field(
        default=Detail.MINIMAL,
        metadata=_says(
            lambda given: Detail(_word("minimal", "facts", "full")(given.lower())),
            "minimal, facts, full",
            "How much the audit trail keeps of a call. Minimal: no name, no free text, no plain id. Facts: the values "
            "of the facts used and their references as well. Full: the whole request as well. See `docs/audit.md`.",
        ),
    )
    audit_required: bool | None = field(
        default=None,
        metadata=_says(
            _yes_or_no,
            "yes, no",
            "Whether cards are held back (503) when neither the database nor the spool takes the record of the call. "
            "Unset: yes, except in demo mode.",
        ),
    )
    audit_key_file: Path | None = field(
        default=None,
        metadata=_says(
            Path,
            "path",
            "File with the secret of the audit trail, at least 32 bytes, the same for all workers and for ever. "
            "Unset: the database keeps one.",
        ),
    )
    audit_retention_days: int = field(
        default=2190,
        metadata=_says(
            _whole(1, 36_500),
            "1 to 36500",
            "How many days `her2-cds audit purge` keeps the audit trail and feedback. Nothing is purged by itself.",
        ),
    )
    quiet_when_not_covered: bool = field(
        default=False,
        metadata=_says(
            _yes_or_no, "yes, no", "Whether order hooks stay silent about agents that came later than the paper."
        ),
    )

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """The settings that the environment gives; an empty variable counts as unset.

        Raises:
            InvalidSettingError: a variable that begins with `HER2CDS_` is not known, or its value is not allowed.
        """
        known = {variable(spec): spec for spec in fields(cls)}
        unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
        if unknown:
            raise InvalidSettingError(f"{unknown[0]}: no such setting; the settings are {', '.join(known)}")
        return cls(**{spec.name: _read(name, spec, environ[name]) for name, spec in known.items() if environ.get(name)})

    @property
    def traced(self) -> bool:
        """Whether guidance is held back when nobody takes the record of it."""
        return self.audit_required if self.audit_required is not None else not self.demo

    @property
    def base_url(self) -> str:
        """Where the service is reached: the public address, else the one it listens on."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def listens_on_loopback(self) -> bool:
        """Whether only this machine can reach the service."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False


def variable(spec: Field[Any]) -> str:
    """The environment variable of a field."""
    return PREFIX + spec.name.upper()


def _read(name: str, spec: Field[Any], given: str) -> Any:
    try:
        return spec.metadata["read"](given.strip())
    except ValueError as error:
        raise InvalidSettingError(f"{name}: {error}") from error
