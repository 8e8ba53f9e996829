"""The anticancer agents by ingredient, and what kind of drug each is.

Brands, biosimilars, routes and strengths of one ingredient are one agent (line-of-therapy specification 3.4).
The codes and names under which records hold these agents live in `fhir_mappings.codes`.
"""

from __future__ import annotations

from dataclasses import dataclass

from treatment_history.kinds import Kinds


class Family(Kinds):
    """The kinds of drug that the line rules tell apart."""

    ANTI_HER2 = "anti-HER2"
    CYTOTOXIC = "cytotoxic"
    ENDOCRINE = "endocrine"
    TARGETED = "other targeted"
    INVESTIGATIONAL = "investigational"
    SUPPORTIVE = "supportive"
    UNKNOWN = "unknown"


class DrugClass(Kinds):
    """Classes inside a family; only those that a rule asks for are told apart."""

    ANTIBODY_DOMAIN_IV = "antibody, domain IV"
    ANTIBODY_DOMAIN_II = "antibody, domain II"
    ANTIBODY_OTHER = "antibody, other"
    CONJUGATE = "antibody-drug conjugate"
    KINASE_INHIBITOR = "kinase inhibitor"
    HER2_UNSPECIFIED = "anti-HER2, agent not named"
    TAXANE = "taxane"
    VINCA = "vinca"
    FLUOROPYRIMIDINE = "fluoropyrimidine"
    PLATINUM = "platinum"
    ANTHRACYCLINE = "anthracycline"
    ALKYLATOR = "alkylator"
    OTHER_CYTOTOXIC = "other cytotoxic"
    AROMATASE_INHIBITOR = "aromatase inhibitor"
    SERM = "SERM"
    SERD = "SERD"
    GNRH_ANALOGUE = "GnRH analogue"
    OTHER_ENDOCRINE = "other endocrine"
    OTHER_TARGETED = "other targeted"
    INVESTIGATIONAL = "investigational"
    SUPPORTIVE = "supportive"
    UNKNOWN = "unknown"


class Era(Kinds):
    """Whether the 2016 panel knew the agent (statement S0.2)."""

    KNOWN_IN_2016 = "known to the panel"
    LATER = "later than the paper"


@dataclass(frozen=True, slots=True)
class Agent:
    """One ingredient. `her2_code`: short name of an anti-HER2 agent (T, P, T-DM1, T-DXd, L, else the name)."""

    name: str
    family: Family
    drug_class: DrugClass
    her2_code: str | None = None
    era: Era = Era.KNOWN_IN_2016

    @property
    def hyphenated(self) -> str:
        """The spelling of the rule engine: `trastuzumab-emtansine`."""
        return self.name.replace(" ", "-")


def _family(family: Family, drug_class: DrugClass, *names: str) -> tuple[Agent, ...]:
    return tuple(Agent(name, family, drug_class) for name in names)


def _later_her2(name: str, drug_class: DrugClass, code: str | None = None) -> Agent:
    return Agent(name, Family.ANTI_HER2, drug_class, code or name, Era.LATER)


TRASTUZUMAB = Agent("trastuzumab", Family.ANTI_HER2, DrugClass.ANTIBODY_DOMAIN_IV, "T")
PERTUZUMAB = Agent("pertuzumab", Family.ANTI_HER2, DrugClass.ANTIBODY_DOMAIN_II, "P")
T_DM1 = Agent("trastuzumab emtansine", Family.ANTI_HER2, DrugClass.CONJUGATE, "T-DM1")
LAPATINIB = Agent("lapatinib", Family.ANTI_HER2, DrugClass.KINASE_INHIBITOR, "L")
T_DXD = _later_her2("trastuzumab deruxtecan", DrugClass.CONJUGATE, "T-DXd")
ANTI_HER2_NOT_NAMED = _later_her2("anti-HER2 agent not named", DrugClass.HER2_UNSPECIFIED)

