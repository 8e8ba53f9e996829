"""Ingredients by their Spanish international non-proprietary names; those that are spelled alike are not listed."""

from __future__ import annotations

import re

AGENTS = {
    "trastuzumab emtansine": "trastuzumab emtansina",
    "trastuzumab deruxtecan": "trastuzumab deruxtecán",
    "trastuzumab duocarmazine": "trastuzumab duocarmazina",
    "anti-HER2 agent not named": "agente anti-HER2 sin nombrar",
    "pyrotinib": "pirotinib",
    "disitamab vedotin": "disitamab vedotina",
    "vinorelbine": "vinorelbina",
    "vinblastine": "vinblastina",
    "vincristine": "vincristina",
    "capecitabine": "capecitabina",
    "fluorouracil": "fluorouracilo",
    "carboplatin": "carboplatino",
    "cisplatin": "cisplatino",
    "oxaliplatin": "oxaliplatino",
    "liposomal doxorubicin": "doxorubicina liposomal",
    "doxorubicin": "doxorubicina",
    "epirubicin": "epirubicina",
    "cyclophosphamide": "ciclofosfamida",
    "gemcitabine": "gemcitabina",
    "eribulin": "eribulina",
    "ixabepilone": "ixabepilona",
    "methotrexate": "metotrexato",
    "mitomycin": "mitomicina",
    "mitoxantrone": "mitoxantrona",
    "etoposide": "etopósido",
    "irinotecan": "irinotecán",
    "topotecan": "topotecán",
    "temozolomide": "temozolomida",
    "sacituzumab govitecan": "sacituzumab govitecán",
    "letrozole": "letrozol",
    "anastrozole": "anastrozol",
    "exemestane": "exemestano",
    "tamoxifen": "tamoxifeno",
    "toremifene": "toremifeno",
    "goserelin": "goserelina",
    "leuprorelin": "leuprorelina",
    "triptorelin": "triptorelina",
    "buserelin": "buserelina",
    "medroxyprogesterone": "medroxiprogesterona",
    "zoledronic acid": "ácido zoledrónico",
    "pamidronic acid": "ácido pamidrónico",
    "ibandronic acid": "ácido ibandrónico",
    "clodronic acid": "ácido clodrónico",
    "epoetin": "epoetina",
    "darbepoetin": "darbepoetina",
    "ondansetron": "ondansetrón",
    "granisetron": "granisetrón",
    "palonosetron": "palonosetrón",
    "metoclopramide": "metoclopramida",
    "dexamethasone": "dexametasona",
    "leucovorin": "folinato",
    "loperamide": "loperamida",
    "dexrazoxane": "dexrazoxano",
}

_LONGEST_FIRST = sorted(AGENTS, key=len, reverse=True)
_NAMES = re.compile(rf"(?<![\w/-])({'|'.join(map(re.escape, _LONGEST_FIRST))})(?![\w-])")


def with_spanish_agents(value: str) -> str:
    """The value with its ingredients in Spanish; references such as `MedicationRequest/…` stay as they are."""
    return _NAMES.sub(lambda found: AGENTS[found.group(1)], value)
