"""One seed, one world: an EHR that calls, a FHIR server that misbehaves, a database and a disk that come and go.

Everything runs in one process on a simulated clock; only the service itself is real. After every step, and at the end,
what must always hold is checked; `python -m simulation --seed N` in tests/ repeats a world.
"""

from __future__ import annotations

import hashlib
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from audit.told import contents
from contract.wire import Wire
from faults.calling import OneCaller
from simulation.clock import AtOnce, Clock, SideBySide, keeping_time, replaced
from simulation.disk import DATABASE_ERRORS, database_error, disk_full, watch_database, watched_files
from simulation.network import BASE, Server, SimulatedAccess

from service import audit_spool
from service.answering import answer_call
from service.app import create_app
from service.audit import Auditor, AuditPolicy
from service.audit_spool import Spool
from service.audit_verify import verify
from service.callers import Caller
from service.card_memory import CardMemory
from service.database import open_store
from service.demo import DemoPatient, demo_patients, demo_request
from service.feedback_log import stored_reports
from service.hook_requests import Hook
from service.practice import for_caller, practice_of
from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import httpx

STEPS = 12
CALLER = Caller("ehr", fhir_servers=(BASE,))
SETTINGS = Settings(deadline_ms=450)
TOKEN = {"access_token": "t", "token_type": "Bearer", "expires_in": 300, "scope": "", "subject": "cds"}
HOOKS = {hook: f"her2-{hook.value}" for hook in Hook}


class BrokenPromiseError(AssertionError):
    """Something that must always hold does not."""


def hold(promise: object, says: str) -> None:
    if not promise:
        raise BrokenPromiseError(says)


@dataclass
class Called:
    """One hook call, as the EHR remembers it."""

    hook: Hook
    patient: str
    request: dict[str, Any]
    whole: dict[str, Any]
    answer: httpx.Response | None = None


