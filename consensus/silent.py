"""Where the consensus is silent (knowledge specification A.3.9): the service says so and adds nothing of its own."""

from __future__ import annotations

SILENT_AREAS = (
    "HER2-negative and HER2-low disease",
    "early and locally advanced disease",
    "any agent after 2016, adjuvant T-DM1, neoadjuvant or adjuvant pertuzumab",
    "HR-negative disease without chemotherapy, trastuzumab as the only agent",
    "which HR-positive patients may have endocrine therapy alone",
    "first-line brain metastases without earlier anti-HER2 therapy",
    "leptomeningeal disease",
    "brain metastases after lapatinib",
    "progression with no anti-HER2 line so far",
    "the order among the second-line strategies",
    "the choice after T-DM1, pertuzumab and lapatinib + trastuzumab",
    "treatment once clinically resistant",
    "a switch for toxicity without progression, a restart after a stop",
    "endocrine therapy beyond first line or as maintenance, when to stop the chemotherapy partner",
    "which pair is meant by dual blockade in Scenario 3",
    "T-DM1 again after an interruption without progression",
    "doses, schedules, biosimilars, subcutaneous forms",
    "the age of 'elderly', the meaning of 'continuous' monitoring",
    "pregnancy, organ function, men",
)
