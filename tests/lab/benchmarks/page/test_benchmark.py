import pytest

from lab.benchmarks.chromium import find_chromium
from lab.benchmarks.page.report import EXPLAIN, GENRE, GENRES, Costs, PageTimes, report
from tests.lab.benchmarks.conftest import Run


def test_report() -> None:
    times = PageTimes(transferred=60_000, requests=20)
    for key in (0.0, 1000.0, 2000.0):
        times.add({"key": key, "sent": key + 200, "painted": key + 230})
    costs = Costs({GENRE: [2, 2, 4], GENRES: [3], EXPLAIN: [20]}, [40])
    lines, figures = report(times, costs)
    assert figures["answer_milliseconds"] == [30, 30, 30]
    text = "\n".join(lines)
    assert "transfers 60.0 kB in 20 responses" in text
    assert [line.split("|")[2:4] for line in lines if line.startswith("| /")] == [
        ["              2 ", "              1 "],
        ["              3 ", "            1.5 "],
        ["             20 ", "             10 "],
    ]
    assert "NOT MET" not in text
    times.transferred = 100_000
    assert "NOT MET" in "\n".join(report(times, costs)[0])


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
