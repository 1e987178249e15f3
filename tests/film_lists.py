"""A small film list in the file's own format, and a config that trains on it in seconds."""

import csv
import random
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent

WORDS = {
    "Action": "explosion chase gun fight rescue soldier",
    "Comedy": "funny prank laugh silly joke party",
    "Drama": "grief family loss dying regret mother",
    "Romance": "love kiss wedding heart couple passion",
    "Thriller": "killer conspiracy hostage stalker secret danger",
    "Western": "cowboy sheriff saloon ranch horse outlaw",
}
COLUMNS = (
    "adult belongs_to_collection budget genres homepage id imdb_id original_language original_title overview".split()
)
COLUMNS += "popularity poster_path release_date title".split()


def make_film(number: int, chance: random.Random) -> dict[str, str]:
    genres = sorted(chance.sample(sorted(WORDS), chance.choice([1, 1, 2])))
    words = [word for genre in genres for word in chance.sample(WORDS[genre].split(), 4)]
    chance.shuffle(words)
    return {
        "id": str(number),
        "title": f"Film {number}",
        "original_title": f"Film {number}",
        "overview": "A story of " + " and ".join(words) + ".",
        "genres": str([{"id": i, "name": genre} for i, genre in enumerate(genres)]),
        "release_date": f"{1950 + number % 60}-01-01",
    }


def write_movies(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def small_config(folder: Path, name: str = "genres.cfg") -> Path:
    """The repository's config `name`, with paths in `folder` and little work."""
    [source] = [path for path in (ROOT / "training/configs" / name, ROOT / "lab/configs" / name) if path.is_file()]
    text = source.read_text()
    for kind in ("corpus", "output"):
        text = re.sub(rf"training/{kind}/\w+", str(folder / kind), text)
    small = {"eval_frequency": "5", "max_steps": "20", "length": "4096", "rows": "[500]"}
    small |= {"initial_rate": "0.02", "warmup_steps": "1"}
    if name == "films.cfg":  # has to keep the sizes of the pipeline that it continues from
        del small["length"], small["rows"]
    if name == "tags.cfg":  # starts from that pipeline's network, and takes no steps
        small = {"length": "4096"}
    for key, value in small.items():
        lines = [f"{key} = {value}" if line.split(" = ")[0] == key else line for line in text.splitlines()]
        text = "\n".join(lines) + "\n"
    config = folder / name
    config.write_text(text)
    return config


MOODS = {"Action": "loud", "Comedy": "light", "Drama": "slow", "Romance": "warm", "Thriller": "dark"}


def mood_list(folder: Path, rows: int = 400) -> Path:
    """A list of films whose labels are no genres."""
    chance = random.Random(0)
    films = []
    for number in range(rows):
        genre = chance.choice(sorted(MOODS))
        words = " ".join(chance.sample(WORDS[genre].split(), 4))
        rare = "; odd" if number < 3 else ""
        films.append(
            {"title": f"Film {number}", "synopsis": f"A story of {words} {number}.", "tags": MOODS[genre] + rare}
        )
    path = folder / "moods.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, films[0])
        writer.writeheader()
        writer.writerows(films)
    return path
