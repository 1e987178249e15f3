"""Collections from a real server over real sockets: faults, interruptions and SIGKILL."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from tests.training.collect.conftest import KEYED, quick_client
from tests.training.collect.tmdb_server import KEY, Fault, TmdbServer, cut_short, hang_up, not_json, serve, status
from training.cli import main
from training.collect.collect import MOST_FAILURES, Wanted, collect
from training.collect.credentials import Credentials
from training.collect.discovery import Search
from training.collect.film_record import ATTRIBUTION
from training.collect.report import Collected
from training.collect.tmdb import ATTEMPTS, CONNECTIONS
from training.errors import (
    CollectionStopped,
    DataNotFound,
    DataUnreadable,
    NotReplaceable,
    PosterWidthUnknown,
    TmdbKeyRefused,
    TmdbUnreachable,
)
from training.films.film_list import read_film_list

ALL = Search(1990, 1999)


def run(server: TmdbServer, wanted: Wanted, fresh: bool = False) -> Collected:
    return collect(wanted, KEYED, server.url, fresh=fresh, make_client=quick_client)


def read_lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def asked(server: TmdbServer) -> dict[int, int]:
    """Film → number of answers."""
    return {int(path.split("/")[-1]): number for path, number in server.answered.items() if "/movie/" in path
            and "discover" not in path}  # fmt: skip


def test_films_and_posters(server: TmdbServer, tmp_path: Path) -> None:
    wanted = Wanted(tmp_path / "data" / "films.jsonl", ALL, posters=tmp_path / "posters")
    collected = run(server, wanted)
    films = read_lines(wanted.output)
    assert [film["id"] for film in films] == list(range(60, 0, -1))
    assert films[0]["genres"] == ["Drama"]
    assert films[-1]["poster"] == "1.jpg" and (tmp_path / "posters" / "1.jpg").stat().st_size > 2000
    assert not list(tmp_path.rglob("*.partial"))
    assert (collected.listed, collected.films, collected.posters) == (60, 60, 52)
    assert collected.report()[-1] == ATTRIBUTION
    for notice in (wanted.output.with_name("films.jsonl.attribution.txt"), tmp_path / "posters" / "attribution.txt"):
        assert ATTRIBUTION in notice.read_text()


@pytest.mark.parametrize("name", ["films.jsonl", "films.parquet"])
def test_prepare_reads_the_list(server: TmdbServer, tmp_path: Path, name: str) -> None:
    run(server, Wanted(tmp_path / name, ALL))
    films = read_film_list(tmp_path / name)
    assert len(films.table) == 54  # six have no overview
    assert films.table["genres"].map(tuple).value_counts()[("Horror",)] == 18
    assert set(films.table["year"]) == {str(year) for year in range(1991, 2000)}


def test_adult_films_in_a_list_of_ids_are_left_out(server: TmdbServer, tmp_path: Path) -> None:
    """As they are from TMDB's export and from a search. Their posters are not asked for either."""
    server.films[2]["adult"] = True
    ids = tmp_path / "ids.txt"
    ids.write_text("1\n2\n3\n")
    wanted = Wanted(tmp_path / "films.jsonl", ALL, ids=ids, posters=tmp_path / "posters")
    for _ in range(2):
        collected = run(server, wanted)
        assert [film["id"] for film in read_lines(wanted.output)] == [1, 3]
        assert (collected.missing, collected.posters) == ({2: "an adult film"}, 2)
    assert asked(server) == {1: 1, 2: 1, 3: 1}
    assert not any(path.endswith("/2.jpg") for path in server.answered)


def test_every_fault_at_once(server: TmdbServer, tmp_path: Path) -> None:
    server.faults = {
        "/3/movie/1": [status(429, Retry_After="0"), cut_short],
        "/3/movie/2": [status(500), hang_up, not_json],
        "/3/movie/3": [status(500)] * ATTEMPTS,
        "/3/discover/movie": [status(503), cut_short],
        "/t/p/w185/4.jpg": [cut_short, status(500)],
        "/t/p/w185/5.jpg": [status(404)],
    }
    del server.films[6]
    (tmp_path / "ids").write_text("1\n2\n3\n4\n5\n6\n")
    wanted = Wanted(tmp_path / "films.jsonl", Search(0, 0), ids=tmp_path / "ids", posters=tmp_path / "posters")
    collected = run(server, wanted)
    assert [film["id"] for film in read_lines(wanted.output)] == [1, 2, 4, 5]
    assert collected.missing == {3: f"status 500 in {ATTEMPTS} attempts", 6: "not found"}
    assert collected.missing_posters == {5: "not found"}
    report = json.loads((tmp_path / "films.jsonl.report.json").read_text())
    assert report["missing"]["6"] == "not found"
    again = run(server, wanted)  # what failed is asked for again, and nothing else
    assert again.missing == {6: "not found"}
    assert asked(server) == {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1}


