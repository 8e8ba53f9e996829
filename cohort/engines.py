"""Who carries out the steps: processes of this machine, a Dask cluster, or a Spark cluster; one function for all.

A cluster needs this package on its workers, and the input and the working directory at the same place on all of them.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import sys
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from cohort.steps import do

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cohort.steps import Done, Task

    Engine = Callable[[Sequence[Task]], Iterator[Done]]

_WAITING = 2
"""Tasks a worker that are handed out ahead: enough to keep it busy, few enough to stop soon."""

_SLICES = 8
"""Shares of a step for each core of a Spark cluster: enough that none waits for long, few enough to cost nothing."""


class EngineMissingError(RuntimeError):
    """The engine's package is not installed; the message says which one to install."""


@contextmanager
def engine(name: str, *, workers: int, address: str = "") -> Iterator[Engine]:
    """An engine by its name: `local`, `dask` or `spark`; `address` is that of its scheduler or master."""
    with {"local": _local, "dask": _dask, "spark": _spark}[name](workers, address) as running:
        yield running


@contextmanager
def _local(workers: int, _: str) -> Iterator[Engine]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:

        def run(tasks: Sequence[Task]) -> Iterator[Done]:
            coming = iter(tasks)
            pending = {pool.submit(do, task) for task in islice(coming, workers * _WAITING)}
            while pending:
                finished, pending = wait(pending, return_when=FIRST_COMPLETED)
                pending |= {pool.submit(do, task) for task in islice(coming, len(finished))}
                for future in finished:
                    yield future.result()

        try:
            yield run
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


@contextmanager
def _dask(workers: int, address: str) -> Iterator[Engine]:
    distributed = _package("distributed", "dask")
    given: dict[str, Any] = {"address": address} if address else {"n_workers": workers, "threads_per_worker": 1}
    local = {} if address else {"dashboard_address": ":0", "processes": True}
    with distributed.Client(**given, **local) as client:

        def run(tasks: Sequence[Task]) -> Iterator[Done]:
            for future in distributed.as_completed(client.map(do, tasks, pure=False)):
                yield future.result()

        yield run


@contextmanager
def _spark(workers: int, address: str) -> Iterator[Engine]:
    sql = _package("pyspark.sql", "spark")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = sql.SparkSession.builder.appName("her2-cds cohort").master(address or f"local[{workers}]")
    session = builder.config("spark.ui.enabled", "false").getOrCreate()
    try:

        def run(tasks: Sequence[Task]) -> Iterator[Done]:
            if tasks:
                slices = min(len(tasks), _SLICES * session.sparkContext.defaultParallelism)
                spread = session.sparkContext.parallelize(tasks, slices)
                yield from spread.mapPartitions(_all_of).collect()

        yield run
    finally:
        session.stop()


def _all_of(tasks: Iterator[Task]) -> Iterator[Done]:
    return map(do, tasks)


def _package(name: str, extra: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise EngineMissingError(f"this engine needs the extra: pip install 'her2-cds[{extra}]'") from error
