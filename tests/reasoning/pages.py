"""Pages of demo patients as the tests look at them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from fhir_mappings.bundle import raw_from_bundle
from service.demo import as_stored, demo_patients
from service.practice import in_language, practice_of
from service.reasoning.page import reasoning_page
from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fhir_mappings.raw import RawRecord

PRACTICE = practice_of(Settings())
DAY = date(2016, 5, 16)


def record_of(patient: str) -> RawRecord:
    return raw_from_bundle(as_stored(demo_patients()[patient].record()))


def page_of(patient: str, answers: Mapping[str, str] | None = None, *, language: str = "en", **changed: Any) -> str:
    """The page of a demo patient on the day of her story."""
    as_of = date.fromisoformat(demo_patients()[patient].as_of or DAY.isoformat())
    usual: dict[str, Any] = {"answer_url": "/answers", "resource_url": "/resources"}
    return reasoning_page(
        record_of(patient), as_of, in_language(PRACTICE, language), answers or {}, **(usual | changed)
    )
