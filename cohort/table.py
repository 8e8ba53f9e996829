"""`patients.parquet`: a fixed schema, rows in a fixed order, the same bytes for the same rows."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa  # type: ignore[import-untyped]  # ships no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # as above
from msgspec import convert
from msgspec.structs import asdict, fields

from cohort.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

ROWS_A_GROUP = 20_000
_OTHER_TYPES = {"at": pa.date32()}


def _type(name: str, declared: Any) -> Any:
    if name in _OTHER_TYPES:
        return _OTHER_TYPES[name]
    if declared in (int, int | None):
        return pa.int32()
    return pa.string() if declared in (str, str | None) else pa.list_(pa.string())


SCHEMA = pa.schema([(each.name, _type(each.name, each.type)) for each in fields(Row)])
"""The columns in the order of `Row`."""


def write_table(rows: Iterable[Row], path: Path) -> int:
    """Write the rows; how many there were."""
    coming, count = iter(rows), 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd", version="2.6", store_schema=False) as writer:
        while group := [_plain(row) for row in islice(coming, ROWS_A_GROUP)]:
            writer.write_table(pa.Table.from_pylist(group, SCHEMA))
            count += len(group)
    return count


def read_table(path: Path) -> Iterator[Row]:
    """The rows of a table, group by group."""
    with pq.ParquetFile(path) as table:
        for batch in table.iter_batches(ROWS_A_GROUP):
            for given in batch.to_pylist():
                yield _row(given)


def _plain(row: Row) -> dict[str, Any]:
    return asdict(row) | {"at": date.fromisoformat(row.at)}


def _row(given: dict[str, Any]) -> Row:
    return convert(given | {"at": given["at"].isoformat()}, Row)
