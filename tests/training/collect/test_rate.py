import asyncio
import time
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from training.collect.rate import Pace, retry_after


def test_retry_after_is_a_number_or_a_date() -> None:
    assert retry_after("7") == 7.0
    assert retry_after("-1") == 0.0
    date = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=60), usegmt=True)
    assert retry_after(date) == pytest.approx(60, abs=30)
    assert retry_after("soon") is None
    assert retry_after(None) is None


def turns(pace: Pace, number: int) -> list[float]:
    async def take() -> list[float]:
        async def one() -> float:
            await pace.turn()
            return time.monotonic()

        return sorted(await asyncio.gather(*(one() for _ in range(number))))

    return asyncio.run(take())


def test_requests_are_spaced_evenly_even_at_the_start() -> None:
    start = time.monotonic()
    times = turns(Pace(rate=50), 10)
    assert all(moment - start >= number * 0.02 - 0.002 for number, moment in enumerate(times))  # late, but never early


def test_a_pause_holds_all_requests_back() -> None:
    pace = Pace(rate=1000)
    pace.pause(0.3)
    start = time.monotonic()
    assert min(turns(pace, 5)) - start >= 0.29