@dataclass
class World:
    """The state of a simulation; `trace` is what happened, the same for the same seed."""

    random: Random
    folder: Path
    clock: Clock = field(default_factory=Clock)
    trace: list[str] = field(default_factory=list)
    calls: list[Called] = field(default_factory=list)
    acknowledged: set[tuple[str, str, str]] = field(default_factory=set)
    overridden: set[tuple[str, str]] = field(default_factory=set)
    database_fault: str | None = None
    at_commit: bool = False
    spool_fault: bool = False
    disk_failed: bool = False
    numbers: int = 0

    def __post_init__(self) -> None:
        self.pool = SideBySide(self.clock)
        self.server = Server(self.clock, self.random)
        self.database = self.folder / "her2-cds.sqlite3"
        shutil.copy(_empty_database(), self.database)
        self.start()

    def start(self) -> None:
        """The service begins, as after a crash: what it left in database and spool is there."""
        self.store = open_store(f"sqlite:///{self.database}")
        watch_database(self.store.engine, self._database_is_asked)
        policy = AuditPolicy("simulated")
        self.auditor = Auditor(self.store, Spool(self.folder / "spool"), policy, now=self.clock.wall)
        self.auditor._writer.shutdown()
        self.auditor._writer = AtOnce()  # type: ignore[assignment]  # stands for its thread
        memory = CardMemory(self.store, now=self.clock.wall)
        self.fhir = fhir = SimulatedAccess(self.server, self.pool)
        callers = OneCaller(CALLER)
        self.wire = Wire(SETTINGS, memory, callers=callers, fhir=fhir, auditor=self.auditor)
        self.wire.app = create_app(
            SETTINGS, today=self.today, memory=memory, callers=callers, fhir=fhir, auditor=self.auditor
        )

    def today(self) -> date:
        return self.clock.wall().date()

    def _database_is_asked(self, what: str) -> None:
        if self.database_fault and (what == "commit" or not self.at_commit):
            self.disk_failed = True
            raise database_error(self.database_fault)

    def disk_is_asked(self, what: str) -> None:
        if self.spool_fault and what in ("fsync", "write", "open"):
            self.disk_failed = True
            raise disk_full()

    # What can happen.

    def open_chart(self) -> None:
        self._call(Hook.PATIENT_VIEW)

    def choose_drug(self) -> None:
        self._call(self.random.choice((Hook.ORDER_SELECT, Hook.ORDER_SIGN)))

    def call_again(self) -> None:
        """The same call, byte for byte: the answer was lost, or the chart is opened once more."""
        if self.calls:
            self._answer(self.random.choice(self.calls))

    def report(self) -> None:
        """The EHR says what became of the cards of a call, perhaps a second time."""
        shown = [call for call in self.calls if call.answer is not None and call.answer.json()["cards"]]
        if not shown:
            return
        call = self.random.choice(shown)
        assert call.answer is not None
        outcome = self.random.choice(("overridden", "accepted"))
        stamp = self.clock.wall().replace(microsecond=0, tzinfo=None).isoformat() + "Z"
        items = [_item(card, outcome, stamp) for card in call.answer.json()["cards"]]
        items = [item for item in items if item]
        if not items:
            return
        if outcome == "overridden":
            self.overridden |= {(call.patient, card["summary"]) for card in call.answer.json()["cards"]}
        body = msgspec.json.encode({"feedback": items})
        for _ in range(self.random.choice((1, 1, 2))):
            answer = self.wire.post(f"/cds-services/{HOOKS[call.hook]}/feedback", body)
            hold(answer.status_code in (200, 503), f"feedback heard {answer.status_code}")
            hold(answer.status_code == 200 or self.disk_failed, "feedback was refused though the disk is well")
            if answer.status_code == 200:
                self.acknowledged |= {(item["card"], outcome, stamp) for item in items}
            self.note("feedback", answer)

    def send_nonsense(self) -> None:
        body = self.random.choice((b"{", b"[]", b"{}", b'{"hook":"patient-view"}', b"\xff", b'{"a":NaN}'))
        answer = self.wire.post(f"/cds-services/{HOOKS[Hook.PATIENT_VIEW]}", body)
        hold(answer.status_code == 400, f"nonsense heard {answer.status_code}")
        self.note("nonsense", answer)

    def server_changes(self) -> None:
        self.server.faulty = self.random.choice((0.0, 0.0, 0.1, 0.3, 0.7, 1.0))
        self.server.pages = self.random.random() < 0.5

    def database_changes(self) -> None:
        self.database_fault = self.random.choice((None, None, *DATABASE_ERRORS))
        self.at_commit = self.random.random() < 0.5

    def spool_changes(self) -> None:
        self.spool_fault = self.random.random() < 0.5

    def time_passes(self) -> None:
        self.clock.advance(self.random.choice((0.5, 6.0, 31.0, 3600.0)))

    def clock_is_set(self) -> None:
        """Time of day jumps, also backwards; the day of the story stays."""
        self.clock.noon = self.clock.noon.replace(hour=self.random.randrange(0, 23), minute=self.random.randrange(60))

    def house_is_kept(self) -> None:
        self.auditor.drain()

    def crash(self) -> None:
        """The process is gone, and another one begins; nobody was told to close."""
        if self.database_fault is None:
            self.store.engine.dispose()
            self.start()

    def heal(self) -> None:
        self.server.faulty, self.database_fault, self.spool_fault = 0.0, None, False

    # What always holds.

    def _call(self, hook: Hook) -> None:
        patient = self.random.choice(_patients())
        agents = self.random.choice(patient.orders) if patient.orders and hook is not Hook.PATIENT_VIEW else ()
        if hook is not Hook.PATIENT_VIEW and not agents:
            agents = ("lapatinib", "capecitabine")
        self.numbers += 1
        whole = demo_request(patient, hook, agents) | {"hookInstance": str(UUID(int=self.numbers))}
        del whole["extension"]
        self.server.holds(whole["context"]["patientId"], whole["prefetch"])
        kept = self.random.choice((1.0, 0.5, 0.0))
        sent = {key: value for key, value in whole["prefetch"].items() if self.random.random() < kept}
        access = {"fhirServer": BASE, "fhirAuthorization": TOKEN} if self.random.random() < 0.9 else {}
        call = Called(hook, patient.id, whole | {"prefetch": sent} | access, whole)
        self._answer(call)
        self.calls.append(call)

    def _answer(self, call: Called) -> None:
        self.server.shown.clear()
        self.disk_failed = False
        began = self.clock.seconds
        self.server.holds(call.whole["context"]["patientId"], call.whole["prefetch"])
        answer = self.wire.post(f"/cds-services/{HOOKS[call.hook]}", msgspec.json.encode(call.request))
        self.note(call.hook.value, answer)
        hold(answer.status_code in (200, 412, 503), f"a hook call heard {answer.status_code}: {answer.text[:300]}")
        hold(self.clock.seconds - began <= SETTINGS.deadline_ms / 1000, "the deadline was passed")
        hold(answer.status_code != 503 or self.disk_failed, "503 though the disk is well")
        if answer.status_code == 200:
            self._check_cards(call, answer)
        if call.answer is None and answer.status_code == 200:
            call.answer = answer

    def _check_cards(self, call: Called, answer: httpx.Response) -> None:
        cards = answer.json()["cards"]
        expected = _reference(msgspec.json.encode(call.whole), call.hook, self.today())
        if self._undisturbed(call):
            told = [card for card in expected if card in cards]
            hold(told == cards, "nothing went wrong, and a card is not that of the whole record")
            left_out = [card for card in expected if card not in cards]
            hold(
                all((call.patient, card["summary"]) in self.overridden for card in left_out),
                "a card is missing that nobody has overridden",
            )
        elif not cards:
            hold(
                all((call.patient, card["summary"]) in self.overridden for card in expected),
                f"an empty answer after {self.server.shown or 'data that was not sent'}",
            )

    def _undisturbed(self, call: Called) -> bool:
        """Whether all of the record was there: sent along, or given by a server that is well, in one page each."""
        if call.request["prefetch"] == call.whole["prefetch"]:
            return True
        left_alone = self.fhir.is_left_alone
        return "fhirServer" in call.request and not (self.server.shown or self.server.pages or left_alone)

    def note(self, what: str, answer: httpx.Response) -> None:
        """Remember what came back; refusals carry ids that are drawn anew each time."""
        told = hashlib.sha256(answer.content).hexdigest()[:12] if answer.status_code == 200 else ""
        self.trace.append(f"{self.clock.seconds:.3f} {what} {answer.status_code} {told} {','.join(self.server.shown)}")

    def check_the_end(self) -> None:
        """After everything is well again: nothing that was acknowledged is lost, and the chain holds."""
        self.heal()
        self.clock.advance(60)
        hold(self.auditor.drain(), "the spool is not handed on though the disk is well")
        verdict = verify(self.store)
        hold(verdict.broken is None, f"the chain is broken: {verdict.broken}")
        stored = [(one.card, one.outcome.value, one.outcome_timestamp) for one in stored_reports(self.store)]
        hold(self.acknowledged <= set(stored), "acknowledged feedback is lost")
        hold(len(stored) == len(set(stored)), "feedback is stored twice")
        told = [one for one in contents(self.auditor) if one["kind"] == "hook" and one.get("status") == 200]
        instances = {one["instance"] for one in told}
        shown = {call.request["hookInstance"] for call in self.calls if call.answer and call.answer.json()["cards"]}
        hold(shown <= instances, "cards were shown that are not on record")


