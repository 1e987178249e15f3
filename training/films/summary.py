"""The file in which `prepare` says what it read, dropped and wrote. `package` takes the film lists from it."""

import json
from collections.abc import Mapping
from pathlib import Path

from training.films.readers import Films


def write_summary(path: Path, parts: Mapping[str, int], sources: Mapping[str, Films]) -> None:
    """Write a summary to `path`, as JSON.

    Args:
        path: path of the file.
        parts: part (`train`, `dev`, `test`, maybe `extra`) → number of films in its corpus.
        sources: name of a film list → its films.
    """
    summary = {
        "films": parts,
        "sources": {
            name: {"read": films.read, "kept": len(films.table), "dropped": films.dropped}
            for name, films in sources.items()
        },
    }
    path.write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