_ALL = (
    TRASTUZUMAB,
    PERTUZUMAB,
    T_DM1,
    LAPATINIB,
    T_DXD,
    ANTI_HER2_NOT_NAMED,
    _later_her2("tucatinib", DrugClass.KINASE_INHIBITOR),
    _later_her2("neratinib", DrugClass.KINASE_INHIBITOR),
    _later_her2("pyrotinib", DrugClass.KINASE_INHIBITOR),
    _later_her2("afatinib", DrugClass.KINASE_INHIBITOR),
    _later_her2("margetuximab", DrugClass.ANTIBODY_DOMAIN_IV),
    _later_her2("zanidatamab", DrugClass.ANTIBODY_OTHER),
    _later_her2("trastuzumab duocarmazine", DrugClass.CONJUGATE),
    _later_her2("disitamab vedotin", DrugClass.CONJUGATE),
    *_family(Family.CYTOTOXIC, DrugClass.TAXANE, "docetaxel", "paclitaxel", "nab-paclitaxel"),
    *_family(Family.CYTOTOXIC, DrugClass.VINCA, "vinorelbine", "vinblastine", "vincristine"),
    *_family(Family.CYTOTOXIC, DrugClass.FLUOROPYRIMIDINE, "capecitabine", "fluorouracil"),
    *_family(Family.CYTOTOXIC, DrugClass.PLATINUM, "carboplatin", "cisplatin", "oxaliplatin"),
    *_family(Family.CYTOTOXIC, DrugClass.ANTHRACYCLINE, "doxorubicin", "liposomal doxorubicin", "epirubicin"),
    *_family(Family.CYTOTOXIC, DrugClass.ALKYLATOR, "cyclophosphamide"),
    *_family(
        Family.CYTOTOXIC,
        DrugClass.OTHER_CYTOTOXIC,
        "gemcitabine",
        "eribulin",
        "ixabepilone",
        "methotrexate",
        "mitomycin",
        "mitoxantrone",
        "etoposide",
        "irinotecan",
        "topotecan",
        "temozolomide",
        "sacituzumab govitecan",
    ),
    *_family(Family.ENDOCRINE, DrugClass.AROMATASE_INHIBITOR, "letrozole", "anastrozole", "exemestane"),
    *_family(Family.ENDOCRINE, DrugClass.SERM, "tamoxifen", "toremifene"),
    *_family(Family.ENDOCRINE, DrugClass.SERD, "fulvestrant", "elacestrant"),
    *_family(Family.ENDOCRINE, DrugClass.GNRH_ANALOGUE, "goserelin", "leuprorelin", "triptorelin", "buserelin"),
    *_family(Family.ENDOCRINE, DrugClass.OTHER_ENDOCRINE, "megestrol", "medroxyprogesterone"),
    *_family(
        Family.TARGETED,
        DrugClass.OTHER_TARGETED,
        "palbociclib",
        "ribociclib",
        "abemaciclib",
        "everolimus",
        "alpelisib",
        "capivasertib",
        "inavolisib",
        "bevacizumab",
        "olaparib",
        "talazoparib",
        "pembrolizumab",
        "atezolizumab",
    ),
    *_family(
        Family.SUPPORTIVE,
        DrugClass.SUPPORTIVE,
        "zoledronic acid",
        "pamidronic acid",
        "ibandronic acid",
        "clodronic acid",
        "denosumab",
        "filgrastim",
        "pegfilgrastim",
        "lenograstim",
        "epoetin",
        "darbepoetin",
        "ondansetron",
        "granisetron",
        "palonosetron",
        "aprepitant",
        "fosaprepitant",
        "metoclopramide",
        "dexamethasone",
        "leucovorin",
        "loperamide",
        "dexrazoxane",
        "mesna",
    ),
)

AGENTS: dict[str, Agent] = {agent.name: agent for agent in _ALL}
"""Every agent that has a name here, by ingredient name."""

BY_HYPHENATED_NAME: dict[str, Agent] = {agent.hyphenated: agent for agent in _ALL}


def agent_named(name: str) -> Agent:
    """The agent of that ingredient name; a name that is not in the table is an agent of unknown family."""
    return AGENTS.get(name) or Agent(name, Family.UNKNOWN, DrugClass.UNKNOWN)


def is_anti_her2(name: str) -> bool:
    """Whether the ingredient is an anti-HER2 agent, of any era."""
    return agent_named(name).family is Family.ANTI_HER2
