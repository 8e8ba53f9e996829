"""The page that `make scale` writes: what a population costs, and the arithmetic for a larger one."""

from __future__ import annotations

from dataclasses import dataclass

GOAL = 2_500
MOST_MB = 300
FROM_HERE_ON = 20_000
FEW = 1_000
TEN_MILLION = 10_000_000
BYTES_OF_INDEX = 28
"""Per resource: the columns of `cohort.index`."""

START = "1 patient, for the start alone"
HOSPITAL, ONCOLOGY = "hospital, 2 % breast cancer", "oncology only"
HEAD = """\
| mix | patients | input MB | how | wall s | CPU s | patients per CPU second | peak MB | loop ms | load |
|---|---|---|---|---|---|---|---|---|---|"""

_PAGE = """# How large a population

Printed by `make scale`. The data is invented and temporary (`benchmarks/cohort_generator.py`): 100 resources a patient.

{table}

Patients per CPU second: without the CPU time of the start (first rows). Peak MB: the largest single process. *Loop* is
the CPU time of a fixed Python loop at that moment; *load* is that of the machine. Below some {from_here_on:,} patients
the first use of plots and code tables weighs most. Of Spark only the CPU time of this process is seen, not that of the
Java machine.

{judged}
## Arithmetic for ten million patients

At {rate:,.0f} patients per CPU second: {ten:,} / {rate:,.0f} = {seconds:,.0f} core seconds, {hours:.1f} core hours; on
32 cores {minutes:.0f} minutes, if the disks deliver ({terabytes:.1f} TB at {kilobytes:.0f} KB a patient:
{needed:.1f} GB/s; at 1 GB/s {slow:.0f} minutes). The index needs {index} bytes a resource: {index_gb:.0f} GB in
`DIR/.work`; the records of 2 % of the patients another {kept:.0f} GB.

## Memory

A process reads 128 KiB at a time; a unit is 32 MiB of a file; a part holds about 24 MiB of records, built patient by
patient. The choice of patients keeps 8 bytes for each one chosen, and 16 for each drug that they name by reference.
What says where the parts' records lie has 32 bytes for each part and unit in which it has a record. A JSON document
(`*.json`) is read whole.

## On a cluster

Put the input and `DIR` on storage that all workers see at the same path, install `her2-cds[dask]` or `her2-cds[spark]`
on them, and give the address: `--engine dask --scheduler tcp://host:8786`, `--engine spark --master spark://host:7077`.
With Spark, set `PYSPARK_PYTHON` to the interpreter that has the package.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One run: seconds, MB; `start` is the CPU time that is no work on patients, 0 if that is not known."""

    mix: str
    patients: int
    size: int
    how: str
    wall: float
    cpu: float
    peak: float
    start: float
    loop: float
    load: float

    @property
    def rate(self) -> float:
        """Patients per CPU second."""
        return self.patients / max(self.cpu - self.start, 0.01)

    @property
    def line(self) -> str:
        """The row of the table."""
        rate = f"{self.rate:,.0f}" if self.start and self.patients >= FEW else "-"
        return (
            f"| {self.mix} | {self.patients:,} | {self.size / 1e6:,.0f} | {self.how} | {self.wall:.1f} "
            f"| {self.cpu:.1f} | {rate} | {self.peak:.0f} | {self.loop:.0f} | {self.load:.1f} |"
        )


def document(rows: list[Row]) -> str:
    """The page; the rate of the largest hospital in one process is what larger ones are reckoned with."""
    alone = [row for row in rows if row.mix == HOSPITAL and row.how == "today, 1 process"]
    largest = max(alone, key=lambda row: row.patients)
    patient = largest.size / largest.patients
    seconds, total = TEN_MILLION / largest.rate, TEN_MILLION * patient
    return _PAGE.format(
        table="\n".join([HEAD, *(row.line for row in rows)]),
        judged="".join(f"- {each}\n" for each in _judged(rows)),
        from_here_on=FROM_HERE_ON,
        ten=TEN_MILLION,
        rate=largest.rate,
        seconds=seconds,
        hours=seconds / 3600,
        minutes=seconds / 32 / 60,
        terabytes=total / 1e12,
        kilobytes=patient / 1e3,
        needed=total / 1e9 / (seconds / 32),
        slow=total / 1e9 / 60,
        index=BYTES_OF_INDEX,
        index_gb=BYTES_OF_INDEX * 100 * TEN_MILLION / 1e9,
        kept=total * 0.02 / 1e9,
    )


def _judged(rows: list[Row]) -> list[str]:
    """What the rows say of the goals, for the sizes at which the start no longer matters."""
    said = []
    for patients in sorted({row.patients for row in rows if row.mix == HOSPITAL and row.patients >= FROM_HERE_ON}):
        at = {row.how: row for row in rows if row.mix == HOSPITAL and row.patients == patients}
        one, two = at["today, 1 process"], at["today, 2 processes"]
        peak = max(one.peak, two.peak)
        said.append(
            f"{patients:,} patients: {one.rate:,.0f} a second and core (goal {GOAL:,}: {_yes(one.rate >= GOAL)}); "
            f"peak {peak:.0f} MB (goal {MOST_MB}: {_yes(peak <= MOST_MB)}); two processes take "
            f"{two.wall / one.wall:.2f} of the time of one."
        )
    return said


def _yes(reached: bool) -> str:  # noqa: FBT001 - the verdict itself
    return "reached" if reached else "not reached"
