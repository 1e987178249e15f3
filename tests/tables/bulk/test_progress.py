import io

import pytest

from movie_classifier.tables.bulk.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_earlier_rows_count_as_done_but_not_for_the_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", Terminal())
    now = [100.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    with Progress(1_000, 600, lambda: None, quiet=False) as progress:
        bar = progress._bar
        bar._time = lambda: now[0]
        bar.start_t = bar.last_print_t = now[0]
        now[0] += 10
        progress.advance(200)
        shown = bar.format_dict
    assert (shown["n"], shown["initial"], shown["total"], shown["elapsed"]) == (800, 600, 1_000, 10)
    assert "800/1000" in str(bar)
    assert "20.00 rows/s" in str(bar)
