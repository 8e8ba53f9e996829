"""How an order stands to the 2016 consensus, and why: one sentence per class and step of rule J."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.outcome import JudgedOrder, OrderClass
from treatment_history.sentences import say

if TYPE_CHECKING:
    from treatment_history.sentences import Sentence

_BY_CLASS = {
    OrderClass.CONCORDANT_PREFERRED: say("It matches what the 2016 consensus names first here."),
    OrderClass.CONCORDANT_OPTION: say("It matches one of the options of the 2016 consensus."),
    OrderClass.COMPETING: say("One statement of the 2016 consensus supports it, another speaks against it."),
    OrderClass.DISCORDANT: say("It differs from the 2016 consensus."),
    OrderClass.NOT_LISTED: say("The 2016 consensus lists options here, without a ranking; this one is not among them."),
    OrderClass.NOT_COVERED: say("It is not covered by the 2016 consensus."),
    OrderClass.INSUFFICIENT_DATA: say("How it stands to the 2016 consensus depends on what the record does not say."),
}

_BY_GROUND = {
    ("J.0", OrderClass.DISCORDANT): say(
        "Stopping differs from the 2016 consensus while the therapy works and neither toxicity nor a wish to stop is "
        "on record."
    ),
    ("J.0", OrderClass.INSUFFICIENT_DATA): say(
        "Whether stopping matches the 2016 consensus depends on toxicity and on the patient's wish, which are not on "
        "record."
    ),
    ("J.0", OrderClass.CONCORDANT_OPTION): say("Stopping matches a stopping point of the 2016 consensus."),
    ("J.2", OrderClass.DISCORDANT): say("It differs from what the 2016 consensus says for therapy in response."),
    ("J.3", OrderClass.NOT_COVERED): say(
        "It is not covered by the 2016 consensus: the panel could not know the agent; later evidence exists."
    ),
    ("J.5", OrderClass.DISCORDANT): say(
        "It differs from the 2016 consensus, which speaks about HER2-positive disease; the record says otherwise."
    ),
    ("J.6", OrderClass.NOT_COVERED): say(
        "It is not covered by the 2016 consensus: the panel could not know T-DM1 given around surgery."
    ),
    ("J.8", OrderClass.DISCORDANT): say("It differs from the 2016 consensus, or from how its agents are labelled."),
    ("J.9", OrderClass.COMPETING): say(
        "The panel's statement on lapatinib for brain metastases does not speak about giving lapatinib again."
    ),
    ("J.10", OrderClass.DISCORDANT): say(
        "It differs from what the panel's definition of resistance implies; the paper does not state it."
    ),
    ("J.13", OrderClass.DISCORDANT): say(
        "It differs from the 2016 consensus, which names another option first here and does not list this one."
    ),
}


def how_it_stands(judged: JudgedOrder) -> Sentence:
    """The sentence of the order's class, more precise where the step that decided says more."""
    return _BY_GROUND.get((judged.ground, judged.order_class), _BY_CLASS[judged.order_class])
