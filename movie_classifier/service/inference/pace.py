"""How long classifying takes at present, to tell how long a request will wait."""

DECAY = 0.9
"""Weight that the past keeps with each batch. So the last ten batches or so count, the larger ones more."""


class Pace:
    """Mean seconds for a film over recent batches. It expects no time before the first batch."""

    def __init__(self) -> None:
        self._films, self._seconds = 0.0, 0.0

    def count(self, films: int, seconds: float) -> None:
        """Take a batch of at least one film into account, which took `seconds`."""
        self._films = DECAY * self._films + films
        self._seconds = DECAY * self._seconds + seconds

    def expect(self, films: int) -> float:
        """Return the seconds that classifying `films` is expected to take."""
        return films * self._seconds / self._films if self._films else 0.0
