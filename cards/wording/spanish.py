"""Spanish, beside the English that the rooms below make."""

PATTERNS: dict[str, str] = {}
STATEMENTS: dict[str, str] = {}
PLACES: dict[str, str] = {}
FLAGS: dict[str, str] = {}
CURRENCY_NOTES: dict[str, str] = {}
REGIMENS: dict[str, str] = {}
SAFETY_RULES: dict[str, str] = {}
AGENTS: dict[str, str] = {}


def value(text: str) -> str:
    """A value inside a sentence, in Spanish."""
    return text
