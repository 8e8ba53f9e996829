"""S4: beyond second line, in the running text."""

from __future__ import annotations

from consensus.paper.form import Kind, Statement, Strength

BEYOND_SECOND_LINE = (
    Statement(
        "S4.1",
        "Beyond the second line",
        "611-621",
        Kind.EXTERNAL_GUIDELINE,
        Strength.SUGGESTS,
        "some consensus",
        "There is some agreement on going on with HER2 blockade; guidelines are ambiguous on how many "
        "lines and how long.",
    ),
    Statement(
        "S4.2",
        "Beyond the second line",
        "625-631",
        Kind.EXTERNAL_GUIDELINE,
        Strength.SUGGESTS,
        "strong evidence for the use",
        "Evidence is strong for T-DM1 after two or more HER2-targeted treatments in patients who never had it.",
        evidence=("E14",),
    ),
    Statement(
        "S4.3",
        "Beyond the second line",
        "631-637",
        Kind.OTHER_AUTHORS,
        Strength.MAY,
        "could be an alternative",
        "After T-DM1 it is not clear what to do; some authors suggest that pertuzumab could be an alternative where it "
        "was never given.",
        evidence=("E13",),
        readings=("X9",),
    ),
    Statement(
        "S4.4",
        "Beyond the second line",
        "639-641",
        Kind.PANEL_TEXT,
        Strength.SHOULD,
        "should be combined",
        "There, pertuzumab + trastuzumab should be combined with chemotherapy, for instance vinorelbine.",
    ),
)
