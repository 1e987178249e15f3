"""Posters that the tests draw: a colour for each genre, with a few shapes."""

import io
import random
from pathlib import Path

import pandas as pd
from PIL import Image, ImageDraw

from tests.film_lists import WORDS

COLOURS = {
    "Action": (220, 90, 30), "Comedy": (240, 220, 60), "Drama": (120, 140, 160), "Romance": (230, 120, 170),
    "Thriller": (20, 20, 40), "Western": (150, 100, 50),
}  # fmt: skip


PARTS = ("train", "train", "dev", "test")


def draw(genre: str, chance: random.Random, size: tuple[int, int] = (96, 144)) -> bytes:
    picture = Image.new("RGB", size, COLOURS[genre])
    pen = ImageDraw.Draw(picture)
    for _ in range(3):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        pen.ellipse([x, y, x + 20, y + 30], fill=tuple(chance.randrange(256) for _ in range(3)))
    return jpeg(picture)


def jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG")
    return file.getvalue()


def make_films(number: int) -> pd.DataFrame:
    """Films of one genre each, whose words and colours tell it."""
    chance, rows = random.Random(0), []
    for film in range(1, number + 1):
        genre = sorted(WORDS)[film % len(WORDS)]
        words = " ".join(chance.sample(WORDS[genre].split(), 2))
        rows.append(
            {
                "id": film, "title": f"Film {film}", "year": 2000, "overview": f"A story of {words} {film}.",
                "genres": [genre], "jpeg": draw(genre, chance), "split": PARTS[film // 6 % 4],
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def write_parquet(films: pd.DataFrame, folder: Path) -> tuple[Path, Path]:
    """Write posters and texts to two files."""
    films[["id", "jpeg", "genres", "split"]].to_parquet(folder / "posters.parquet")
    films[["id", "title", "year", "overview", "genres"]].to_json(folder / "films.jsonl", orient="records", lines=True)
    return folder / "posters.parquet", folder / "films.jsonl"
