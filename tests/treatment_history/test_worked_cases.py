"""Every asserted field of every worked case holds exactly."""

from __future__ import annotations

from typing import Any

import pytest
from lot_cases.lot_case import all_cases, as_of, differences, record_of

from treatment_history.derive import derive


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case["id"])
def test_a_worked_case_comes_out_as_the_specification_says(case: dict[str, Any]) -> None:
    history = derive(record_of(case), as_of(case))

    found = differences(case, history)

    assert not found, f"{case['id']} {case['title']}\n" + "\n".join(found)
