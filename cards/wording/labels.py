"""Short names, for a clinician's eye: facts and their values, regimens, outcomes, what a record is asked for."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from consensus.facts import Given, LapatinibGiven
from treatment_history.sentences import say

if TYPE_CHECKING:
    from treatment_history.sentences import Sentence

FACTS: dict[str, Sentence] = {
    "her2_status": say("HER2 status"),
    "hr_status": say("hormone receptors"),
    "disease_setting": say("disease setting"),
    "disease_status": say("disease status"),
    "adjuvant_anti_her2": say("anti-HER2 therapy around surgery"),
    "adjuvant_relapse_months": say("months from the last anti-HER2 dose around surgery to relapse"),
    "relapse_interval": say("interval from anti-HER2 therapy around surgery to relapse"),
    "n_her2_lines": say("anti-HER2 lines for metastatic disease"),
    "current_line_number": say("number of the current line"),
    "last_line_number": say("number of the last line"),
    "current_line_agents": say("agents of the current line"),
    "current_line_her2": say("anti-HER2 agent in the current line"),
    "on_anti_her2": say("anti-HER2 therapy ongoing"),
    "prior_consecutive_her2_lines": say("consecutive anti-HER2 lines before the current one"),
    "dual_blockade_prior": say("dual HER2 blockade in those lines"),
    "dual_blockade_any": say("dual HER2 blockade in any line"),
    "pd_at_first_assessment": say("progression at the first assessment of the current line"),
    "prior_trastuzumab": say("earlier trastuzumab"),
    "prior_taxane": say("earlier taxane"),
    "tdm1_exposure": say("earlier T-DM1"),
    "tdm1_available": say("T-DM1 available at this site"),
    "pertuzumab_exposure": say("earlier pertuzumab"),
    "lapatinib_exposure": say("earlier lapatinib"),
    "lt_dual_given": say("lapatinib + trastuzumab already given together"),
    "last_line_lapatinib": say("lapatinib in the last line"),
    "post2016_agent_exposure": say("anti-HER2 agent later than 2016"),
    "brain_mets": say("brain metastases"),
    "brain_progression": say("progression in the brain"),
    "brain_local_therapy": say("local treatment of the brain"),
    "chemo_indicated": say("chemotherapy indicated"),
    "taxane_contraindicated": say("taxane contraindicated"),
    "unacceptable_toxicity": say("unacceptable toxicity of the anti-HER2 therapy"),
    "patient_wishes_to_stop": say("patient wishes to stop"),
    "age_years": say("age in years"),
    "cardiovascular_disease": say("cardiovascular disease"),
    "diabetes": say("diabetes"),
    "lvef_percent": say("LVEF in per cent"),
    "lvef_baseline_percent": say("LVEF at baseline in per cent"),
    "lvef_age_days": say("days since the last LVEF"),
    "ild_history": say("interstitial lung disease"),
    "alt_ast_xuln": say("ALT or AST in multiples of the upper limit"),
    "bilirubin_xuln": say("bilirubin in multiples of the upper limit"),
    "pregnancy_status": say("pregnancy"),
}
"""What each fact of the paper is called on a card."""

VALUES: dict[str, Sentence] = {
    "positive": say("positive"),
    "low": say("low"),
    "negative": say("negative"),
    "equivocal": say("equivocal"),
    "unknown": say("not known"),
    "metastatic": say("metastatic"),
    "locally_advanced_unresectable": say("locally advanced, unresectable"),
    "early": say("early"),
    "untreated": say("no systemic therapy for metastatic disease yet"),
    "progressive": say("progression"),
    "complete_response": say("complete response"),
    "partial_response": say("partial response"),
    "stable_disease": say("stable disease"),
    "none": say("none"),
    "trastuzumab_based": say("trastuzumab"),
    "tdm1_or_other": say("T-DM1 or another agent"),
    "during_or_le6": say("during it or within 6 months"),
    "gt6_le12": say("more than 6, at most 12 months"),
    "gt12": say("more than 12 months"),
    "during": say("during it"),
    "not_applicable": say("not applicable"),
    "adjuvant_only": say("around surgery only"),
    "present": say("present"),
    "yes": say("yes"),
    "no": say("no"),
    "completed": say("completed"),
    "not_done": say("not done"),
    "not_indicated": say("not indicated"),
    "grade1": say("grade 1"),
    "grade2_or_more": say("grade 2 or more"),
    "pregnant": say("pregnant"),
    "not_pregnant": say("not pregnant"),
}
"""What each value of a fact is called on a card, by the value's written form."""

