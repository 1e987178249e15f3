"""`Decision`: from the probabilities of a film to its genres."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from movie_classifier.model.confidence import NO_GENRE, NONE_CHOSEN
from movie_classifier.prediction import Prediction, Scores, best_first


@dataclass(frozen=True)
class Decision:
    """A `GenreChoice` for the genres of one model. `GenreChoice.for_model` makes and checks it.

    Attributes:
        names: genre of the model → name that is written. Genres without a name are left out.
        thresholds: genre → probability from which a film gets it.
        required: genre → probability that the user requires of it.
        max_genres: largest number of genres of a film.
    """

    names: Mapping[str, str]
    thresholds: Mapping[str, float]
    required: Mapping[str, float]
    max_genres: int | None = None

    def choose(self, scores: Scores) -> Scores:
        """Return the genres of a film with their probabilities, from high to low. There may be none.

        If no genre reaches its threshold, the film gets the most probable one, unless the user left it out or requires
        more. Joined genres have the highest probability of them.

        Args:
            scores: probability of every genre of the model.
        """
        candidates = self._reached(scores) or [next(iter(best_first(scores)))]
        chosen = {self.names[each] for each in candidates if each in self.names and scores[each] >= self.required[each]}
        joined: Scores = {}
        for genre, score in scores.items():
            name = self.names.get(genre)
            if name in chosen:
                joined[name] = max(score, joined.get(name, 0.0))
        return dict(list(best_first(joined).items())[: self.max_genres])

    def apply(self, prediction: Prediction) -> Prediction:
        """Return the prediction with the genres that `choose` returns. Its scores remain those of the model."""
        genres = list(self.choose(prediction.scores))
        doubt = self.find_doubt(prediction, genres)
        return replace(prediction, genre=genres[0] if genres else None, genres=genres, confidence_reason=doubt)

    def find_doubt(self, prediction: Prediction, genres: Collection[str]) -> str | None:
        """Return why `genres`, the result of `choose`, deserve low confidence; None if they do not."""
        if prediction.confidence_reason not in {None, NO_GENRE, NONE_CHOSEN}:  # a doubt about the text
            return prediction.confidence_reason
        if not genres:
            return NONE_CHOSEN
        return None if self._reached(prediction.scores) else NO_GENRE

    def _reached(self, scores: Scores) -> list[str]:
        return [genre for genre, score in scores.items() if score >= self.thresholds[genre]]
