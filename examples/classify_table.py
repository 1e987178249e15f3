"""Add genres to a pandas table: python examples/classify_table.py (needs the extra `server`, and pandas)."""

import pandas as pd

from movie_classifier.tables.frames import classify_frame

films = pd.DataFrame(
    {
        "title": ["High Plains", "Red Star", "Nothing"],
        "overview": ["A gunslinger rides into a frontier town.", "A spaceship crew wakes near an alien planet.", ""],
    }
)
print(classify_frame(films)[["title", "genre", "reason"]].to_string(index=False))
