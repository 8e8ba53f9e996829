"""The page and the plots about load."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from calling import Told

_HEAD = """# Under load

Printed by `{command}` ({machine}). Open loop: calls leave at fixed times whether or not
earlier ones were answered, and each is measured from the time it was due. Clients and service share the same cores; the
service is `her2-cds serve --demo` with everything on, the audit record on disk before an answer leaves. *Loop* is the
CPU time of a fixed Python loop before the run: about 35 ms is a quiet machine of this kind. The charts have 200
resources (80 KB) unless said otherwise.
"""

GOALS = {
    "R1": "p95 at most 150 ms, p99 at most 300 ms, every call answered",
    "R4": "5,000 resources within 450 ms",
    "R5": "the excess gets 503 or 429, accepted p99 at most 500 ms, /livez never fails, ordinary within 5 s, 512 MB",
    "R8": "no call fails",
    "R9": "at most 1 MB a minute, open files and threads flat",
}


@dataclass(frozen=True, slots=True)
class Run:
    """One run: what it did, for how long, and what came of it."""

    name: str
    about: str
    seconds: float
    figures: dict[str, Any]
    told: Told
    loop: int
    load: float

    @property
    def reached(self) -> bool:
        """Whether the goal was reached in this run."""
        told, figures = self.told, self.figures
        every = set(told.statuses()) == {"200"}
        match self.name:
            case "R1":
                return every and figures["p95 ms"] <= 150 and figures["p99 ms"] <= 300
            case "R4":
                return every and figures["p99 ms"] <= 450
            case "R5":
                shed = set(told.statuses()) <= {"200", "429", "503"} and set(figures["/livez meanwhile"]) == {"200"}
                quick = figures["p99 ms"] <= 500 and figures["ordinary again after s"] <= 5
                return shed and quick and figures["largest worker MB"] <= 512
            case "R8":
                return every and figures["all workers are new"]
            case _:
                low, high = figures["threads"].split(" to ")
                return every and figures["MB a minute, second half"] <= 1 and int(high) - int(low) <= 1


def document(runs: list[Run], command: str, machine: str) -> str:
    """The page."""
    parts = [_HEAD.format(command=command, machine=machine)]
    for run in runs:
        parts.append(f"\n## {run.name}: {run.about}\n")
        parts.append(f"{run.seconds:.0f} seconds, loop {run.loop} ms, load of the machine before {run.load}.\n")
        parts.append("| what | measured |\n|---|---|")
        parts += [f"| {name} | {_shown(value)} |" for name, value in run.figures.items()]
        parts.append(f"\nGoal: {GOALS[run.name]}. **{'Reached' if run.reached else 'Not reached'}.**\n")
        if run.name in ("R1", "R5", "R9"):
            parts.append(f"![answers by second]({run.name.lower()}.svg)\n")
    return "\n".join(parts)


def _shown(value: Any) -> str:
    return ", ".join(f"{count:,} x {status}" for status, count in value.items()) if isinstance(value, dict) else value


def plot(run: Run, path: Path) -> None:
    """Second by second: how many calls were answered and refused, and how long the answered took."""
    import matplotlib as mpl  # noqa: PLC0415 - a moment to import, and only here

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "her2-cds"
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the choice of the backend

    seconds = range(int(max(due for due, _, _ in run.told.calls)) + 1)
    within = {at: [(status, took) for due, status, took in run.told.calls if at <= due < at + 1] for at in seconds}
    good = {at: sorted(took * 1000 for status, took in calls if status == "200") for at, calls in within.items()}
    figure, (upper, lower) = plt.subplots(2, 1, figsize=(6, 3.6), sharex=True)
    upper.step(seconds, [len(good[at]) for at in seconds], where="mid", label="answered")
    refused = [len(within[at]) - len(good[at]) for at in seconds]
    if any(refused):
        upper.step(seconds, refused, where="mid", color="tab:red", label="refused")
    upper.set_ylabel("calls a second")
    upper.set_ylim(bottom=0)
    upper.legend(frameon=False)
    lower.plot(seconds, [each[len(each) // 2] if each else float("nan") for each in good.values()], label="median")
    lower.plot(seconds, [each[-1] if each else float("nan") for each in good.values()], ":", label="slowest")
    lower.set(xlabel="second", ylabel="ms", ylim=(0, None))
    lower.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
