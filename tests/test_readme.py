"""The README does what it says: every code block in it is run, by this file or by the containers' tests.

A block is preceded by a comment that says where it can run: `<!-- run: service -->` beside a running service,
`<!-- run: shell -->` anywhere, `<!-- run: make -->`, `<!-- run: training -->` on a small film list, and
`<!-- run: containers -->` in `make test-containers`. Lines after a `$ ` line are what it prints.
"""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from docs.draw_exchange import COMMANDS, PICTURE, draw
from tests.conftest import ROOT, SHIPPED_MODEL
from tests.training.conftest import small_config
from training.model_card import model_card

README = (ROOT / "README.md").read_text()
NUMBER = re.compile(r"\d+\.\d+(?:e-\d+)?")


def blocks(kind: str, text: str = README) -> list[str]:
    return re.findall(rf"<!-- run: {kind} -->\n```\w*\n(.*?)```", text, re.DOTALL)


def split_console(block: str) -> list[tuple[str, str]]:
    """`$ command` (with continuation lines) and its output, one pair a command."""
    pairs: list[tuple[str, str]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            pairs.append((line[2:], ""))
        elif pairs[-1][0].endswith("\\") and not pairs[-1][1]:
            pairs[-1] = (pairs[-1][0] + "\n" + line, "")
        else:
            pairs[-1] = (pairs[-1][0], pairs[-1][1] + line + "\n")
    return pairs


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
    fences = README.count("```") // 2
    assert sum(len(blocks(kind)) for kind in ("service", "shell", "make", "training", "containers")) == fences


@pytest.mark.parametrize("block", blocks("service"))
def test_beside_a_service(shipped_service: str, block: str) -> None:
    for command, shown in split_console(block):
        there = command.replace("http://localhost:8000", shipped_service)
        there = there.replace("localhost:8000", shipped_service.removeprefix("http://"))
        printed = run(there, MOVIE_CLASSIFIER_URL=shipped_service)
        assert same(printed.strip(), shown.strip()), f"{command}\n{printed}"


@pytest.mark.parametrize("block", blocks("shell"))
def test_anywhere(block: str, tmp_path: Path) -> None:
    for command, shown in split_console(block):
        assert same(run(command, HOME=str(tmp_path)).strip(), shown.strip())


@pytest.mark.parametrize("block", blocks("training"))
def test_training(block: str, movies_csv: Path, tmp_path: Path) -> None:
    config = small_config(tmp_path)
    for command, _ in split_console(block):
        if command.endswith(" download"):  # needs Kaggle; tests/training/test_download.py does what can be done
            continue
        here = command.replace("data/movies_metadata.csv", str(movies_csv))
        if " card" not in here:
            here += f" --config {config}"
        run(here.replace("--target spacy_model", f"--target {tmp_path / 'model'}"))


def test_make_run() -> None:
    """`make run` serves, and the two lines that it prints work."""
    assert [block.split("\n")[0] for block in blocks("make")] == ["$ make run"]
    make = subprocess.Popen(
        ["make", "run", "PORT=8765"], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True,
    )  # fmt: skip
    assert make.stdout is not None
    try:
        printed = ""
        while "Uvicorn running" not in printed:
            line = make.stdout.readline()
            assert line, printed
            printed += line
        for _ in range(100):
            if requests.get("http://localhost:8765/health/ready", timeout=5).ok:
                break
            time.sleep(0.1)
        lines = [line.strip() for line in printed.splitlines() if line.startswith("  ")]
        assert len(lines) == 2
        assert '"Drama":' in run(lines[0])
        assert "'genre': 'Drama'" in run(lines[1])
    finally:
        os.killpg(make.pid, signal.SIGINT)
        make.wait(timeout=15)


def test_numbers_are_the_model_s() -> None:
    assert model_card(SHIPPED_MODEL) in README


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)|src=\"([^\"]+)\"", README):
        path = "".join(target)
        if not path.startswith("http"):
            assert (ROOT / path).exists(), path


def test_picture_shows_a_real_exchange(shipped_service: str) -> None:
    commands = {command: command.replace("localhost:8000", shipped_service) for command in COMMANDS}
    exchange = [(shown, run(there, MOVIE_CLASSIFIER_URL=shipped_service)) for shown, there in commands.items()]
    assert same(draw(exchange), PICTURE.read_text())
