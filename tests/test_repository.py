"""The files that people expect of a repository agree with each other."""

import json
import re
import subprocess
import sys

import yaml

from movie_classifier.version import __version__
from tests.film_lists import ROOT

CHANGELOG = (ROOT / "CHANGELOG.md").read_text()
PACKAGES = (".", "movie_classifier", "training", "comparison")
DATED = re.compile(r"^### (\d+\.\d+\.\d+) \(\d{4}-\d{2}-\d{2}\)$", re.MULTILINE)


def test_newest_sections_of_the_changelog_are_the_present_versions() -> None:
    package, model = CHANGELOG.split("\n## Model\n")
    assert DATED.findall(package)[0] == __version__
    assert DATED.findall(model)[0] == json.loads((ROOT / "spacy_model" / "meta.json").read_text())["version"]
    assert CHANGELOG.count("\n### ") == len(DATED.findall(CHANGELOG))


def test_workflow_runs_ci_on_the_versions_that_setup_promises() -> None:
    command = [sys.executable, "setup.py", "--quiet", "--classifiers"]
    classifiers = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    [job] = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())["jobs"].values()
    assert job["strategy"]["matrix"]["python"] == re.findall(r":: (3\.\d+)$", classifiers, re.MULTILINE)
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]


def test_pre_commit_runs_the_checks_of_make() -> None:
    [repository] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    hooks = {hook["entry"].removeprefix(".venv/bin/") for hook in repository["hooks"]}
    makefile = (ROOT / "Makefile").read_text()
    checks = set(re.findall(r"^\t\$\(BIN\)/((?:ruff|mypy)[^\n]*)", makefile, re.MULTILINE))
    assert hooks == {check.removesuffix(" .") for check in checks}


def test_commands_of_the_contributing_guide_exist() -> None:
    [block] = re.findall(
        r"<!-- run: contributing -->\n```bash\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.DOTALL
    )
    make, pytest = block.splitlines()
    subprocess.run([*make.split(), "--dry-run"], cwd=ROOT, capture_output=True, check=True)
    subprocess.run([sys.executable, *pytest.split()[1:]], cwd=ROOT, capture_output=True, check=True)


def test_links_of_the_documents_lead_somewhere() -> None:
    for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/architecture.md"):
        path = ROOT / name
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
            assert (path.parent / target).exists(), f"{name}: {target}"


def test_architecture_names_every_module() -> None:
    """Modules of packages that the document describes by folder are named there by folder and file."""
    described = (ROOT / "docs" / "architecture.md").read_text()
    for package in ("movie_classifier", "training", "comparison"):
        for module in (ROOT / package).rglob("*.py"):
            if module.name not in {"__init__.py", "__main__.py"}:
                assert f"{module.stem}.py" in described, module
    for name in re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.py)`", described):
        assert any(
            (ROOT / package / name).is_file() for package in (".", "movie_classifier", "training", "comparison")
        ), name


def test_citation_names_the_present_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert {"cff-version", "message", "title", "authors"} <= set(citation)  # those that the format requires
    assert str(citation["version"]) == __version__
    assert f"### {__version__} ({citation['date-released']})" in CHANGELOG
    assert citation["license"] == "MIT"
