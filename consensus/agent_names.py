"""The spellings of agents that the rule engine accepts: ingredients in lower case with hyphens, and a few synonyms."""

from __future__ import annotations

SYNONYMS = {
    "pegylated-liposomal-doxorubicin": "liposomal-doxorubicin",
    "paclitaxel-albumin": "nab-paclitaxel",
    "albumin-bound-paclitaxel": "nab-paclitaxel",
    "5-fluorouracil": "fluorouracil",
    "leuprolide": "leuprorelin",
    "ado-trastuzumab-emtansine": "trastuzumab-emtansine",
    "fam-trastuzumab-deruxtecan": "trastuzumab-deruxtecan",
}
"""Other names of the same ingredient (INN and USAN differ, or the carrier is named first)."""
