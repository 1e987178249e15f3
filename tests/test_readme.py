"""The README and docs/ do what they say: every code block in them is run, by this file or by the containers' tests.

A block is preceded by a comment that says where it can run: `<!-- run: service -->` beside a running service,
`<!-- run: shell -->` anywhere, `<!-- run: accurate -->` with the extra of that name, `<!-- run: library -->` on a small
media library, `<!-- run: jellyfin -->` beside a server that stands for Jellyfin, `<!-- run: training -->`,
`<!-- run: films -->` and `<!-- run: override -->` on small film lists, `<!-- run: collect -->` beside one that stands
for TMDB, `<!-- run: make -->`, `<!-- run: spark -->` in `make test-spark`, and `<!-- run: containers -->` in
`make test-containers`. `<!-- prints -->` precedes what it prints.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
import requests
from pyarrow import parquet
from spacy.tokens import DocBin
from spacy.vocab import Vocab

from lab.pictures.draw_exchange import COMMANDS, PICTURE, draw
from movie_classifier.classifier import GenreClassifier
from movie_classifier.model.genres import FIVE_GENRES
from movie_classifier.model.model_path import SHIPPED_FOLDERS, shipped_model_path
from tests.conftest import ROOT, SHIPPED_MODEL, require_accurate
from tests.film_lists import MOODS, mood_list, small_config
from tests.library.jellyfin_server import fake_jellyfin, make_film
from tests.service.process import wait_until
from tests.training.collect.tmdb_server import KEY, serve
from training.automatic import BASELINE, METHODS
from training.config import read_plan
from training.evaluation.model_card import CARD, model_card, read_meta, scores_table

PAGES = {page: page.read_text() for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))}
DOCUMENTS = "\n".join(PAGES.values())
BLOCK = re.compile(r"<!-- run: (\w+) -->\n```bash\n(.*?)```\n(?:\n<!-- prints -->\n```text\n(.*?)```\n)?", re.DOTALL)
BLOCKS: list[tuple[str, str, str]] = list(dict.fromkeys(BLOCK.findall(DOCUMENTS)))
NUMBER = re.compile(r"\d+\.\d+(?:e-\d+)?")

ROBOT_PLOT = "A girl and her robot travel through space to bring her father home."


def blocks(kind: str) -> list[tuple[str, str]]:
    """The commands that run in `kind`, and what the README says that they print."""
    return [(command, shown) for where, command, shown in BLOCKS if where == kind]


def same(printed: str, shown: str) -> bool:
    """Equal but for the last digits of numbers, which differ between processors."""
    numbers = [[float(number) for number in NUMBER.findall(text)] for text in (printed, shown)]
    return NUMBER.sub("#", printed) == NUMBER.sub("#", shown) and numbers[0] == pytest.approx(numbers[1], abs=1e-3)


def run(command: str, **environment: str) -> str:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    result = subprocess.run(
        ["bash", "-euc", command], cwd=ROOT, env=os.environ | {"PATH": path} | environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=280, check=False,
    )  # fmt: skip
    assert result.returncode == 0, f"{command}\n{result.stdout}"
    return result.stdout


def test_every_block_says_where_it_runs() -> None:
    for page, text in PAGES.items():
        assert len(BLOCK.findall(text)) == len(re.findall(r"^```(?:bash|python)$", text, re.MULTILINE)), page.name
    assert {where for where, _, _ in BLOCKS} == {
        "service", "shell", "accurate", "library", "jellyfin", "make", "training", "films", "override", "collect",
        "containers", "spark",
    }  # fmt: skip


@pytest.mark.parametrize(("command", "shown"), blocks("service"))
def test_beside_a_service(shipped_service: str, command: str, shown: str) -> None:
    there = command.replace("localhost:8000", shipped_service.removeprefix("http://"))
    printed = run(there, MOVIE_CLASSIFIER_URL=shipped_service)
    assert same(printed.strip(), shown.strip()), printed


@pytest.mark.parametrize(("command", "shown"), blocks("shell"))
def test_anywhere(command: str, shown: str) -> None:
    assert same(run(command), shown)


@pytest.mark.parametrize(("command", "shown"), blocks("accurate"))
def test_with_the_accurate_model(command: str, shown: str) -> None:
    require_accurate()
    assert same(run(command), shown)


@pytest.mark.parametrize(("command", "shown"), blocks("library"))
def test_on_a_media_library(shipped_service: str, command: str, shown: str, tmp_path: Path) -> None:
    nfo = tmp_path / "Films" / "Anna and the Robot" / "movie.nfo"
    nfo.parent.mkdir(parents=True)
    nfo.write_text(f"<movie><title>Anna and the Robot</title><plot>{ROBOT_PLOT}</plot></movie>")
    printed = run(f"cd {tmp_path} && {command}", MOVIE_CLASSIFIER_URL=shipped_service)
    assert same(printed, shown), printed


@pytest.mark.parametrize(("command", "shown"), blocks("jellyfin"))
def test_on_the_films_of_jellyfin(shipped_service: str, command: str, shown: str, tmp_path: Path) -> None:
    with fake_jellyfin() as fake:
        fake.reset(make_film("Anna and the Robot", ROBOT_PLOT, ProductionYear=2021))
        here = command.replace("http://localhost:8096", fake.url)
        printed = run(f"cd {tmp_path} && {here}", MOVIE_CLASSIFIER_URL=shipped_service)
    assert same(printed, shown), printed


@pytest.mark.slow
def test_training(tmp_path: Path) -> None:
    """The steps of all pages run once, on a small list whose labels are no genres."""
    films, names = mood_list(tmp_path), ("train", "dev", "test", "output")
    paths = {name: f"{tmp_path}/{name}.spacy" for name in names} | {"labels": f"{tmp_path}/labels.json"}
    values = " ".join(f"--paths.{name}={path}" for name, path in paths.items())
    lines = list(
        dict.fromkeys(line for kind in ("films", "training") for text, _ in blocks(kind) for line in text.splitlines())
    )
    for step, more in {"prepare --films films.csv": "", "train --target my_model": "--training.max_epochs 2"}.items():
        line = f"python -m training {step}"
        assert line in lines
        here = line.replace("films.csv", str(films)).replace("my_model", str(tmp_path / "model"))
        printed = run(f"{here} {values} {more}")
    assert all(name in printed for name in (*METHODS, BASELINE, "is taken", "tuned thresholds"))
    assert {line.split()[3] for line in lines} == {"download", "prepare", "train"}
    assert GenreClassifier.load(tmp_path / "model").info.labels == tuple(sorted(MOODS.values()))


@pytest.mark.parametrize(("command", "shown"), blocks("override"))
@pytest.mark.slow
def test_a_value_of_the_config_is_an_option(command: str, shown: str, movies_csv: Path, tmp_path: Path) -> None:
    config = "training/configs/genres.cfg"
    assert config in command
    run(command.strip().replace(config, str(small_config(tmp_path))) + f" --films {movies_csv}")
    [doc, *_] = DocBin().from_disk(read_plan(tmp_path / "genres.cfg").train).get_docs(Vocab())
    assert set(doc.cats) == set(FIVE_GENRES)


@pytest.mark.parametrize(("command", "shown"), blocks("collect"))
def test_collect(command: str, shown: str, tmp_path: Path) -> None:
    with serve(films=30) as server:
        for film in server.films.values():
            film["release_date"] = "2020-01-01"
        here = command.replace("films.jsonl", f"{tmp_path}/films.jsonl").replace(
            "posters posters", f"posters {tmp_path}/p"
        )
        printed = run(here, TMDB_API_URL=server.url, TMDB_API_KEY=KEY)
    assert "15 films written" in printed
    assert (tmp_path / "p" / "1.jpg").is_file()


@pytest.mark.spark
@pytest.mark.skipif(not shutil.which("java"), reason="Spark needs Java, which is not installed")
@pytest.mark.parametrize(("command", "shown"), blocks("spark"))
def test_on_a_local_spark(command: str, shown: str, tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="PySpark is not installed: make test-spark")
    film = {"title": ["High Plains"], "overview": ["A gunslinger rides into a frontier town."]}
    parquet.write_table(pa.table(film), tmp_path / "films.parquet")
    here = command.replace(" films.parquet classified", f" {tmp_path}/films.parquet {tmp_path}/classified")
    run(here.replace(".venv/bin", str(Path(sys.executable).parent)), PATH=os.environ["PATH"])
    assert parquet.read_table(tmp_path / "classified").column("genre").to_pylist() == ["Western"]


@pytest.mark.slow
def test_make_run(free_port: int) -> None:
    """`make run` serves, and the two lines that it prints work; `make test` is what runs this."""
    assert blocks("make") == [("make run\n", ""), ("make test\n", "")]
    make = subprocess.Popen(
        ["make", "run", f"PORT={free_port}"], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True,
    )  # fmt: skip
    assert make.stdout is not None
    try:
        printed = ""
        while "listening on" not in printed:
            line = make.stdout.readline()
            assert line, printed
            printed += line
        wait_until(lambda: requests.get(f"http://localhost:{free_port}/health/ready", timeout=60).ok)
        lines = [line.strip() for line in printed.splitlines() if line.startswith("  ")]
        assert len(lines) == 2
        assert '"Drama":' in run(lines[0])
        assert "'genre': 'Drama'" in run(lines[1])
    finally:
        os.killpg(make.pid, signal.SIGINT)
        rest, _ = make.communicate(timeout=60)
    assert "***" not in rest and "Abort" not in rest  # Ctrl-C ends it quietly


def test_numbers_are_the_models() -> None:
    meta = read_meta(SHIPPED_MODEL)
    assert scores_table(meta) in PAGES[ROOT / "docs" / "models.md"]
    for model in map(shipped_model_path, SHIPPED_FOLDERS):
        assert model_card(read_meta(model)) == (model / CARD).read_text()


def test_links_lead_somewhere() -> None:
    for page, text in PAGES.items():
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)|src=\"([^\"]+)\"", text):
            path = "".join(target)
            if not path.startswith("http"):
                assert (page.parent / path).exists(), f"{page.name}: {path}"


def test_picture_shows_a_real_exchange(shipped_service: str) -> None:
    commands = {command: command.replace("localhost:8000", shipped_service) for command in COMMANDS}
    exchange = [(shown, run(there, MOVIE_CLASSIFIER_URL=shipped_service)) for shown, there in commands.items()]
    assert same(draw(exchange), PICTURE.read_text())
