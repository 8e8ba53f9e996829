"""What one written receptor result says by itself (mapping specification 3.3: ASCO/CAP thresholds, 2007 strings)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fhir_mappings.elements import Json, codings, number, of_coding, record, records, string
from fhir_mappings.remembered import per_concept, per_label
from fhir_mappings.words import folded
from treatment_history.findings import MarkerResult as R

if TYPE_CHECKING:
    from collections.abc import Iterable

_SCORES = {"0": R.NEGATIVE, "1+": R.LOW, "2+": R.EQUIVOCAL, "3+": R.POSITIVE}
BY_CONCEPT = {
    "value.positive": R.POSITIVE,
    "value.detected": R.POSITIVE,
    "value.present": R.POSITIVE,
    "value.receptor.positive": R.POSITIVE,
    "value.her2.positive": R.POSITIVE,
    "status.her2.positive": R.POSITIVE,
    "status.er.positive": R.POSITIVE,
    "status.pr.positive": R.POSITIVE,
    "condition.breast_cancer.her2_positive": R.POSITIVE,
    "condition.breast_cancer.hr_positive": R.POSITIVE,
    "value.negative": R.NEGATIVE,
    "value.not_detected": R.NEGATIVE,
    "value.her2.negative": R.NEGATIVE,
    "status.her2.negative": R.NEGATIVE,
    "status.er.negative": R.NEGATIVE,
    "status.pr.negative": R.NEGATIVE,
    "condition.breast_cancer.her2_negative": R.NEGATIVE,
    "value.equivocal": R.EQUIVOCAL,
    "status.her2.equivocal": R.EQUIVOCAL,
    "value.indeterminate": R.UNDECIDABLE,
    "value.mixed": R.UNDECIDABLE,
}
BY_SCORE_CONCEPT = {
    "value.her2_ihc.0": "0",
    "value.her2_ihc.1plus": "1+",
    "value.her2_ihc.2plus": "2+",
    "value.her2_ihc.3plus": "3+",
}
_SCORE = re.compile(
    r"(?<![\d.,])([0-3]) ?\+(?![\d+])|(?<![+\w])(\+{1,3})(?!\+)"
    r"|^(?:score |ihc |ihq |puntuacion |her_ ?:? ?)*([0-3])(?:\.0)?$"
)
_EXCESS = r"(?:amplif|overexpress|sobreexpres|uberexpress)\w*"
_BETWEEN = (  # what may stand between a denial and what it denies; `no data on amplification` denies nothing
    r"(?: (?:evidence|evidencia|of|de|la|se|observa|observo|detecta|aprecia|identifica|muestra|presenta|hay|is|gene"
    r"|protein|proteica|her_))*"
)
_NEGATIVE = re.compile(
    rf"\bneg(?:ativ[aeo]?)?\b(?:(?: (?:for|para|de|la|her_|gene|protein))* {_EXCESS})?|\b(?:not?|sin) detect\w*"
    rf"|\b(?:not?|nicht|sin|without|keine?)\b{_BETWEEN} {_EXCESS}|\b[fscd]?ish ?-(?![a-z0-9])"
    r"|\bnon[ -]?amplified|\bunamplified|\bher_ ?-(?![a-z0-9])"
    r"|\babsent\b|\bausente\b"
)
_POSITIVE = re.compile(
    r"\bpos(?:itiv[aeo]?)?\b|\bamplified|\bamplificad[oa]|\bamplifiziert|\bamplifikation|\boverexpressed|\bsobreexpres"
    r"|\bdetected\b|\bpresent\b|\b[fscd]?ish ?\+|\bher_ ?\+"
)
_LOW = re.compile(r"\bher_ ?-? ?(?:ultra ?-?)?(?:low|bajo|baja)\b")
_BOTH = re.compile(r"\bpos(?:itiv[aeo]?)?\b")
_UNSAID = re.compile(r"\?|\b(?:unlikely|possibl|probabl|posible|suspect|sospech|presum|control)")
_UNSURE = re.compile(r"\bequivoc|\bborderline|\bdudos[oa]|\bambiguous|\blimitrofe")
_NOT_POSITIVE = re.compile(r"\b(?:not?|nicht|sin|without) (?:positiv|amplifi|overexpress|detected)")
_RATIO_2007 = re.compile(r"(less than|greater than|<|>|<=|>=) ?=? ?(\d+(?:[.,]\d+)?)")
_ISH = re.compile(r"\bf?ish\b|\b[scd]ish\b|amplif|hibridacion")
_NAME = re.compile(r"\bher ?-? ?2(?: ?[/-]? ?neu)?|\bc?-?erb ?-?b-?2")
_CLAUSE = re.compile(r"[,;()/|]|\bbut\b|\band\b|\by\b|\bund\b|(?<=\d\+) ")
_RATIO_POSITIVE, _COPIES_POSITIVE = 2.0, 4.0
_RATIO_POSITIVE_2007, _RATIO_NEGATIVE_2007 = 2.2, 1.8
_COPIES_HIGH = 6.0


@dataclass(frozen=True, slots=True)
class Said:
    """A result and, where there is one, the IHC score behind it. `conflict`: its parts contradict each other."""

    result: R
    score: str | None = None
    conflict: bool = False


def of_score(score: str) -> Said:
    """IHC 0 and 1+ are no overexpression, 2+ is equivocal, 3+ is positive."""
    return Said(_SCORES[score], score)


def together(said: Iterable[Said]) -> Said | None:
    """One result of several readings of the same value; contradiction is undecidable and marked."""
    given = list(said)
    decided = [one for one in given if one.result is not R.UNDECIDABLE]
    if not decided:
        return given[0] if given else None
    scored = next((one for one in decided if one.score), decided[0])
    kinds = {_kind(one.result) for one in decided}
    if len(kinds) == 1:
        return Said(scored.result, scored.score, any(one.conflict for one in given))
    return Said(R.UNDECIDABLE, None, conflict=True)


def _kind(result: R) -> R:
    return R.NEGATIVE if result is R.LOW else result


@per_concept
def of_concept(concept: Json) -> Said | None:
    """A coded value: every code and every text must say the same."""
    said: list[Said] = []
    for coding in codings(concept):
        said.extend(
            _of_code(name) for name in sorted(of_coding(coding)) if name in BY_CONCEPT or name in BY_SCORE_CONCEPT
        )
        shown = of_text(string(coding.get("display")))
        said.extend([shown] if shown else [])
        if not of_coding(coding) and not shown:
            bare = of_text(string(coding.get("code")))
            said.extend([bare] if bare else [])
    text = of_text(string(concept.get("text")))
    return together([*said, *([text] if text else [])])


def _of_code(name: str) -> Said:
    return of_score(BY_SCORE_CONCEPT[name]) if name in BY_SCORE_CONCEPT else Said(BY_CONCEPT[name])


@per_label
def of_text(text: str) -> Said | None:
    """A written result. Clauses are read one by one: `IHC 2+, FISH negative` is 2+ and not amplified."""
    whole = _NAME.sub("her_", folded(text).strip())  # the 2 of the name is no score
    if not whole:
        return None
    ratio = _of_2007(whole)
    if ratio is not None:
        return ratio
    clauses = [(clause, read) for clause in _CLAUSE.split(whole) for read in [_of_clause(clause.strip())] if read]
    return _joined(clauses)


def _joined(clauses: list[tuple[str, Said]]) -> Said | None:
    if not clauses:
        return None
    score = next((read.score for _, read in clauses if read.score), None)
    ish = [read.result for clause, read in clauses if _ISH.search(clause) and not read.score]
    if score == "2+" and ish and ish[0] in (R.POSITIVE, R.NEGATIVE):
        return Said(R.POSITIVE if ish[0] is R.POSITIVE else R.LOW, score)
    return together(read for _, read in clauses)


def _of_clause(clause: str) -> Said | None:
    if _UNSAID.search(clause):
        return Said(R.UNDECIDABLE)
    score = _SCORE.search(clause)
    ish = _ISH.search(clause)
    negative, positive = bool(_NEGATIVE.search(clause)), bool(_POSITIVE.search(_NEGATIVE.sub(" ", clause)))
    if _NOT_POSITIVE.search(clause) and not negative:
        return Said(R.UNDECIDABLE)
    if score and score.group(2) == "+" and not ish:
        return Said(R.UNDECIDABLE)  # a lone plus may mean 1+ or positive
    if score and not ish:
        read = of_score(_score_of(score))
        words = [Said(R.NEGATIVE)] * negative + [Said(R.POSITIVE)] * positive
        return together([read, *words]) if read.result is not R.EQUIVOCAL or not words else read
    if _LOW.search(clause):
        return Said(R.LOW)
    if negative:
        return Said(R.UNDECIDABLE if _BOTH.search(_NEGATIVE.sub(" ", clause)) else R.NEGATIVE)
    if positive:
        return Said(R.POSITIVE)
    return Said(R.EQUIVOCAL) if _UNSURE.search(clause) else None


def _score_of(match: re.Match[str]) -> str:
    digit, signs, bare = match.groups()
    if signs:
        return f"{len(signs)}+"
    value = digit or bare
    return "0" if value == "0" else f"{value}+"


def _of_2007(text: str) -> Said | None:
    """The 2007 cut-offs as text: above 2.2 amplified, below 1.8 not, anything between is not decidable."""
    match = _RATIO_2007.fullmatch(text)
    if match is None:
        return None
    limit = float(match.group(2).replace(",", "."))
    return of_bound(limit, above=match.group(1) in ("greater than", ">", ">="))


def of_bound(limit: float, *, above: bool) -> Said:
    """A ratio of which only a bound is known."""
    if above and limit >= _RATIO_POSITIVE_2007:
        return Said(R.POSITIVE)
    if not above and limit <= _RATIO_NEGATIVE_2007:
        return Said(R.NEGATIVE)
    return Said(R.UNDECIDABLE)


def of_ratio(ratio: float, copies: float | None) -> Said:
    """Dual-probe ISH: positive at ratio >= 2.0 with >= 4.0 copies, negative at < 2.0 with < 4.0; else needs IHC.

    Without a copy number only the 2007 limits (above 2.2, below 1.8) decide.
    """
    if copies is None:
        if ratio > _RATIO_POSITIVE_2007:
            return Said(R.POSITIVE)
        return Said(R.NEGATIVE if ratio < _RATIO_NEGATIVE_2007 else R.UNDECIDABLE)
    if ratio >= _RATIO_POSITIVE and copies >= _COPIES_POSITIVE:
        return Said(R.POSITIVE)
    if ratio < _RATIO_POSITIVE and copies < _COPIES_POSITIVE:
        return Said(R.NEGATIVE)
    return Said(R.EQUIVOCAL)


def of_percent(value: object) -> Said | None:
    """Percentage of stained nuclei: 1 % and more is positive (ASCO/CAP 2020)."""
    quantity = record(value)
    amount = number(quantity.get("value"))
    if amount is None or not 0 <= amount <= 100:  # noqa: PLR2004  # per cent
        return None
    comparator = string(quantity.get("comparator"))
    if comparator in ("<", "<="):
        return Said(R.NEGATIVE) if amount <= 1 and comparator == "<" else Said(R.UNDECIDABLE)
    if comparator == ">" and amount < 1:
        return Said(R.UNDECIDABLE)
    return Said(R.POSITIVE if amount >= 1 else R.NEGATIVE)


_PERCENT_TEXT = re.compile(r"(<|>|<=|>=)? ?(\d{1,3}(?:[.,]\d+)?) ?%")


def percent_in(text: str) -> Json | None:
    """A percentage written in words, as a Quantity; of a range the lower end decides."""
    match = _PERCENT_TEXT.search(folded(text))
    return {"value": match.group(2), "comparator": match.group(1) or ""} if match else None


def interpreted(body: Json) -> Said | None:
    """The interpretation element: POS, NEG, IND."""
    return together(said for concept in records(body.get("interpretation")) for said in [of_concept(concept)] if said)