def _item(card: dict[str, Any], outcome: str, stamp: str) -> dict[str, Any]:
    item = {"card": card["uuid"], "outcome": outcome, "outcomeTimestamp": stamp}
    if outcome == "overridden":
        return item
    chosen = [{"id": one["uuid"]} for one in card.get("suggestions", [])[:1]]
    return item | {"acceptedSuggestions": chosen} if chosen else {}


ACTIONS = {
    World.open_chart: 8, World.choose_drug: 5, World.call_again: 3, World.report: 4, World.send_nonsense: 1,
    World.server_changes: 3, World.database_changes: 2, World.spool_changes: 1, World.time_passes: 2,
    World.clock_is_set: 1, World.house_is_kept: 2, World.crash: 1, World.heal: 1,
}  # fmt: skip


def lived(seed: int, steps: int = STEPS) -> list[str]:
    """Let a world run, and give back what happened.

    Raises:
        BrokenPromiseError: something that must always hold did not; the message names the seed.
    """
    random = Random(seed)  # noqa: S311 - a seed makes the failure repeatable
    with TemporaryDirectory() as folder, _world(random, Path(folder)) as world:
        try:
            for _ in range(steps):
                action = random.choices(list(ACTIONS), list(ACTIONS.values()))[0]
                action(world)
            world.check_the_end()
        except AssertionError as error:
            told = "\n".join(world.trace)
            raise BrokenPromiseError(f"seed {seed}: {error}\n{told}") from error
        return world.trace


@contextmanager
def _world(random: Random, folder: Path) -> Iterator[World]:
    with ExitStack() as stack:
        world = World(random, folder)
        stack.callback(lambda: world.store.close())  # noqa: PLW0108 - a crash opens another store
        stack.enter_context(keeping_time(world.clock, world.pool))
        stack.enter_context(replaced((audit_spool, "os", watched_files(world.disk_is_asked))))
        yield world


@cache
def _patients() -> tuple[DemoPatient, ...]:
    return tuple(patient for patient in demo_patients().values() if "/" not in patient.file)


@cache
def _empty_database() -> Path:
    """A database in this program's shape, made once."""
    file = Path(mkdtemp(prefix="her2-cds-simulation-")) / "empty.sqlite3"
    open_store(f"sqlite:///{file}").close()
    return file


@cache
def _reference(body: bytes, hook: Hook, day: date) -> list[dict[str, Any]]:
    """The cards of the whole record, as the pipeline alone gives them."""
    practice = for_caller(practice_of(SETTINGS), CALLER, "")
    return answer_call(body, hook, lambda _: day, practice).cards
