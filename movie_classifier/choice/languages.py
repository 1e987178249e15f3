"""Names of genres in other languages."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("da", "de", "en", "es", "fr", "it", "pl", "pt")
"""Languages of the names. The model has the English ones."""


@cache
def translations(language: str) -> Mapping[str, str]:
    """Return English name → name in one of `LANGUAGES`, as TMDB writes it. A name without translation is missing."""
    names = json.loads((Path(__file__).parent / "languages.json").read_text(encoding="utf-8"))
    found: dict[str, str] = names.get(language, {})
    return found
