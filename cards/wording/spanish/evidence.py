"""Treatments, findings and remarks of the evidence table in Spanish, by their English; abbreviations stay."""

from __future__ import annotations

EVIDENCE = {
    "T + chemotherapy (anthracycline + cyclophosphamide, or paclitaxel)": (
        "T + quimioterapia (antraciclina + ciclofosfamida, o paclitaxel)"
    ),
    "chemotherapy": "quimioterapia",
    "L + paclitaxel": "L + paclitaxel",
    "placebo + paclitaxel": "placebo + paclitaxel",
    "L + taxane": "L + taxano",
    "T + taxane": "T + taxano",
    "interim, as printed in the paper": "intermedio, como lo imprime el artículo",
    "final result, published before the paper (Z60)": "resultado final, publicado antes del artículo (Z60)",
    "P + T + docetaxel": "P + T + docetaxel",
    "T + docetaxel": "T + docetaxel",
    "T + vinorelbine, platinum or gemcitabine": "T + vinorelbina, platino o gemcitabina",
    "clinical benefit; the paper prints no figures": "beneficio clínico; el artículo no imprime cifras",
    "T-DM1": "T-DM1",
    "longer PFS in first line; the paper prints no figures": (
        "PFS más larga en primera línea; el artículo no imprime cifras"
    ),
    "L + letrozole": "L + letrozol",
    "letrozole": "letrozol",
    "longer PFS; the paper prints no figures": "PFS más larga; el artículo no imprime cifras",
    "T + anastrozole": "T + anastrozol",
    "anastrozole": "anastrozol",
    "T + capecitabine": "T + capecitabina",
    "capecitabine": "capecitabina",
    "L + capecitabine": "L + capecitabina",
    "accounting for crossover": "teniendo en cuenta el cruce de ramas",
    "L + T": "L + T",
    "L": "L",
    "P + T, phase II, single arm": "P + T, fase II, un solo brazo",
    "objective response 24.2 %, median PFS 5.5 months": "respuesta objetiva 24,2 %, mediana de PFS 5,5 meses",
    "physician's choice": "elección del médico",
    "after at least two anti-HER2 lines": "tras al menos dos líneas anti-HER2",
    "T + L, heavily pretreated": "T + L, muy pretratadas",
    "longer OS; the paper prints no new figures": "OS más larga; el artículo no imprime cifras nuevas",
    "T again after lapatinib": "T de nuevo tras lapatinib",
    "clinical benefit 47 %": "beneficio clínico 47 %",
    "T again, even after T-DM1": "T de nuevo, incluso tras T-DM1",
    "potential benefit": "beneficio potencial",
    "lapatinib in brain metastases": "lapatinib en metástasis cerebrales",
    "exploratory; drug uptake in resected metastases in a case series": (
        "exploratorio; captación del fármaco en metástasis resecadas en una serie de casos"
    ),
    "T beyond progression": "T más allá de la progresión",
    "no figures printed": "sin cifras impresas",
}
"""Every word of `consensus.evidence` that a clinician reads."""
