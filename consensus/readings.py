"""Where the paper leaves doubt, and how it is read here (knowledge specification A.2, X1 to X18).

Every reading still needs a clinician's yes; none may be hidden on a card.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """One discrepancy or ambiguity of the paper, and the resolution used."""

    id: str
    doubt: str
    resolution: str


READINGS = {
    reading.id: reading
    for reading in (
        Reading(
            "X1",
            "The abstract speaks of an objective response, Table 2 and the figure legend of a complete response.",
            "Complete response: as stated. Partial response: applied and flagged. Stable disease: only the external "
            "guideline's sentence, flagged.",
        ),
        Reading(
            "X2",
            "Abstract, Table 2 and figure legend define clinical resistance in three different wordings.",
            "The strict conjunction: three consecutive anti-HER2 lines before the current one, one of them dual, and "
            "progression at the first assessment of a line >= 4 that holds an anti-HER2 agent. Looser "
            "wordings are shown "
            "as borderline and change nothing, because calling a patient resistant wrongly costs active treatment.",
        ),
        Reading(
            "X3",
            "The abstract asks for progression in the brain, Table 2 for brain metastases with any progression.",
            "Table 2 decides; if the brain itself is not progressing, this is flagged.",
        ),
        Reading(
            "X4",
            "With brain metastases Scenario 1 favours dual blockade, Scenario 4 lapatinib + chemotherapy.",
            "Scenario 4 first, being the specific question; dual blockade and T-DM1 stay options.",
        ),
        Reading(
            "X5",
            "Scenario 1 is titled by a trastuzumab-containing second line, but recommends after two or more therapies.",
            "The recommendation decides; therapies are lines, so trastuzumab + pertuzumab + taxane counts once.",
        ),
        Reading(
            "X6",
            "Scenario 3 is titled by any lapatinib-containing regimen, but recommends after a second-line one.",
            "Exact at line 2; at other lines applied by the title, with a flag.",
        ),
        Reading(
            "X7",
            "Scenario 3 lists T-DM1 as a form of trastuzumab again, ranks only T-DM1, and does not name the dual pair.",
            "T-DM1 first, the other two unranked; dual means lapatinib + trastuzumab by the paper's own words, and "
            "pertuzumab + trastuzumab + chemotherapy is accepted as a match. Dropped if lapatinib + "
            "trastuzumab was given.",
        ),
        Reading(
            "X8",
            "The paper prints the T-DM1 indication as after trastuzumab 'and/or' taxanes; the label says 'and'.",
            "The card corrects it, and flags a patient without an earlier taxane.",
        ),
        Reading(
            "X9",
            "Reference 19 is cited for four different things.",
            "It cannot be resolved without the reference list and is cited as printed.",
        ),
        Reading(
            "X10",
            "In Table 1 two percentages of one trial do not fit their denominators, and a column is not explained.",
            "These cells are not displayed.",
        ),
        Reading(
            "X11",
            "ASCO's 12 months and the EMA's 6 months after adjuvant therapy.",
            "Two questions: 12 months choose the approach, 6 months are the T-DM1 authorisation. Between them, a flag.",
        ),
        Reading("X12", "The abstract as read had lost its signs for 'at least'.", "Restored from two other copies."),
        Reading(
            "X13",
            "Whether adjuvant therapy counts as a line after the first metastatic line.",
            "For Scenario 1 yes if the relapse was early, flagged; for resistance no.",
        ),
        Reading(
            "X14",
            "T-DM1 is called best in almost all settings, yet a T-DM1-naive patient can meet the "
            "resistance definition.",
            "Both are shown as competing statements; neither is put first.",
        ),
        Reading(
            "X15",
            "Scenario 5 asks about trastuzumab and answers for anti-HER2 therapy.",
            "The answer is applied to any anti-HER2 agent that the panel knew.",
        ),
        Reading("X16", "Misprinted names of agents and terms.", "Normalised."),
        Reading(
            "X17",
            "The hazard ratio of lapatinib against trastuzumab with a taxane (1.33) is interim; the "
            "final result (1.37) "
            "had been published before the paper.",
            "Both are shown.",
        ),
        Reading(
            "X18",
            "The second-line list does not prefer T-DM1 although Table 1 holds the evidence.",
            "Unranked as in the text; the evidence is attached to both options.",
        ),
    )
}
"""Every reading by its id."""

QUESTIONS_FOR_REVIEWERS = (
    "Figure 1 against the decision tables: nobody here has seen the figure.",
    (
        "X1 to X18, above all the strict reading of resistance (X2), the line count after early relapse "
        "(X13), the brain "
        "going first (X4), and resistance against T-DM1 (X14)."
    ),
    "Which pair Scenario 3 means by dual blockade (X7).",
    "Whether 'discordant' is the right word where a preferred option exists but the text does not exclude others.",
    "The default age for 'elderly' (65; not in the paper).",
    "T-DM1 interrupted without progression.",
    "Whether this edition may be shown in live care without a current-practice edition beside it.",
    (
        "Full texts to obtain: the paper's PDF with references, SEOM-GEICAM-SOLTI 2025, the ESMO living "
        "guideline, ASCO's "
        "latest, current product labels."
    ),
    "The European decision on T-DXd + pertuzumab.",
    "Every confidence interval that could not be verified.",
)
"""Points that wait for the reviewing clinicians (knowledge specification B.7)."""

OPEN_POINTS = (
    "That T-DM1 is not used again rests only on the words 'not given in previous lines'.",
    (
        "Lapatinib + chemotherapy as preferred with brain metastases rests on 'may be a good option', "
        "and makes trastuzumab "
        "+ chemotherapy discordant there."
    ),
    "That Scenario 4 needs a lapatinib-naive patient is our inference.",
    "Whether Scenario 1's dual blockade includes pertuzumab + trastuzumab in a pertuzumab-naive patient.",
    "Whether an anti-HER2 order in HER2-negative or HER2-low disease is discordant or not covered.",
    "Lapatinib with a drug other than capecitabine in brain metastases.",
    "Chemotherapy alone after T-DM1, where the paper calls guidelines ambiguous.",
    "Early relapse counted as a line makes two second-line strategies discordant.",
    "Resistance against a dual blockade never given, without brain metastases.",
    "No earlier trastuzumab removes T-DM1, although the paper prints 'and/or'.",
    "Pertuzumab after first-line T-DM1.",
    "The sentence on trastuzumab again after T-DM1 is attached to no outcome.",
    "Silence with contradictory facts.",
    "How strongly 'can be continued' speaks against stopping.",
)
"""Doubts found by an independent reading; each stays as written until clinicians decide."""

OUR_CHOICES = (
    (
        "J-S10 (cardiac monitoring) is said only with an anti-HER2 order, because the paper's "
        "sentence is about anti-HER2 "
        "drugs."
    ),
    (
        "Agents of orders that are still active count as part of the drafted regimen, for its class and for "
        "safety; a draft "
        "that stops anti-HER2 therapy takes the active anti-HER2 agents out."
    ),
    "An order without any anticancer agent is not covered and raises no safety rule.",
    (
        "Remarks on T-DM1 (availability, taxane) stand only where T-DM1 is an option; with brain metastases 'only if "
        "pertuzumab was never given' stands only where a pertuzumab regimen is an option."
    ),
    (
        "A record in which HER2 is equivocal, or 'not applicable' stands where an interval is needed, is asked like an "
        "unknown one."
    ),
    (
        "When the unknown fact does not matter, only the flags, statements and notes that hold for all its "
        "values are shown; "
        "an order is still judged against every value."
    ),
    "An agent later than the paper stays 'not covered' even where contradictory facts call it the current line.",
    (
        "Facts that contradict each other about lapatinib never settle another open fact: it is asked for, and the "
        "contradiction is named among what the answers would lead to."
    ),
    "Lapatinib + trastuzumab stays an option while it is unknown whether it was given before; the card says so.",
)
"""Where the specification left room: what was chosen here, for a clinician to confirm or change."""
