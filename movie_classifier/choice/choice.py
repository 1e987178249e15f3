"""`GenreChoice`: what a user wants of the genres, whatever the model."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from movie_classifier.choice.decision import Decision
from movie_classifier.choice.languages import LANGUAGES, translations
from movie_classifier.errors import InvalidChoice, UnknownGenre
from movie_classifier.film import clean, is_blank
from movie_classifier.model.genres import find_labels
from movie_classifier.model.model_info import ModelInfo
from movie_classifier.model.precision import HIGHEST, LOWEST, NEVER, thresholds_at

Value = TypeVar("Value")

SEPARATOR = "|"
"""Separates several genres in a field of CSV or TSV. So no name may have it."""


@dataclass(frozen=True)
class GenreChoice:
    """Which genres films get, how many of them, and under which names. The default leaves all to the model.

    Genres of the model are named in any letter case.

    Attributes:
        max_genres: largest number of genres of a film.
        min_probability: a film gets no genre that is less probable.
        precision: share of the genres of the films that shall be right, from `LOWEST` to `HIGHEST`. A film gets the
            genres that reach the thresholds for it, and no other ones.
        language: language of the names, one of `LANGUAGES`. Genres without a translation keep their names.
        left_out: genres that no film gets.
        names: genre → name that is written instead. Genres with the same name are joined.
        thresholds: genre → probability from which a film gets it, instead of the model's threshold or that of
            `precision`.
        source: file that has the choice, for messages.

    Raises:
        InvalidChoice: a value is of another type, or out of range.
    """

    max_genres: int | None = None
    min_probability: float = 0.0
    precision: float | None = None
    language: str = "en"
    left_out: Collection[str] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    source: Path | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.max_genres is not None and (type(self.max_genres) is not int or self.max_genres < 1):
            raise self._invalid(f"max_genres is {self.max_genres!r}, not a number from 1")
        for name, value in {"min_probability": self.min_probability, **self.thresholds}.items():
            if type(value) not in (int, float) or not 0 <= value <= 1:
                raise self._invalid(f"{name} is {value!r}, not a probability from 0 to 1")
        if self.precision is not None and (
            type(self.precision) not in (int, float) or not LOWEST <= self.precision <= HIGHEST
        ):
            raise self._invalid(f"precision is {self.precision!r}, not a number from {LOWEST} to {HIGHEST}")
        if self.language not in LANGUAGES:
            raise self._invalid(f"the language {self.language!r} is none of {', '.join(LANGUAGES)}")
        if isinstance(self.left_out, str) or not all(isinstance(genre, str) for genre in self.left_out):
            raise self._invalid("left_out is not a list of genres")
        for genre, name in self.names.items():
            if not isinstance(name, str) or is_blank(name) or not name.isprintable() or SEPARATOR in name:
                raise self._invalid(f"the name of {genre} is {name!r}, not one line of text without {SEPARATOR}")

    def for_model(self, model: ModelInfo) -> Decision:
        """Return the decision for the probabilities of a model.

        Raises:
            InvalidChoice: the model has no such genre, a genre is chosen in two ways, or `precision` is set and the
                model has no thresholds for it.
        """
        left_out = {self._find(genre, model.labels) for genre in self.left_out}
        own_names = self._by_label(self.names, model.labels, "names")
        thresholds = self._thresholds_of_precision(model) | self._by_label(self.thresholds, model.labels, "thresholds")
        words = translations(self.language)
        names = {}
        for label in model.labels:
            name = own_names.get(label, label)
            names[label] = words.get(name, name)
        for label in own_names.keys() & left_out:
            raise self._invalid(f"{label} is left out, and has the name {names[label]}")
        for label, name in names.items():
            if name in names and names[name] != name:
                raise self._invalid(f"{label} gets the name {name}, and {name} gets the name {names[name]}")
            if name in left_out and label != name:
                raise self._invalid(f"{label} gets the name {name}, and {name} is left out")
        return Decision(
            names={label: name for label, name in names.items() if label not in left_out},
            thresholds=model.thresholds | thresholds,
            required={label: max(thresholds.get(label, 0.0), self.min_probability) for label in model.labels},
            max_genres=self.max_genres,
        )

    def check_posters(self) -> None:
        """Raise `InvalidChoice` if it asks for a precision, which is known for texts without a poster only."""
        if self.precision is not None:
            raise InvalidChoice("the precision is known for texts only: leave out the posters, or the precision")

    def _thresholds_of_precision(self, model: ModelInfo) -> dict[str, float]:
        if self.precision is None:
            return {}
        if not model.precision_curves:
            raise self._invalid(
                f"the model {model.name} {model.version} has no thresholds for a precision: run `python -m training "
                "evaluate` on it, or leave the precision out"
            )
        return dict.fromkeys(model.labels, NEVER) | thresholds_at(model.precision_curves, self.precision)

    def _by_label(self, values: Mapping[str, Value], labels: Sequence[str], what: str) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for genre, value in values.items():
            label = self._find(genre, labels)
            if label in found:
                raise self._invalid(f"{what} has {label} twice: {found[label]} and {value}")
            found[label] = value
        return found

    def _find(self, genre: str, labels: Sequence[str]) -> str:
        try:
            [label] = find_labels([genre], labels)
        except UnknownGenre as error:
            raise self._invalid(str(error)) from error
        return label

    def _invalid(self, problem: str) -> InvalidChoice:
        return InvalidChoice(clean(problem), self.source)  # a quoted key of TOML may have line breaks
