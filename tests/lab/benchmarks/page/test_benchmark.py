import pytest

from lab.benchmarks.chromium import find_chromium
from lab.benchmarks.page.report import EXPLAIN, GENRE, GENRES, report
from tests.lab.benchmarks.conftest import Run
from tests.markdown import without_padding


def test_report() -> None:
    figures = {
        "transferred_bytes": 60_000, "responses": 20, "pause_milliseconds": [200] * 3, "answer_milliseconds": [30] * 3,
        "requests": 3, "median_milliseconds": {GENRE: 2, GENRES: 3, EXPLAIN: 20}, "median_parts": 40,
    }  # fmt: skip
    text = without_padding(report(figures))
    assert "transfers 60.0 kB in 20 responses" in text
    assert "| last keystroke to painted answer | 230 | 230 |" in text
    assert "| /genre | 2 | 1 | | /genres | 3 | 1.5 | | /explain | 20 | 10 |" in text.replace("\n", " ")
    assert "NOT MET" not in text
    assert "NOT MET" in "\n".join(report(figures | {"transferred_bytes": 100_000}))


@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine (apt-get install chromium)")
def test_measures_the_page(run_benchmark: Run) -> None:
    result, figures = run_benchmark("page", "--runs", "2")
    assert result.returncode == 0, result.stderr
    assert len(figures["answer_milliseconds"]) == 2
    assert all(0 < milliseconds < 60_000 for milliseconds in figures["answer_milliseconds"])
    assert min(figures["pause_milliseconds"]) >= 200
    assert 0 < figures["transferred_bytes"] < 100_000
    assert set(figures["median_milliseconds"]) == {GENRE, GENRES, EXPLAIN}
