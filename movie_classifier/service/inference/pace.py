"""Estimates how long a number of films will take, from the batches before."""

DECAY = 0.9
"""Factor by which the weight of earlier batches shrinks with each new one. About ten batches count."""


class Pace:
    """Mean seconds per film of the recent batches. Before the first batch, all films are expected to take no time."""

    def __init__(self) -> None:
        self._films, self._seconds = 0.0, 0.0

    def count(self, films: int, seconds: float) -> None:
        """Add a batch of `films`, at least one, that took `seconds`."""
        self._films = DECAY * self._films + films
        self._seconds = DECAY * self._seconds + seconds

    def expect(self, films: int) -> float:
        """Return the seconds that classifying `films` is expected to take."""
        return films * self._seconds / self._films if self._films else 0.0