def test_an_outage_ends_the_collection_and_the_next_run_goes_on(server: TmdbServer, tmp_path: Path) -> None:
    wanted = Wanted(tmp_path / "films.jsonl", ALL)
    for number in range(1, 61 - CONNECTIONS):
        server.faults[f"/3/movie/{number}"] = [status(500)] * ATTEMPTS
    with pytest.raises(TmdbUnreachable, match=f"{MOST_FAILURES} films in a row failed"):
        run(server, wanted)
    assert not wanted.output.exists()
    server.faults.clear()
    assert run(server, wanted).films == 60
    assert set(asked(server).values()) == {1}


def test_a_file_that_cannot_be_written_costs_no_film(server: TmdbServer, tmp_path: Path) -> None:
    wanted = Wanted(tmp_path / "films.jsonl", ALL, posters=tmp_path / "posters")
    (tmp_path / "posters" / "3.jpg.partial").mkdir(parents=True)
    with pytest.raises(CollectionStopped, match=r"3\.jpg.*films are kept in .*; run the same command again to go on"):
        run(server, wanted)
    (tmp_path / "posters" / "3.jpg.partial").rmdir()
    assert run(server, wanted).posters == 52


@pytest.mark.parametrize(
    ("fault", "reason"), [(status(500), "status 500 in"), (status(404), "not found"), (status(200), "is not TMDB's")]
)
def test_a_search_without_an_answer_is_said_in_words(
    server: TmdbServer, tmp_path: Path, fault: Fault, reason: str
) -> None:
    server.faults["/3/discover/movie"] = [fault] * ATTEMPTS
    with pytest.raises(TmdbUnreachable, match=f"gives no usable answer: page 1 of the search.*{reason}"):
        run(server, Wanted(tmp_path / "films.jsonl", ALL))


def test_posters_can_be_added_later(server: TmdbServer, tmp_path: Path) -> None:
    wanted = Wanted(tmp_path / "films.jsonl", ALL)
    run(server, wanted)
    assert run(server, Wanted(wanted.output, ALL, posters=tmp_path / "posters")).posters == 52
    assert set(asked(server).values()) == {1}
    (tmp_path / "posters" / "8.jpg").unlink()
    assert run(server, Wanted(wanted.output, ALL, posters=tmp_path / "posters")).posters == 52
    assert server.answered["/t/p/w185/8.jpg"] == 2
    assert server.answered["/t/p/w185/9.jpg"] == 1


def test_fresh_asks_for_everything_again(server: TmdbServer, tmp_path: Path) -> None:
    wanted = Wanted(tmp_path / "films.jsonl", ALL)
    run(server, wanted)
    run(server, wanted, fresh=True)
    assert set(asked(server).values()) == {2}


def test_fresh_forgets_nothing_if_tmdb_refuses_the_key(server: TmdbServer, tmp_path: Path) -> None:
    wanted = Wanted(tmp_path / "films.jsonl", ALL)
    run(server, wanted)
    with pytest.raises(TmdbKeyRefused):
        collect(wanted, Credentials(key="f" * 32), server.url, fresh=True, make_client=quick_client)
    run(server, wanted)
    assert set(asked(server).values()) == {1}


