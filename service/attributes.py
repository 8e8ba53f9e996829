"""The source attributes of this decision support: what a hospital's committee asks before it is switched on.

Thirteen attributes of evidence-based decision support (45 CFR 170.315(b)(11)), intended use and limits. "Not used" is
a value: an attribute without one is a defect.
"""

from __future__ import annotations

from typing import Any

from consensus.edition import EDITION

NOT_USED = "not used"

INTENDED_USE = {
    "purpose": (
        "Shows what the 2016 Spanish expert panel described for a patient with HER2-positive metastatic breast cancer, "
        "with the facts of the record on which that rests and what later evidence says. For comparison and discussion."
    ),
    "users": "Oncologists and members of the tumour board; not patients, not emergencies.",
    "population": "Adults with HER2-positive metastatic or locally advanced unresectable breast cancer.",
    "exclusions": (
        "HER2-negative, HER2-low, equivocal or unknown status; early disease; doses; imaging or signal analysis. "
        "Agents that the panel did not know are recognised, never proposed."
    ),
    "limits": (
        "The panel spoke in 2016; later evidence has overtaken much of it, and every card says so. Only structured "
        "FHIR data is read; what is not recorded is treated as unknown. Not clinically validated; neither the rules "
        "nor the code tables were reviewed by clinicians."
    ),
    "regulatory": "Not a certified medical device (no CE mark, no FDA clearance); use is the institution's own.",
}


def attributes_document(software_version: str) -> dict[str, Any]:
    """The attributes as JSON."""
    return {
        "edition": EDITION.label,
        "software": f"her2-cds {software_version}",
        "sourceAttributes": _source_attributes(),
        "intendedUse": INTENDED_USE,
    }


def _source_attributes() -> dict[str, str]:
    return {
        "bibliographicCitation": f"{EDITION.authors}: {EDITION.title}. {EDITION.journal}. doi:{EDITION.doi}",
        "developer": "The her2-cds authors; the authors and publisher of the paper have not reviewed or endorsed it",
        "fundingOfTechnicalImplementation": "none declared",
        "releaseAndRevisionDates": (
            f"paper {EDITION.year}; knowledge {EDITION.label}; later evidence reviewed "
            f"{EDITION.currency_reviewed_on.isoformat()}, next review due {EDITION.review_due.isoformat()}"
        ),
        "race": NOT_USED,
        "ethnicity": NOT_USED,
        "language": NOT_USED,
        "sexualOrientation": NOT_USED,
        "genderIdentity": NOT_USED,
        "sex": "used only so that pregnancy is not asked for in men",
        "dateOfBirth": "used: age, for the safety rule on elderly patients",
        "socialDeterminantsOfHealth": NOT_USED,
        "healthStatusAssessments": "used: recorded response and progression of the cancer",
    }
