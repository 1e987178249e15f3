"""Makes film lists of any length whose texts are like those of a real list.

A description has the length of a real one. Its words are runs of `RUN_WORDS` words from random places of the real
descriptions, so that frequent words stay frequent. Real lists go on to bring new words: names and misspellings. The
share of words that occur once in a text is the chance that its next word is new (Good and Turing). With this chance,
which the real list decides, a word is replaced by an invented one: the start of a real word and the end of another.
"""

import csv
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import punctuation
from typing import TypeVar

from lab.benchmarks.films import read_films
from movie_classifier.film import Film

RUN_WORDS = 8
"""Number of words that are copied in a row."""

T = TypeVar("T")

COLUMNS = ("id", "title", "overview")


class RowGenerator:
    """Draws films. The same films and the same seed give the same rows, and memory does not grow with their number.

    Args:
        films: real films, of which some description has at least `RUN_WORDS` words.
        seed: seed of the draws.

    Attributes:
        new_share: chance that a word of a description is an invented one.
    """

    def __init__(self, films: Sequence[Film], seed: int = 0) -> None:
        self._titles = [film.title for film in films]
        descriptions = [film.description.split() for film in films]
        self._lengths = [len(words) for words in descriptions]
        self._words = [word for words in descriptions for word in words]
        counts = Counter(filter(None, (word.strip(punctuation).lower() for word in self._words)))
        self._vocabulary = list(counts)
        self.new_share = sum(count == 1 for count in counts.values()) / counts.total()
        self._random = random.Random(seed).random  # noqa: S311 - nothing secret

    def films(self, count: int) -> Iterator[Film]:
        """Yield the next `count` films."""
        for _ in range(count):
            yield Film(self._draw(self._titles), " ".join(self._description(self._draw(self._lengths))))

    def _draw(self, values: Sequence[T]) -> T:
        return values[int(self._random() * len(values))]

    def _description(self, length: int) -> list[str]:
        last_start = max(len(self._words) - RUN_WORDS, 0)
        words: list[str] = []
        while len(words) < length:
            start = int(self._random() * (last_start + 1))
            words += self._words[start : start + RUN_WORDS]
        del words[length:]
        return [self._new_word() if self._random() < self.new_share else word for word in words]

    def _new_word(self) -> str:
        start, end = self._draw(self._vocabulary), self._draw(self._vocabulary)
        return start[: len(start) // 2 + 1] + end[len(end) // 2 :]


def write_rows(generator: RowGenerator, path: Path, count: int) -> Path:
    """Write the next `count` films to a CSV file with `COLUMNS`, and return its path."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows((number, *film) for number, film in enumerate(generator.films(count)))
    return path


def write_film_list(films: Path, path: Path, count: int) -> Path:
    """Write `count` films that are like those of the list `films`, and return `path`. See `write_rows`.

    Raises:
        FilmListUnreadable: the list cannot be used.
    """
    return write_rows(RowGenerator(read_films(films, sys.maxsize)), path, count)


def read_rows(path: Path) -> Iterator[Film]:
    """Yield the films of a file that `write_rows` wrote."""
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield Film(row["title"], row["overview"])
