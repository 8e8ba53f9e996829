"""One row of the result: a patient at one day, what the service would have said, and what was given."""

from __future__ import annotations

import msgspec


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False, gc=False):
    """What `patients.parquet` holds; docs/cohort.md says what each column means.

    Columns that begin with `view` tell of the opened chart, those that begin with `order` of the order of what was
    given; the latter are empty where nothing is judged (`--at today`, `--at DATE`).
    """

    patient: str
    at: str
    line: int | None = None
    line_start: str | None = None
    given: tuple[str, ...] = ()
    outcome: str
    rule: str
    status: str
    likely_outcome: str | None = None
    likely_rule: str | None = None
    recommended: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    currency_notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    settled_by: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    lines_low: int
    lines_working: int
    lines_high: int
    anti_her2_low: int
    anti_her2_working: int
    anti_her2_high: int
    view_cards: int
    view_indicator: str | None = None
    view_silence: str | None = None
    order_cards: int | None = None
    order_indicator: str | None = None
    order_silence: str | None = None
    order_class: str | None = None
    order_regimen: str | None = None
    order_ground: str | None = None
    safety_rules: tuple[str, ...] = ()
    gaps: int
    conflicts: int
    undated: int
    unmapped: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    edition: str
    edition_version: str

    @property
    def key(self) -> tuple[str, str, int]:
        """What a row is about, and the order in which rows stand."""
        return self.patient, self.at, self.line or 0

    @property
    def cards(self) -> int:
        """The cards that the clinician would have seen in this row's call: of the order where one is judged."""
        return self.view_cards if self.order_cards is None else self.order_cards


READ = msgspec.json.Decoder(Row).decode
"""From a kept line back to a row."""

WRITE = msgspec.json.Encoder()
"""Writes a row as the bytes of one line."""
