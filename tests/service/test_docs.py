from __future__ import annotations

import pytest

from service.docs import FOLDER, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_printed_page_matches_the_code(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run make docs"
