"""The paper's own verbs in Spanish: as strong as the original, never stronger."""

VERBS: dict[str, str] = {}