REGIMENS: dict[str, Sentence] = {
    "THP": say("trastuzumab + pertuzumab + taxane"),
    "T+CT": say("trastuzumab + chemotherapy"),
    "T+nontaxaneCT": say("trastuzumab + non-taxane chemotherapy"),
    "L+CT": say("lapatinib + chemotherapy"),
    "L+T": say("lapatinib + trastuzumab"),
    "TDM1": say("T-DM1"),
    "P+T+CT": say("pertuzumab + trastuzumab + chemotherapy"),
    "P+T-without-CT": say("pertuzumab + trastuzumab without chemotherapy"),
    "ET+T": say("endocrine therapy + trastuzumab"),
    "ET+L": say("endocrine therapy + lapatinib"),
    "ET": say("endocrine therapy alone"),
    "dual-HER2": say("dual HER2 blockade"),
    "L+taxane": say("lapatinib + taxane"),
    "L-mono": say("lapatinib alone"),
    "chemo-alone": say("chemotherapy without an anti-HER2 agent"),
    "T+anthracycline": say("trastuzumab + anthracycline"),
    "continue-anti-HER2": say("continuing the anti-HER2 therapy"),
    "stop-anti-HER2": say("stopping the anti-HER2 therapy"),
    "stop-anti-HER2-without-reason": say("stopping without progression, toxicity or the patient's decision"),
    "another-anti-HER2-line (implied)": say("another anti-HER2 line (implied, not stated)"),
    "any-anti-HER2-by-this-consensus": say("any anti-HER2 agent on the ground of this consensus"),
    "NEW": say("an agent later than the paper"),
    "TDM1+other": say("T-DM1 with another anticancer agent"),
    "P-without-T": say("pertuzumab without trastuzumab"),
    "L+T+CT": say("lapatinib + trastuzumab + chemotherapy"),
    "T-mono": say("trastuzumab alone"),
    "other": say("a combination that the paper does not name"),
}
"""Regimens in few words; `consensus.regimens` has the full description."""

OUTCOMES: dict[str, Sentence] = {
    "F1a": say("first line with a taxane"),
    "F1b": say("first line without a taxane"),
    "F1c": say("first line, taxane unless contraindicated"),
    "F2": say("first line with endocrine therapy"),
    "F0": say("no statement for hormone-receptor-negative disease without chemotherapy"),
    "C1": say("second line, unranked options"),
    "C2": say("second line with brain metastases"),
    "D-TDM1N": say("beyond second line, T-DM1 not given yet"),
    "D-LAP": say("beyond second line, after lapatinib"),
    "D-BM": say("beyond second line with brain metastases"),
    "D-TDM1P-PERT": say("after T-DM1, pertuzumab not given yet"),
    "D-TDM1P-LT": say("after T-DM1 and pertuzumab"),
    "D-TDM1ADJ": say("beyond second line, T-DM1 around surgery only"),
    "D-RES": say("clinical resistance as the panel defines it"),
    "D-RES-CONFLICT": say("clinical resistance against other statements"),
    "D-OUT": say("all of the panel's options used"),
    "E-CR": say("complete response on anti-HER2 therapy"),
    "E-PR": say("partial response on anti-HER2 therapy"),
    "E-SD": say("stable disease on anti-HER2 therapy"),
    "E-TOX": say("stopping point: unacceptable toxicity"),
    "E-PREF": say("stopping point: the patient's decision"),
    "E-OFF": say("response, anti-HER2 therapy already stopped"),
    "OUT-HER2": say("HER2 not positive: not covered"),
    "OUT-EARLY": say("early disease: not covered"),
    "OUT-LABC": say("locally advanced disease: not covered"),
    "OUT-NEWAGENT": say("after an anti-HER2 agent later than 2016: not covered"),
    "OUT-NEWADJ": say("after an agent around surgery that the panel could not know: not covered"),
    "OUT-N0": say("progression without any anti-HER2 line: not covered"),
    "MISSING": say("still open: more data needed"),
    "INCONSISTENT": say("contradictory data"),
}
"""The situation that an outcome stands for."""

