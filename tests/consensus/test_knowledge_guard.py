"""Changing what a patient may see needs a new knowledge version, a line under *Clinical*, and its fingerprint here."""

from __future__ import annotations

import hashlib
from pathlib import Path

from vignettes.load import vignettes

from consensus import safety
from consensus.algorithm import advise, judge
from consensus.catalogue import every_path
from consensus.completion import DOMAINS
from consensus.currency import CURRENCY_NOTES, NOTES_OF_OUTCOME, NOTES_THAT_WARN, STANDING_OF_STATEMENT
from consensus.edition import EDITION
from consensus.evidence import EVIDENCE
from consensus.flags import FLAGS
from consensus.readings import READINGS
from consensus.regimens import REGIMENS
from consensus.silent import SILENT_AREAS
from consensus.situations import resistance
from consensus.statements import STATEMENTS

CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"

FINGERPRINTS = {
    "es-2016 1.0.0": "1bd8cd944b0a54b5d70176474bc8434a36b04282897533be59a338f2c2c59d02",
}
"""Of each knowledge version. A version that was released is never changed: raise the version and add a line."""

ORDERS = (
    ("trastuzumab", "pertuzumab", "docetaxel"),
    ("trastuzumab", "vinorelbine"),
    ("lapatinib", "capecitabine"),
    ("lapatinib", "trastuzumab"),
    ("trastuzumab-emtansine",),
    ("trastuzumab-emtansine", "trastuzumab"),
    ("pertuzumab", "trastuzumab", "vinorelbine"),
    ("pertuzumab", "docetaxel"),
    ("letrozole", "trastuzumab"),
    ("capecitabine",),
    ("STOP-ANTI-HER2",),
)


def fingerprint() -> str:
    rules = [(rule.id, rule.indicator, rule.sentence, rule.sources) for rule in safety.SAFETY_RULES.values()]
    limits = [
        (safety.HOLD_THRESHOLDS, safety.ELDERLY_AGE, safety.LVEF_VALID_DAYS, safety.FALL_WITH_LOW_LVEF),
        (safety.TRANSAMINASE_LIMIT, safety.BILIRUBIN_LIMIT),
        (resistance.CONSECUTIVE_LINES, resistance.CURRENT_LINE, resistance.EVALUATED_FROM_LINES),
    ]
    registers = [STATEMENTS, EVIDENCE, READINGS, FLAGS, REGIMENS, CURRENCY_NOTES, NOTES_OF_OUTCOME]
    registers += [STANDING_OF_STATEMENT, sorted(NOTES_THAT_WARN), SILENT_AREAS, DOMAINS]
    said = [(advise(one.facts), [judge(order, one.facts) for order in ORDERS]) for one in vignettes()]
    knowledge = repr((registers, rules, limits, every_path(), said))
    return hashlib.sha256(knowledge.encode()).hexdigest()


def test_changed_knowledge_has_a_new_version() -> None:
    assert fingerprint() == FINGERPRINTS.get(EDITION.label), (
        "The clinical knowledge changed. Raise EDITION.version (consensus/edition.py), write under *Clinical* in "
        f"CHANGELOG.md which patients now see something else, and add the fingerprint {fingerprint()} here."
    )


def test_every_version_stands_under_clinical_in_the_changelog() -> None:
    clinical = [
        part.partition("### Technical")[0] for part in CHANGELOG.read_text(encoding="utf-8").split("### Clinical")[1:]
    ]

    for version in FINGERPRINTS:
        assert any(version in text for text in clinical), f"{version} has no line under *Clinical* in CHANGELOG.md"
