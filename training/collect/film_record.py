"""The record of a film, and the files that a collection writes."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from training.errors import DataUnreadable
from training.whole_file import whole_file

ATTRIBUTION = "This product uses the TMDB API but is not endorsed or certified by TMDB."
"""The notice that TMDB's terms of use ask for (https://www.themoviedb.org/api-terms-of-use)."""

NOTICE = f"""{ATTRIBUTION}

The data and images in these files come from The Movie Database, https://www.themoviedb.org. Its terms of use apply:
https://www.themoviedb.org/api-terms-of-use. Posters belong to their owners.
"""

FORMATS = (".jsonl", ".ndjson", ".parquet")


def check_format(path: Path) -> None:
    """Check the suffix of the output before anything is collected.

    Raises:
        DataUnreadable: the suffix is not one of `FORMATS`.
    """
    if path.suffix.lower() not in FORMATS:
        raise DataUnreadable(path, f"films are written as {', '.join(FORMATS)}")


def film_record(details: dict[str, Any]) -> dict[str, Any]:
    """Return the columns that `prepare --films` reads, and a few more, from the details that TMDB gives.

    Raises:
        KeyError, TypeError: the details lack an id or a title, or have another shape.
    """
    return {
        "id": details["id"],
        "imdb_id": details.get("imdb_id") or "",
        "title": details["title"],
        "original_title": details.get("original_title") or "",
        "year": (details.get("release_date") or "")[:4],
        "overview": details.get("overview") or "",
        "genres": [genre["name"] for genre in details.get("genres") or []],
        "original_language": details.get("original_language") or "",
        "popularity": details.get("popularity") or 0.0,
        "poster_path": details.get("poster_path") or "",
    }


def poster_file(folder: Path, number: int) -> Path:
    """Return the file of a film's poster."""
    return folder / f"{number}.jpg"


def write_films(records: Iterable[dict[str, Any]], path: Path) -> None:
    """Write the films as JSON Lines or Parquet, by the suffix of `path`. The file appears when it is complete."""
    with whole_file(path) as partial:
        if path.suffix.lower() == ".parquet":
            import pandas as pd

            pd.DataFrame.from_records(list(records)).to_parquet(partial, index=False)
        else:
            with partial.open("w", encoding="utf-8") as file:
                file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
