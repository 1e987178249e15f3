"""The files that people expect of a repository agree with each other."""

import json
import re
import subprocess

import yaml

from movie_classifier.version import __version__
from tests.film_lists import ROOT

CHANGELOG = (ROOT / "CHANGELOG.md").read_text()
PACKAGES = ("movie_classifier", "training", "lab")
DATED = re.compile(r"^### (\d+\.\d+\.\d+) \(\d{4}-\d{2}-\d{2}\)$", re.MULTILINE)


def test_newest_sections_of_the_changelog_are_the_present_versions() -> None:
    package, model = CHANGELOG.split("\n## Model\n")
    assert DATED.findall(package)[0] == __version__
    assert DATED.findall(model)[0] == json.loads((ROOT / "spacy_model" / "meta.json").read_text())["version"]
    assert CHANGELOG.count("\n### ") == len(DATED.findall(CHANGELOG))


def test_workflow_runs_on_the_versions_that_setup_promises() -> None:
    classifiers = re.findall(r'"(3\.\d+)"', (ROOT / "setup.py").read_text())
    [job] = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())["jobs"].values()
    assert job["strategy"]["matrix"]["python"] == classifiers


def test_commands_of_the_contributing_guide_exist() -> None:
    [block] = re.findall(
        r"<!-- run: contributing -->\n```bash\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.DOTALL
    )
    make, pytest = block.splitlines()
    subprocess.run([*make.split(), "--dry-run"], cwd=ROOT, capture_output=True, check=True)
    assert pytest.split()[1:3] == ["-m", "pytest"]
    assert (ROOT / pytest.split()[-1]).is_file()


def test_links_of_the_documents_lead_somewhere() -> None:
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("deploy/*.md"), *ROOT.glob("lab/**/*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
            assert (path.parent / target).exists(), f"{path.relative_to(ROOT)}: {target}"


def test_architecture_lists_every_module() -> None:
    """The table of folders has a row for each folder with modules, and names exactly these."""
    document = (ROOT / "docs" / "architecture.md").read_text()
    rows = re.findall(r"^\| `([\w/]+)/` \| [^|]+ \| (.+) \|$", document, re.MULTILINE)
    listed = {folder: set(re.findall(r"`(\w+\.py)`", modules)) for folder, modules in rows}
    there: dict[str, set[str]] = {}
    for package in PACKAGES:
        for module in (ROOT / package).rglob("*.py"):
            if module.stem not in {"__init__", "__main__"}:
                there.setdefault(module.parent.relative_to(ROOT).as_posix(), set()).add(module.name)
    assert listed == there


def test_citation_names_the_present_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert {"cff-version", "message", "title", "authors"} <= set(citation)  # those that the format requires
    assert str(citation["version"]) == __version__
    assert f"### {__version__} ({citation['date-released']})" in CHANGELOG
    assert citation["license"] == "MIT"
