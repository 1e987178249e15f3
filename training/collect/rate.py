"""The pace of requests: TMDB's rate limit, pauses that TMDB asks for, and the wait before a retry."""

import asyncio
import time
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

from aiolimiter import AsyncLimiter
from tenacity import RetryCallState, wait_random_exponential

RATE = 40.0
"""Requests per second. TMDB's limit is "somewhere in the 40 requests per second range"
(https://developer.themoviedb.org/docs/rate-limiting)."""

LONGEST_PAUSE = 300.0
"""Longest pause in seconds that is waited for. If TMDB asks for more, the collection stops, and can be continued."""


class Pace:
    """Spaces requests evenly, and holds all of them back during a pause."""

    def __init__(self, rate: float = RATE) -> None:
        self._limiter = AsyncLimiter(1, 1 / rate)
        self._resume_at = 0.0

    async def turn(self) -> None:
        """Wait until the next request may be sent."""
        while True:
            await self._limiter.acquire()
            pause = self._resume_at - time.monotonic()
            if pause <= 0:
                return
            await asyncio.sleep(pause)

    def pause(self, seconds: float) -> None:
        """Let no request begin for `seconds`."""
        self._resume_at = max(self._resume_at, time.monotonic() + seconds)


def retry_after(value: str | None) -> float | None:
    """Return the seconds of a `Retry-After` header, which has a number or a date; None if it has neither."""
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(timezone.utc)).total_seconds())
    except (ValueError, TypeError):
        return None


class Backoff:
    """A tenacity wait: the pause that the server asked for, or else a random time below 0.5, 1, 2, 4, ... 30 seconds.

    Random times keep requests apart that failed together (Brooker, "Exponential Backoff and Jitter", 2015).
    """

    def __init__(self, unit: float = 0.5) -> None:
        self._random = wait_random_exponential(multiplier=unit, max=30)

    def __call__(self, state: RetryCallState) -> float:
        """Return the seconds to wait."""
        error = state.outcome.exception() if state.outcome else None
        asked: float | None = getattr(error, "retry_after", None)
        return self._random(state) if asked is None else asked
