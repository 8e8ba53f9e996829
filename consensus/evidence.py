"""The trial figures that the paper prints, cell by cell (Table 1, Table 2, the text; specification A.1)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One endpoint: hazard ratio with 95 % confidence interval, and p as printed. `primary`: primary analysis."""

    endpoint: str
    hazard_ratio: float
    ci: tuple[float, float]
    p: str = ""
    primary: bool = False
    note: str = ""

    def __str__(self) -> str:
        low, high = self.ci
        figures = f"{self.endpoint} HR {self.hazard_ratio:.2f} (95 % CI {low:.2f}-{high:.2f})"
        return "; ".join(part for part in (figures, self.p, self.note) if part)


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of a trial; patients as printed, None where the paper gives no number."""

    treatment: str
    patients: int | None = None

    def __str__(self) -> str:
        return self.treatment if self.patients is None else f"{self.treatment} ({self.patients})"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row of evidence. `references` are the paper's own numbers, as printed; `finding` stands where no HR does."""

    id: str
    references: str
    trial: str
    arms: tuple[Arm, ...]
    lines: str
    results: tuple[Result, ...] = ()
    finding: str = ""


EVIDENCE = {
    row.id: row
    for row in (
        Evidence(
            "E1",
            "[7]",
            "",
            (Arm("T + chemotherapy (anthracycline + cyclophosphamide, or paclitaxel)"), Arm("chemotherapy")),
            "195-207",
            (Result("PFS", 0.51, (0.41, 0.63)),),
        ),
        Evidence(
            "E2",
            "[8]",
            "",
            (Arm("L + paclitaxel"), Arm("placebo + paclitaxel")),
            "207-215",
            (Result("OS", 0.74, (0.58, 0.94)), Result("PFS", 0.52, (0.42, 0.64))),
        ),
        Evidence(
            "E3",
            "[9]",
            "MA.31",
            (Arm("L + taxane"), Arm("T + taxane")),
            "215-244",
            (
                Result("PFS", 1.33, (1.06, 1.67), note="interim, as printed in the paper"),
                Result("PFS", 1.37, (1.13, 1.65), "p = 0.001", note="final result, published before the paper (Z60)"),
            ),
        ),
        Evidence(
            "E4",
            "[13]",
            "CLEOPATRA",
            (Arm("P + T + docetaxel"), Arm("T + docetaxel")),
            "254-262",
            (Result("PFS", 0.69, (0.58, 0.81)), Result("OS", 0.66, (0.52, 0.84))),
        ),
        Evidence(
            "E5",
            "[10-12]",
            "",
            (Arm("T + vinorelbine, platinum or gemcitabine"),),
            "244-252",
            finding="clinical benefit; the paper prints no figures",
        ),
        Evidence(
            "E6",
            "[15]",
            "",
            (Arm("T-DM1"), Arm("T + docetaxel")),
            "270-276",
            finding="longer PFS in first line; the paper prints no figures",
        ),
        Evidence(
            "E7",
            "[16, 17]",
            "",
            (Arm("L + letrozole"), Arm("letrozole")),
            "284-290",
            finding="longer PFS; the paper prints no figures",
        ),
        Evidence(
            "E8",
            "[18, 19]",
            "",
            (Arm("T + anastrozole"), Arm("anastrozole")),
            "284-290",
            finding="longer PFS; the paper prints no figures",
        ),
        Evidence(
            "E9",
            "[21, 22]",
            "GBG 26/BIG 03-05",
            (Arm("T + capecitabine", 78), Arm("capecitabine", 78)),
            "353-369",
            (
                Result("TTP", 0.69, (0.48, 0.97), "p = 0.0338", primary=True),
                Result("OS", 0.94, (0.65, 1.3), "p = 0.73"),
            ),
        ),
        Evidence(
            "E10",
            "[23-25]",
            "",
            (Arm("L + capecitabine", 207), Arm("capecitabine", 201)),
            "371-389, 472-486",
            (
                Result("TTP", 0.57, (0.43, 0.77), "p < 0.001", primary=True),
                Result("OS", 0.87, (0.71, 1.08), "p = 0.210"),
                Result("OS", 0.80, (0.64, 0.99), note="accounting for crossover"),
            ),
        ),
        Evidence(
            "E11",
            "[28]",
            "EMILIA",
            (Arm("T-DM1", 495), Arm("L + capecitabine", 496)),
            "391-409",
            (
                Result("PFS", 0.65, (0.55, 0.77), "p < 0.001", primary=True),
                Result("OS", 0.68, (0.55, 0.85), "p < 0.001"),
            ),
        ),
        Evidence(
            "E12",
            "[29]",
            "EGF104900",
            (Arm("L + T", 148), Arm("L", 148)),
            "411-437",
            (
                Result("PFS", 0.74, (0.58, 0.94), "p = 0.011", primary=True),
                Result("OS", 0.74, (0.57, 0.97), "p = 0.026"),
            ),
        ),
        Evidence(
            "E13",
            "[30]",
            "",
            (Arm("P + T, phase II, single arm"),),
            "597-607",
            finding="objective response 24.2 %, median PFS 5.5 months",
        ),
        Evidence(
            "E14",
            "[34]",
            "TH3RESA",
            (Arm("T-DM1"), Arm("physician's choice")),
            "498-502",
            (Result("PFS", 0.53, (0.42, 0.66), note="after at least two anti-HER2 lines"),),
        ),
        Evidence(
            "E15",
            "[29, 35]",
            "",
            (Arm("T + L, heavily pretreated"),),
            "502-504",
            finding="longer OS; the paper prints no new figures",
        ),
        Evidence("E16", "[37]", "", (Arm("T again after lapatinib"),), "528-530", finding="clinical benefit 47 %"),
        Evidence("E17", "[38]", "", (Arm("T again, even after T-DM1"),), "530", finding="potential benefit"),
        Evidence(
            "E18",
            "[40, 41]",
            "",
            (Arm("lapatinib in brain metastases"),),
            "548-552",
            finding="exploratory; drug uptake in resected metastases in a case series",
        ),
        Evidence("E19", "[22, 42]", "", (Arm("T beyond progression"),), "562", finding="no figures printed"),
    )
}
"""Every row of evidence by its id. T trastuzumab, P pertuzumab, L lapatinib; PFS, OS and TTP as in the paper."""
