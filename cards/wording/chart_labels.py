"""Names on a chart: diagnoses, comorbidities, when therapy was given around surgery, and why a line ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from treatment_history.sentences import say

if TYPE_CHECKING:
    from treatment_history.sentences import Sentence

CANCERS: dict[str, Sentence] = {
    "BREAST_INVASIVE": say("invasive breast cancer"),
    "BREAST_IN_SITU": say("breast carcinoma in situ"),
    "BREAST_HISTORY": say("history of breast cancer"),
    "OTHER": say("other cancer"),
}
"""Diagnoses, by the name of the cancer."""

COMORBIDITIES: dict[str, Sentence] = {
    "CARDIOVASCULAR": say("cardiovascular disease"),
    "HEART_FAILURE": say("heart failure"),
    "HYPERTENSION": say("hypertension"),
    "DIABETES": say("diabetes"),
    "ILD": say("interstitial lung disease"),
    "NEUROPATHY": say("peripheral neuropathy"),
    "PREGNANCY": say("pregnancy"),
    "TAXANE_INTOLERANCE": say("taxane allergy or intolerance"),
}
"""What else the record says about the patient's health, by the name of the finding."""

EARLY_KINDS: dict[str, Sentence] = {
    "NEOADJUVANT": say("before surgery"),
    "ADJUVANT": say("after surgery"),
    "PERIOPERATIVE": say("around surgery"),
    "UNSPECIFIED": say("for early disease"),
}
"""Where therapy for early disease stands to surgery, by the name of its kind."""

END_REASONS: dict[str, Sentence] = {
    "ONGOING": say("ongoing"),
    "PROGRESSION": say("ended: progression"),
    "TOXICITY": say("ended: toxicity"),
    "PATIENT": say("ended: the patient's decision"),
    "AVAILABILITY": say("ended: no longer available"),
    "COMPLETED": say("ended: completed"),
    "UNKNOWN": say("reason of the end not recorded"),
}
"""Why a line of therapy ended, by the name of the reason."""
