"""`docs/audit.md` says what is stored, member by member, as the code does."""

from __future__ import annotations

from service.audit_detail import table
from service.docs import FOLDER


def test_the_page_holds_the_table_of_the_code() -> None:
    assert table() in (FOLDER / "audit.md").read_text(encoding="utf-8"), f"docs/audit.md needs this table:\n{table()}"
