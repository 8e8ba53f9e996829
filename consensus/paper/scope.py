"""S0: what the paper is about, and how it was made."""

from __future__ import annotations

from consensus.paper.form import Kind, Statement, Strength

SCOPE = (
    Statement(
        "S0.1",
        "Title, introduction",
        "14-28, 116-124",
        Kind.DEFINITION,
        Strength.NONE,
        "",
        "The paper is about HER2-positive metastatic breast cancer, above all after the second line of treatment.",
    ),
    Statement(
        "S0.2",
        "Introduction",
        "48-76",
        Kind.BACKGROUND,
        Strength.NONE,
        "",
        "The panel knew trastuzumab, pertuzumab, T-DM1 and lapatinib; neratinib and afatinib were still under study.",
    ),
    Statement(
        "S0.3",
        "Introduction",
        "54-60",
        Kind.REGULATOR,
        Strength.REPORTS,
        "was authorized",
        "In March 2013 the EMA authorised pertuzumab with docetaxel and trastuzumab for first-line treatment.",
        evidence=("E4",),
    ),
    Statement(
        "S0.4",
        "Introduction",
        "60-72",
        Kind.REGULATOR,
        Strength.REPORTS,
        "is approved",
        "T-DM1 has been authorised in Europe since November 2013 for second-line treatment after trastuzumab and a "
        "taxane; the paper prints 'and/or'.",
        readings=("X8",),
    ),
    Statement(
        "S0.5",
        "Introduction",
        "76-82",
        Kind.BACKGROUND,
        Strength.MAY,
        "can be combined",
        "Anti-HER2 agents can be combined with chemotherapy, endocrine therapy or another anti-HER2 "
        "agent, depending on "
        "earlier treatment, hormone receptors and the patient.",
    ),
    Statement(
        "S0.6",
        "Introduction",
        "84-98",
        Kind.BACKGROUND,
        Strength.RECOMMENDS,
        "recommend",
        "Guidelines of the time recommend anti-HER2 regimens in first and second line; beyond that there was no "
        "agreement, nor on when to stop or how to define resistance.",
    ),
    Statement(
        "S0.7",
        "Methods",
        "128-172",
        Kind.BACKGROUND,
        Strength.NONE,
        "",
        "Twelve medical oncologists answered five questions in two rounds and redrafted until all agreed.",
    ),
    Statement(
        "S0.8",
        "Beyond the second line",
        "651-657",
        Kind.BACKGROUND,
        Strength.NONE,
        "",
        "Recommendations rest on evidence where there was any; for most scenarios they are the experts' "
        "shared opinion.",
    ),
)
