"""The flags of an outcome (knowledge specification A.3.10): one sentence each, shown on the card."""

from __future__ import annotations

FLAGS = {
    "tdm1-site-unavailable": "T-DM1 would be an option, but this site says that it is not available.",
    "abstract-wording-only": (
        "Only the abstract speaks of any objective response; Table 2 speaks of a complete response."
    ),
    "external-guideline-only": (
        "For stable disease the paper has only a sentence cited from an external guideline, no agreed recommendation."
    ),
    "table2-wording-only": (
        "The brain metastases are not recorded as progressing: only Table 2's wider wording applies, not "
        "the abstract's."
    ),
    "scenario3-title-only": (
        "Scenario 3 recommends after a second-line lapatinib regimen; at this line only its title applies."
    ),
    "line-count-includes-adjuvant": (
        "The early relapse after adjuvant anti-HER2 therapy is counted here as a line; the paper does not settle this."
    ),
    "resistance-borderline": (
        "A looser wording of the panel's resistance definition is met, the strict one is not; the outcome is unchanged."
    ),
    "tdm1-if-available": "Only if T-DM1 is available: the site has not said whether it is.",
    "tdm1-label-needs-taxane": "The T-DM1 label asks for earlier trastuzumab and a taxane; no taxane was given.",
    "tdm1-needs-prior-trastuzumab": (
        "T-DM1 is left out: its indication asks for earlier trastuzumab, and none was given."
    ),
    "tdm1-outside-ema-6-month-window": (
        "Relapse 6 to 12 months after adjuvant therapy: outside the 6-month T-DM1 authorisation that the paper cites."
    ),
    "tdm1-adjuvant-not-covered": (
        "T-DM1 was given around surgery only, which the 2016 panel could not know: it says nothing on giving it again."
    ),
    "lapatinib-already-used-silent": "Lapatinib was given before; the paper does not say whether to give it again.",
    "s8-silent-after-lapatinib": (
        "Scenario 4 (brain metastases) does not speak about patients in whom lapatinib was already used."
    ),
    "lt-already-used": "Lapatinib + trastuzumab was already given, so dual blockade is left out.",
    "pertuzumab-only-if-naive": "Only if pertuzumab was never given: the record does not say.",
    "best-local-treatment-first": (
        "After best local treatment of the brain metastases: the record does not show that it was completed."
    ),
    "local-treatment-done": "Local treatment of the brain metastases is recorded as completed.",
    "local-treatment-not-indicated": "Local treatment of the brain metastases is recorded as not indicated.",
    "brain-mets-first-line-silent": "The paper does not speak about brain metastases before any anti-HER2 therapy.",
    "et-alone-subset-undefined": (
        "Endocrine therapy alone is for a small subset of patients that the paper does not define."
    ),
    "thp-unless-taxane-contraindicated": (
        "Trastuzumab + pertuzumab + taxane unless a taxane is contraindicated: the record does not say."
    ),
    "no-chemo-free-statement-for-hr-negative": (
        "The paper has no statement on hormone-receptor-negative disease without chemotherapy."
    ),
    "weak-evidence-after-tdm1": "The panel itself calls the evidence after T-DM1 substantially lacking.",
    "next-therapy-not-covered": "A stopping point named by the panel is reached; what should follow is not covered.",
    "check-toxicity-and-preference": (
        "Whether there is unacceptable toxicity, or a wish to stop, is not recorded: ask before going on."
    ),
    "her2-low-later-evidence": (
        "HER2-low disease has treatments of its own since 2016; this consensus does not cover it."
    ),
    "agent-after-2016": "An anti-HER2 agent later than the paper was given; the panel could not take it into account.",
    "adjuvant-agent-after-2016": (
        "The anti-HER2 therapy around surgery was not trastuzumab alone; the panel could not take it into account."
    ),
    "no-anti-her2-yet": "The disease progressed without any anti-HER2 line so far; the paper does not address this.",
    "unknown-but-irrelevant": "A fact is missing, but every value of it leads to the same outcome.",
}
"""Every flag with its sentence."""
