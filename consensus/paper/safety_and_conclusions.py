"""S10 and S11: safety, and what the panel concludes."""

from __future__ import annotations

from consensus.paper.form import Kind, Statement, Strength

SAFETY = (
    Statement(
        "S10.1",
        "Beyond the second line",
        "661-667",
        Kind.PANEL_TEXT,
        Strength.REPORTS,
        "is particularly relevant",
        "Beyond second line, long-term harm such as cardiotoxicity has to be kept in mind.",
    ),
    Statement(
        "S10.2",
        "Beyond the second line",
        "667-671",
        Kind.OTHER_AUTHORS,
        Strength.SUGGESTS,
        "appear to be reversible",
        "Cardiac events on trastuzumab appear reversible and unrelated to the total dose; giving it again is mostly "
        "tolerated.",
    ),
    Statement(
        "S10.3",
        "Beyond the second line",
        "671-677",
        Kind.PANEL_TEXT,
        Strength.SHOULD,
        "would be advisable to consider",
        "For patients at high risk, such as elderly ones with cardiovascular disease or diabetes, continuous cardiac "
        "monitoring is advisable to consider; no age is given.",
    ),
    Statement(
        "S10.4",
        "Beyond the second line",
        "677-681",
        Kind.OTHER_AUTHORS,
        Strength.SUGGESTS,
        "appears to be",
        "Newer anti-HER2 agents raise less concern about the heart; T-DM1 appears well tolerated. This never softens a "
        "label's safety rule.",
    ),
)

CONCLUSIONS = (
    Statement(
        "S11.1",
        "Conclusions",
        "699-703",
        Kind.PANEL_TEXT,
        Strength.SUGGESTS,
        "tends to be",
        "With the new agents, dual blockade tends to be a good alternative.",
    ),
    Statement(
        "S11.2",
        "Conclusions",
        "709-717",
        Kind.PANEL_TEXT,
        Strength.NONE,
        "lack of evidence",
        "Evidence is largely missing on what to do after T-DM1 and beyond second line.",
    ),
    Statement(
        "S11.3",
        "Conclusions",
        "719-733",
        Kind.PANEL_TEXT,
        Strength.NONE,
        "requires",
        "Where evidence is missing in late lines, each patient needs a balance of evidence, clinical judgement and "
        "preferences.",
    ),
)
