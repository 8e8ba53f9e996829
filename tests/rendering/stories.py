"""A vignette's facts told as a whole history in the schema of the worked cases, so that it can be rendered as FHIR.

What FHIR cannot carry (a clinician's judgement, the site's formulary, the absence of a comorbidity) is listed by
`unsayable`: read back, those facts are unknown.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from rendering.regimens import anti_her2, lines_for

if TYPE_CHECKING:
    from rendering.regimens import FactValues, Regimen
    from rendering.vocabulary import Json

AS_OF = date(2025, 6, 16)
_FIRST_ASSESSMENT = timedelta(days=63)
_LINE = timedelta(days=210)
_RESPONDING_LINE = timedelta(days=1000)
_LATE_ASSESSMENT = timedelta(days=200)
_CHEMOTHERAPY = timedelta(days=126)
_CHANGE = timedelta(days=21)
_LAST_SCAN = timedelta(days=10)
_RESPONSES = {"complete_response": "CR", "partial_response": "PR", "stable_disease": "SD"}


class NoSuchStoryError(ValueError):
    """No ordinary course of disease has these facts."""


def unsayable(facts: FactValues) -> frozenset[str]:
    """The facts of this patient that no FHIR element carries."""
    judgements = {"chemo_indicated", "unacceptable_toxicity", "patient_wishes_to_stop"}
    absences = {
        name for name in ("taxane_contraindicated", "cardiovascular_disease", "diabetes") if facts[name] == "no"
    }
    safety = {"ild_history", "pregnancy_status"}
    told = {name for name in judgements | safety if facts[name] != "unknown"}
    return frozenset(absences | told)


def story(facts: FactValues, as_of: date = AS_OF) -> Json:
    """The patient of these facts as a case: patient, events, medications.

    Raises:
        NoSuchStoryError: no ordinary course of disease has these facts.
    """
    adjuvant = _adjuvant_regimen(facts)
    lines = lines_for(facts, adjuvant=adjuvant)
    if lines is None:
        raise NoSuchStoryError("no sequence of ordinary regimens has these facts")
    teller = _Teller(facts, as_of)
    teller.lines(lines)
    teller.adjuvant(adjuvant)
    teller.brain()
    teller.receptors_and_stage()
    teller.safety()
    return teller.case


def _adjuvant_regimen(facts: FactValues) -> Regimen:
    match facts["adjuvant_anti_her2"]:
        case "trastuzumab_based":
            return ("paclitaxel", "trastuzumab")
        case "tdm1_or_other":
            return ("docetaxel", "trastuzumab", "trastuzumab emtansine")
        case _:
            return ()


class _Teller:
    """Collects events and medications, newest line last; every date counts back from the day of the decision."""

    def __init__(self, facts: FactValues, as_of: date) -> None:
        self._facts = facts
        self._as_of = as_of
        self._number = 0
        self._scan = as_of - _LAST_SCAN
        self._starts: list[date] = []
        self.case: dict[str, Any] = {"as_of": as_of.isoformat(), "events": [], "medications": []}
        if (age := facts["age_years"]) != "unknown":
            birth = as_of.replace(year=as_of.year - int(age)) - timedelta(days=100)
            self.case["patient"] = {"birth_date": birth.isoformat()}

    @property
    def _spread(self) -> date:
        """The day on which distant disease was found."""
        return (self._starts[0] if self._starts else self._as_of) - _CHANGE

    def _event(self, event: str, day: date, **members: object) -> None:
        self._number += 1
        self.case["events"].append({"type": event, "id": f"e{self._number}", "date": day.isoformat()} | members)

    def _drug(self, drug: str, start: date, end: date | None, **members: object) -> None:
        self._number += 1
        status = "active" if end is None else "completed"
        item: Json = {"id": f"m{self._number}", "resource": "MedicationStatement", "drug": drug, "status": status}
        item |= {"start": start.isoformat()} | ({"end": end.isoformat()} if end else {}) | members
        self.case["medications"].append(item)

    def receptors_and_stage(self) -> None:
        """Receptors of the biopsy, and the stage where there is no distant disease."""
        told = [item.get("date") or item["start"] for group in ("events", "medications") for item in self.case[group]]
        day = date.fromisoformat(min(told, default=self._as_of.isoformat())) - timedelta(days=30)
        for test, value in _HER2[self._facts["her2_status"]]:
            self._event("marker", day, test=test, value=value)
        for test, value in _HORMONE_RECEPTORS[self._facts["hr_status"]]:
            self._event("marker", day, test=test, value=value)
        stage = {"early": "II", "locally_advanced_unresectable": "III"}.get(self._facts["disease_setting"])
        if stage:
            self._event("stage", self._as_of - _CHANGE, value=stage)

    def lines(self, lines: tuple[Regimen, ...]) -> None:
        """The metastatic lines, told backwards from the last scan, and the metastasis before the first."""
        ends: list[date | None] = [None]
        start = self._scan - self._length_of_last_line()
        for _ in lines[1:]:
            self._starts.insert(0, start)
            ends.insert(0, start - _CHANGE)
            start -= _LINE
        self._starts = [start, *self._starts] if lines else []
        for regimen, began, ended in zip(lines, self._starts, ends, strict=False):
            self._line(regimen, began, ended)
        if lines:
            self._assess_last_line()
        if self._facts["disease_setting"] == "metastatic":
            self._event("metastasis", self._spread, site="liver")

    def _length_of_last_line(self) -> timedelta:
        if self._facts["disease_status"] != "progressive":
            return _RESPONDING_LINE
        at_first = {"yes": _FIRST_ASSESSMENT, "unknown": _LATE_ASSESSMENT}
        return at_first.get(self._facts["pd_at_first_assessment"], _LINE)

    def _line(self, regimen: Regimen, start: date, end: date | None) -> None:
        last = self._as_of - timedelta(days=4) if end is None and self._facts["on_anti_her2"] == "no" else end
        until = last or self._as_of
        for drug in regimen:
            planned_end = start + _CHEMOTHERAPY
            if drug not in anti_her2(regimen) and len(regimen) > 1 and planned_end < until:
                self._drug(drug, start, planned_end, reason="completed")
            else:
                self._drug(drug, start, last)
        if end is not None:
            self._event("status", start + _FIRST_ASSESSMENT, value="SD", evidence="imaging")
            self._event("status", end + timedelta(days=7), value="PD", evidence="imaging")

    def _assess_last_line(self) -> None:
        status, first = self._facts["disease_status"], self._facts["pd_at_first_assessment"]
        response = _RESPONSES.get(status)
        if response or first == "no":
            earlier = "PR" if response == "CR" else response or "SD"
            self._event("status", self._starts[-1] + _FIRST_ASSESSMENT, value=earlier, evidence="imaging")
        site = {"site": "brain"} if self._facts["brain_progression"] == "yes" else {}
        self._event("status", self._scan, value=response or "PD", evidence="imaging", **site)

    def adjuvant(self, regimen: Regimen) -> None:
        """Surgery and adjuvant therapy, ended as long before the relapse as the facts say."""
        months = self._facts["adjuvant_relapse_months"]
        if not regimen or months in ("not_applicable", "unknown"):
            return
        relapse = self._spread
        end = relapse + timedelta(days=7) if months == "during" else _months_before(relapse, float(months))
        start = end - timedelta(days=357)
        self._event("surgery", start - timedelta(days=28), purpose="primary")
        for drug in regimen:
            cytotoxic = drug not in anti_her2(regimen)
            self._drug(drug, start, start + _CHEMOTHERAPY if cytotoxic else end, reason="completed")

    def brain(self) -> None:
        """What imaging of the brain found, and its local treatment."""
        if self._facts["brain_mets"] == "none":
            self._event("absence", self._as_of - timedelta(days=20), site="brain")
        if self._facts["brain_mets"] != "present":
            return
        found = self._starts[-1] - timedelta(days=14) if self._starts else self._spread
        self._event("metastasis", found, site="brain")
        done = {"completed": "completed", "not_done": "not-done"}.get(self._facts["brain_local_therapy"])
        if done:
            self._event("radiotherapy", found + timedelta(days=10), site="brain", status=done)

    def safety(self) -> None:
        """Heart, liver and comorbidities."""
        for kind, name in (("cardiovascular disease", "cardiovascular_disease"), ("diabetes", "diabetes")):
            if self._facts[name] == "yes":
                self._event("comorbidity", self._as_of - timedelta(days=2500), kind=kind)
        if self._facts["taxane_contraindicated"] == "yes":
            self._event("allergy", self._as_of - timedelta(days=2000), drug="docetaxel")
        self._ejection_fraction()
        for quantity, name in (("ALT", "alt_ast_xuln"), ("bilirubin", "bilirubin_xuln")):
            if self._facts[name] != "unknown":
                self._event("measurement", self._as_of - timedelta(days=3), quantity=quantity, value=self._facts[name])

    def _ejection_fraction(self) -> None:
        value, age = self._facts["lvef_percent"], self._facts["lvef_age_days"]
        if "unknown" in (value, age):
            return
        latest = self._as_of - timedelta(days=int(age))
        if (baseline := self._facts["lvef_baseline_percent"]) != "unknown":
            before = min([self._spread, latest - _CHANGE])
            self._event("measurement", before, quantity="LVEF", value=baseline)
        self._event("measurement", latest, quantity="LVEF", value=value)


def _months_before(day: date, months: float) -> date:
    whole = int(months)
    years, month = divmod(day.month - 1 - whole, 12)
    earlier = day.replace(year=day.year + years, month=month + 1, day=min(day.day, 28))
    return earlier - timedelta(days=round((months - whole) * 30))


_HER2 = {
    "positive": (("HER2 IHC", "3+"),),
    "low": (("HER2 IHC", "1+"),),
    "negative": (("HER2 IHC", "0"),),
    "equivocal": (("HER2 IHC", "2+"),),
    "unknown": (),
}
_HORMONE_RECEPTORS = {
    "positive": (("ER percent", "90 %"), ("PR", "positive")),
    "negative": (("ER", "negative"), ("PR", "negative")),
    "unknown": (),
}
