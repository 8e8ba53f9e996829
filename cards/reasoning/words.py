"""The page's own words: headings, buttons and remarks, by the name under which the templates ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from treatment_history.sentences import say

if TYPE_CHECKING:
    from cards.wording.voice import Voice

_WORDS = {
    "title": say("What the 2016 panel says, and why"),
    "skip": say("To the answer"),
    "as_of": say("As of"),
    "name_not_recorded": say("Name not in the record"),
    "not_certified": say(
        "Not a certified medical device. It compares the record with a paper of 2016, for discussion by oncologists."
    ),
    "draft_reading": say("This reading of the paper has not been reviewed by clinicians yet."),
    "sections": say("Parts of this page"),
    "tone_advice": say("The panel's answer"),
    "tone_likely": say("Likely answer, not documented"),
    "tone_open": say("Open: a fact is missing"),
    "tone_outside": say("No option from the panel"),
    "tone_contradiction": say("The record contradicts itself"),
    "standing": say("Where the patient stands"),
    "how_sure": say("How sure is this?"),
    "since_2016": say("What has changed since 2016"),
    "safety_now": say("Safety of the ongoing therapy, from product labels"),
    "open_link": say("Open questions you can answer for this view"),
    "timeline": say("Timeline"),
    "timeline_says": say(
        "Treatment and findings over time. Every bar and mark leads to its words and to the resource it was read from."
    ),
    "zoom_in": say("Larger"),
    "zoom_out": say("Smaller"),
    "zoom_reset": say("Whole"),
    "scroll_hint": say("Scroll sideways, or use the arrow keys."),
    "legend": say("Signs"),
    "legend_uncertain": say("hatched end: the record names only a month or a year"),
    "legend_open": say("arrow: ongoing; torn end: end not recorded"),
    "legend_doubtful": say("dashed outline: likely or only ordered"),
    "legend_hollow": say("hollow mark: absent, not done or not used"),
    "legend_cluster": say("number in a mark: several findings close together"),
    "in_words": say("The timeline in words"),
    "undated": say("Without a date, so not drawn"),
    "why": say("Why"),
    "close": say("Close"),
    "resources": say("The resources themselves"),
    "resources_note": say("As they came, shortened where they are long."),
    "no_timeline": say("The record names nothing with a date that belongs on this timeline."),
    "path": say("How the paper's algorithm was walked"),
    "path_says": say(
        "Each question that was asked, in order, with this patient's answer and where it was read. Below it, what "
        "other answers would lead to."
    ),
    "known": say("in the record"),
    "answered": say("your answer, not in the record"),
    "likely": say("likely, not documented"),
    "open": say("not in the record"),
    "otherwise": say("Other answers would lead to"),
    "no_difference": say("Another answer would change neither the situation nor the options."),
    "leads_here": say("This leads to"),
    "tree": say("The whole tree of this step"),
    "tree_says": say(
        "For a patient without gaps; conditions that only add or remove an option stand still here. The way of this "
        "patient is marked."
    ),
    "taken": say("this patient"),
    "maybe": say("possible: not recorded"),
    "options": say("Options of the 2016 panel"),
    "no_options": say("The panel names no option for this situation."),
    "options_open": say("Nothing is offered while a fact on which the answer depends is missing."),
    "the_verb": say("the paper's verb"),
    "now": say("since 2016"),
    "not_judged": say("not judged"),
    "label_safety": say("From product labels, for this patient"),
    "carrying": say("Statements behind this answer"),
    "conditions": say("Conditions"),
    "against": say("Why not the others"),
    "evidence": say("Trials that the paper cites here"),
    "evidence_says": say(
        "Hazard ratio of the first arm over the second with 95 % confidence interval, as the paper prints it; below 1 "
        "favours the first arm. T trastuzumab, P pertuzumab, L lapatinib."
    ),
    "trial": say("Trial"),
    "endpoint": say("Endpoint"),
    "ratio": say("HR (95 % CI)"),
    "favours_first": say("favours the first arm"),
    "favours_second": say("favours the second arm"),
    "no_ratio": say("Cited without a hazard ratio"),
    "doubt": say("Missing and doubtful"),
    "ask": say("Questions to you"),
    "ask_says": say("Your answers hold for this view alone: nothing is written to the record, and nothing is kept."),
    "needed": say("the answer depends on it"),
    "settles": say("What would settle it in the record"),
    "record_says": say("What the record says"),
    "leads": say("What each answer leads to"),
    "your_answer": say("Your answer"),
    "no_answer": say("no answer"),
    "your_day": say("Date (optional)"),
    "show": say("Show what changes"),
    "reset": say("Without my answers"),
    "changes": say("What your answers change"),
    "your_answers": say("Your answers, not in the record"),
    "before": say("By the record alone"),
    "after": say("With your answers"),
    "same": say("Your answers change nothing."),
    "refused": say("Not applied, because the record holds a value or the answer is not possible"),
    "nothing_open": say("No question is open."),
    "likely_list": say("Likely, not documented"),
    "contradictions": say("Contradictions in the record"),
    "unread": say("Not read"),
    "left_out": say("Understood and left out"),
    "more": say("more"),
    "nothing_doubtful": say("Nothing was contradictory, unread or left out."),
    "sheet": say("Tumour-board sheet"),
    "sheet_says": say("The same on one A4 page, for the tumour board. Only this sheet is printed."),
    "print": say("Print the sheet"),
    "decision": say("Decision of the tumour board"),
    "reasons": say("Reasons, if it differs"),
    "signed": say("Date and signature"),
    "open_points": say("Open points"),
    "none_open": say("none"),
    "source": say("Source"),
    "other_language": say("Español"),
    "more_on_page": say("more on the page"),
}


def words(voice: Voice) -> dict[str, str]:
    """Every word of the page in one language."""
    return {name: voice.raw(sentence) for name, sentence in _WORDS.items()}
