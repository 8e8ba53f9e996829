"""Names on the timeline: kinds of drug, sites, assessments, results, and why a resource was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from treatment_history.sentences import say

if TYPE_CHECKING:
    from treatment_history.sentences import Sentence

KINDS_OF_DRUG: dict[str, Sentence] = {
    "ANTI_HER2": say("anti-HER2"),
    "CHEMOTHERAPY": say("chemotherapy"),
    "ENDOCRINE": say("endocrine"),
    "OTHER": say("other therapy"),
    "LINE": say("line of therapy"),
    "EARLY": say("early disease"),
    "ADVANCED": say("metastatic disease"),
}
"""What a bar stands for, by the name of its kind."""

SITES: dict[str, Sentence] = {
    "BRAIN": say("brain"),
    "BRAIN_OR_MENINGES": say("brain or meninges"),
    "MENINGES": say("meninges"),
    "CNS_OTHER": say("central nervous system, other"),
    "LIVER": say("liver"),
    "LUNG": say("lung"),
    "BONE": say("bone"),
    "PLEURA": say("pleura"),
    "SKIN": say("skin"),
    "REGIONAL_NODES": say("regional lymph nodes"),
    "OTHER_NODES": say("other lymph nodes"),
    "BREAST": say("breast"),
    "OTHER": say("another site"),
    "UNSPECIFIED": say("site not named"),
}
"""Where, by the name of the site."""

RESPONSES: dict[str, Sentence] = {
    "COMPLETE": say("complete response"),
    "PARTIAL": say("partial response"),
    "IMPROVED": say("improvement, not graded"),
    "STABLE": say("stable disease"),
    "PROGRESSION": say("progression"),
    "UNDETERMINED": say("assessment without a clear result"),
}
"""Assessments of the disease, by the name of the response."""

MARKER_RESULTS: dict[str, Sentence] = {
    "POSITIVE": say("positive"),
    "LOW": say("low"),
    "NEGATIVE": say("negative"),
    "EQUIVOCAL": say("equivocal"),
    "UNDECIDABLE": say("not decidable"),
}
"""What a receptor test says, by the name of the result."""

METHODS: dict[str, Sentence] = {
    "IHC": say("IHC"),
    "ISH": say("ISH"),
    "OVERALL": say("overall interpretation"),
    "GENOMIC": say("genomic report"),
    "CONDITION": say("stated with the diagnosis"),
}
"""How a receptor was tested, by the name of the method."""

LEFT_OUT: dict[str, Sentence] = {
    "cancelled": say("cancelled"),
    "denied": say("the text denies what the code states"),
    "do-not-perform": say("an order not to give it"),
    "entered-in-error": say("entered in error"),
    "after-as-of": say("later than the day of the question"),
    "marker-only": say("read from tumour markers alone"),
    "no-medication-information": say("names no medication"),
    "not-a-tumour-receptor-status": say("no receptor status of a tumour"),
    "not-an-anticancer-agent": say("no anticancer agent"),
    "not-assessed": say("not assessed"),
    "not-completed": say("not completed"),
    "not-confirmed": say("diagnosis not confirmed"),
    "not-dispensed": say("not dispensed"),
    "not-done": say("not done"),
    "not-systemic": say("no systemic therapy"),
    "not-taken": say("not taken"),
    "ordered-not-administered": say("ordered; not shown to have been given"),
    "other-cancer": say("concerns another cancer"),
    "other-indication": say("given for another reason"),
    "other-patient": say("belongs to another patient"),
    "planned": say("only planned"),
    "refuted": say("refuted"),
    "status-not-final": say("not final"),
    "status-unknown": say("status not known"),
    "supportive": say("supportive drug, no anticancer therapy"),
    "undated-status": say("assessment without a date"),
    "not-evaluable": say("assessment without a clear result"),
}
"""Why a resource was understood and left out, by its code."""
