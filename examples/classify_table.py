"""Add genres to a pandas table: python examples/classify_table.py (needs the extra `server`, and pandas)."""

import sys

try:
    import pandas as pd
    import spacy  # noqa: F401 - classify_frame uses it

    from movie_classifier.tables.frames import classify_frame
except ModuleNotFoundError as error:
    sys.exit(f"Error: this example needs {error.name}: pip install '.[server]' pandas")

films = pd.DataFrame(
    {
        "title": ["High Plains", "Red Star", "Nothing"],
        "overview": ["A gunslinger rides into a frontier town.", "A spaceship crew wakes near an alien planet.", ""],
    }
)
print(classify_frame(films)[["title", "genre", "reason"]].to_string(index=False))
