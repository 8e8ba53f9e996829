"""Words of the report for what the table names by codes."""

from __future__ import annotations

from cards.relevance import Silence
from consensus.outcome import OrderClass

CLASSES = {
    OrderClass.CONCORDANT_PREFERRED: "preferred by the panel",
    OrderClass.CONCORDANT_OPTION: "an option of the panel",
    OrderClass.COMPETING: "one of several that the panel leaves open",
    OrderClass.DISCORDANT: "advised against by the panel",
    OrderClass.NOT_LISTED: "not among the panel's options",
    OrderClass.NOT_COVERED: "newer or other agents, not in the paper",
    OrderClass.INSUFFICIENT_DATA: "the record cannot tell",
}
"""How what was given stands to the panel, in the order in which it is drawn."""

SILENCES = {
    Silence.NO_BREAST_CANCER: "no breast cancer on record",
    Silence.HER2_NOT_POSITIVE: "HER2 not positive",
    Silence.EARLY_DISEASE: "early disease",
    Silence.LOCALLY_ADVANCED: "locally advanced disease",
    Silence.DECEASED: "the patient has died",
    Silence.GAP_CANNOT_MATTER: "what is missing cannot change the answer",
    Silence.NO_ORDER_CONCERNED: "no anticancer drug in the order",
    Silence.CONCORDANT: "the order matches the panel",
    Silence.NOT_COVERED: "the order is not covered by the paper",
    Silence.MISSING_DATA_ELSEWHERE: "missing data is asked for when the chart is opened",
}
"""Why no card would have been shown."""


def of_class(name: str) -> str:
    """The words for a class by its name in the table."""
    return {each.value: said for each, said in CLASSES.items()}.get(name, name)


def of_silence(code: str) -> str:
    """The words for a reason of silence by its code in the table."""
    return SILENCES[Silence(code)]