KINDS: dict[str, Sentence] = {
    "CONSENSUS": say("agreed by the whole panel"),
    "PANEL_TEXT": say("the panel's text"),
    "EXTERNAL_GUIDELINE": say("others' guideline, as cited"),
    "REGULATOR": say("regulator, as cited"),
    "OTHER_AUTHORS": say("other authors, as cited"),
    "TRIAL": say("trial evidence"),
    "DEFINITION": say("definition"),
    "BACKGROUND": say("background"),
    "IMPLIED": say("implied, not stated"),
}
"""Who speaks in a statement, by the name of its kind."""

QUERIES: dict[str, Sentence] = {
    "CONDITIONS": say("diagnoses"),
    "OBSERVATIONS": say("observations"),
    "PROCEDURES": say("procedures"),
    "STATEMENTS": say("medication statements"),
    "ORDERS": say("medication orders"),
    "ADMINISTRATIONS": say("administrations of medication"),
}
"""Parts of a record, by the name of the query."""

PARTS: dict[str, Sentence] = {
    "patient": say("the patient's own data"),
    "allergies": say("allergies"),
    "episodes": say("episodes of care"),
}
"""Parts of a request that no query of the history counts, by their prefetch key."""

NOT_READ: dict[str, Sentence] = {
    "NOT_REGISTERED": say("the FHIR server is not registered here"),
    "NOT_PERMITTED": say("the access granted does not cover it"),
    "REFUSED": say("access refused"),
    "NOT_FOUND": say("not found"),
    "NOT_SUPPORTED": say("the query is not supported"),
    "TIMED_OUT": say("timed out"),
    "UNREACHABLE": say("the server could not be reached"),
    "SERVER_FAILED": say("the server failed"),
    "NO_FHIR": say("the answer could not be read"),
    "TOO_LARGE": say("the answer is too large"),
    "LEFT_ALONE": say("the server failed several times and is not asked for a while"),
    "MORE_PAGES": say("further pages were not read"),
}
"""Why the EHR's FHIR server gave nothing, by the name of the cause."""

STANDINGS: dict[str, Sentence] = {
    "STILL": say("still valid"),
    "NARROWED": say("valid with a changed place"),
    "CORRECTED": say("corrected"),
    "QUALIFIED": say("must be qualified"),
    "SUPERSEDED": say("superseded"),
    "CONTRADICTED": say("contradicted"),
    "OPEN": say("open"),
}
"""How a statement stands in the light of later evidence, by the name of its standing."""

TABLES: dict[str, Sentence] = {
    "T0": say("Does the paper speak about this patient?"),
    "T1": say("Nothing given yet for metastatic disease: which approach?"),
    "T1F": say("First line: with or without chemotherapy?"),
    "T2": say("Progression: which line has failed?"),
    "T3": say("Second line"),
    "T4": say("Beyond the second line"),
    "T5": say("Response or stable disease: go on until when?"),
}
"""The decision tables as questions, by their id."""


def written(value: object) -> Sentence:
    """The label of a fact's value; a number stands for itself."""
    if value is None or value == ():
        return VALUES["unknown"]
    if value in (Given.METASTATIC, LapatinibGiven.METASTATIC):
        return say("for metastatic disease")
    if isinstance(value, Enum):
        return VALUES[str(value.value)]
    if isinstance(value, tuple):
        return say("{agents}", agents=" + ".join(name.replace("-", " ") for name in value))
    return say("{number}", number=f"{value:g}" if isinstance(value, float) else value)