def test_files_and_widths_that_are_refused(server: TmdbServer, tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text("{}\n")
    with pytest.raises(NotReplaceable, match="is not from a collection"):
        run(server, Wanted(tmp_path / "mine.jsonl", ALL))
    with pytest.raises(PosterWidthUnknown, match="w185"):
        run(server, Wanted(tmp_path / "a.jsonl", ALL, posters=tmp_path / "posters", width="200"))


SCRIPT = """
import sys
from pathlib import Path
from training.collect.collect import Wanted, collect
from training.collect.credentials import Credentials
from training.collect.discovery import Search
from training.collect.tmdb import Tmdb
wanted = Wanted(Path(sys.argv[2]) / "films.jsonl", Search(1990, 1999), posters=Path(sys.argv[2]) / "posters")
collect(wanted, Credentials.from_environment(), sys.argv[1], make_client=lambda key, url: Tmdb(key, url, rate=200))
"""


def start(server: TmdbServer, folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "TMDB_API_KEY": KEY}
    return subprocess.Popen([sys.executable, "-c", SCRIPT, server.url, str(folder)], cwd=ROOT, env=environment)


@pytest.mark.slow
def test_sigkill_and_resume(tmp_path: Path) -> None:
    with serve(films=300) as server:
        server.delay = 0.05
        killed = start(server, tmp_path)
        deadline = time.monotonic() + 60
        while sum(asked(server).values()) < 100 and time.monotonic() < deadline:
            time.sleep(0.01)
        killed.send_signal(signal.SIGKILL)
        assert killed.wait() == -signal.SIGKILL
        assert not (tmp_path / "films.jsonl").exists()
        database = sqlite3.connect(tmp_path / "films.jsonl.journal")
        kept = {number for (number,) in database.execute("SELECT id FROM films")}
        database.close()
        assert 70 <= len(kept) < 300
        assert start(server, tmp_path).wait() == 0
        times = asked(server)
        assert {times[number] for number in kept} == {1}
        assert sum(times.values()) <= 300 + CONNECTIONS  # answers that were on their way are lost
        films = read_lines(tmp_path / "films.jsonl")
        assert [film["id"] for film in films] == list(range(300, 0, -1))
        assert len(list((tmp_path / "posters").glob("*.jpg"))) == sum(number % 7 != 0 for number in range(1, 301))


def command(*arguments: str, key: str | None = KEY) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TMDB_")}
    if key:
        environment["TMDB_API_KEY"] = key
    script = "import logging; logging.basicConfig(level=logging.DEBUG); from training.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", script, "collect", *arguments], capture_output=True, text=True, cwd=ROOT, check=False,
        env=environment, timeout=60,
    )  # fmt: skip


@pytest.mark.slow
def test_the_command_never_prints_the_key(server: TmdbServer, tmp_path: Path) -> None:
    output = str(tmp_path / "films.jsonl")
    server.faults["/3/movie/3"] = [cut_short]
    done = command("--url", server.url, "--limit", "5", "--output", output)
    assert done.returncode == 0, done.stderr
    assert "5 films written" in done.stdout
    assert "HTTP Request: GET" in done.stderr  # httpx logs, and the key is not in it
    wrong = "f" * 32
    refused = command("--url", server.url, "--limit", "5", "--output", output + "l.jsonl", key=wrong)
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].startswith("Error: TMDB refuses the key: Invalid API key")
    for text in (done.stdout, done.stderr, refused.stdout, refused.stderr):
        assert KEY not in text and wrong not in text
    assert all(KEY.encode() not in file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.slow
def test_ctrl_c_keeps_what_was_collected(tmp_path: Path) -> None:
    with serve(films=300) as server:
        arguments = ["--url", server.url, "--years", "1990-1999", "--output", str(tmp_path / "films.jsonl")]
        process = subprocess.Popen(
            [sys.executable, "-m", "training", "collect", *arguments], stderr=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, "TMDB_API_KEY": KEY},
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while sum(asked(server).values()) < 20 and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
        assert process.returncode == 1
        assert stderr.splitlines()[-1].startswith("Error: interrupted; ")
        assert stderr.strip().endswith("run the same command again to go on")


def test_wrong_usage_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMDB_API_KEY", raising=False)
    monkeypatch.delenv("TMDB_TOKEN", raising=False)
    for arguments, words in {
        (): "name --years, --limit or --ids",
        ("--years", "2020-1990"): "neither a year like 1999 nor years like 1990-2020",
        ("--ids", "x", "--language", "en"): "leave --years and --language out",
        ("--limit", "5"): "TMDB_API_KEY and TMDB_TOKEN are not set",
    }.items():
        result = CliRunner().invoke(main, ["collect", *arguments])
        assert result.exit_code in (1, 2)
        assert words in result.output.splitlines()[-1]


def test_files_are_checked_before_any_request(tmp_path: Path) -> None:
    unused = "http://127.0.0.1:1"
    with pytest.raises(DataUnreadable, match="films are written as"):
        collect(Wanted(tmp_path / "films.csv", ALL), KEYED, unused)
    with pytest.raises(DataNotFound):
        collect(Wanted(tmp_path / "films.jsonl", ALL, ids=tmp_path / "nowhere"), KEYED, unused)
    assert not list(tmp_path.iterdir())
