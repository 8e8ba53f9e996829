from __future__ import annotations

from pathlib import Path

from fhir_mappings.mapping_doc import document


def test_docs_mapping_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "mapping.md"

    assert page.read_text(encoding="utf-8") == document(), "run: python -m fhir_mappings.mapping_doc > docs/mapping.md"
