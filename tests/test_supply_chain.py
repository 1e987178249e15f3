"""Dependencies of the images: pins, hashes, vulnerability audit, SBOM and labels."""

import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

EXTRAS = {
    "api.txt": ["server"],
    "accurate.txt": ["server", "accurate"],
    "training.txt": ["training", "server", "accurate"],
}
DOCKERFILES = {"Dockerfile": ["api.txt", "accurate.txt"], "training/Dockerfile": ["training.txt"]}
PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;*]+)(?: ;[^\\]+)?(?: --hash=sha256:[0-9a-f]{64})+")
HOST = re.compile(r"//|@|\b[a-z0-9-]+\.(?:com|dev|internal|io|local|net|org)\b|^\s*-", re.MULTILINE)

NO_NETWORK = """\
Traceback (most recent call last):
  File "requests/adapters.py", line 720, in send
requests.exceptions.ConnectionError: HTTPSConnectionPool(port=443): Max retries exceeded (Caused by NewConnectionError)
"""
TIMED_OUT = "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed\n"
NO_GATEWAY = "requests.exceptions.HTTPError: 503 Server Error: Service Unavailable\n\npip_audit.ServiceError\n"
WRONG_CERTIFICATE = (
    "requests.exceptions.SSLError: Max retries exceeded (Caused by SSLError(CERTIFICATE_VERIFY_FAILED))\n"
)
CLEAN = {"name": "click", "version": "8.4.0", "vulns": []}
FOUND = {"name": "jinja2", "version": "3.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1"], "aliases": []}]}
UNKNOWN = {"name": "spacy", "skip_reason": "Dependency not found on PyPI and could not be audited: spacy (3.8)"}


def read_pins(text: str) -> dict[str, str]:
    """Return the version of each package in a requirements file.

    Raises:
        ValueError: a requirement is not pinned to one version or has no hash.
    """
    pins = {}
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            match = PINNED.fullmatch(re.sub(r"\s+", " ", line).strip())
            if match is None:
                raise ValueError(line)
            pins[canonicalize_name(match["name"])] = match["version"]
    return pins


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Requirements in setup.py by extra; the key "" has those without an extra."""
    arguments: dict[str, object] = {}
    setuptools = SimpleNamespace(setup=arguments.update, find_packages=lambda **_: [])
    monkeypatch.setitem(sys.modules, "setuptools", setuptools)
    runpy.run_path(str(ROOT / "setup.py"))
    return {"": arguments["install_requires"], **arguments["extras_require"]}


@pytest.mark.parametrize("file", EXTRAS)
def test_pins_satisfy_setup_py(file: str, declared: dict[str, list[str]]) -> None:
    """If this fails, run `make requirements`."""
    pins = read_pins((ROOT / "requirements" / file).read_text())
    for requirement in (Requirement(text) for extra in ["", *EXTRAS[file]] for text in declared[extra]):
        if requirement.marker and not requirement.marker.evaluate({"python_version": "3.11"}):
            continue  # the images have Python 3.11
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), requirement


@pytest.mark.parametrize("wrong", ["click>=8 --hash=sha256:" + "0" * 64, "click==8.4", "click==8.* --hash=sha256:ab"])
def test_a_requirement_without_pin_or_hash_is_rejected(wrong: str) -> None:
    with pytest.raises(ValueError, match="click"):
        read_pins(wrong)


@pytest.mark.parametrize("file", EXTRAS)
def test_requirements_name_no_host(file: str) -> None:
    text = re.sub(r"^    --hash", "    hash", (ROOT / "requirements" / file).read_text(), flags=re.MULTILINE)
    assert not HOST.findall(text)
    assert HOST.findall("--index-url https://example.org\n" + text)


@pytest.mark.parametrize(("dockerfile", "files"), DOCKERFILES.items())
def test_image_installs_only_pinned_packages(dockerfile: str, files: list[str]) -> None:
    steps = (ROOT / dockerfile).read_text().replace("\\\n", " ").splitlines()
    *dependencies, project = [step for step in steps if " install " in step]
    for file, step in zip(files, dependencies, strict=True):
        assert re.search(rf"--require-hashes +-r requirements/{file}\b", step)
    assert re.search(r"--no-deps \.( |$)", project)


def audit(folder: Path, report: list[dict[str, object]] | None, code: int, errors: str) -> subprocess.CompletedProcess:
    """Run `.ci/audit` with a fake pip-audit that prints `report` and `errors` and exits with `code`."""
    tool = folder / "pip-audit"
    (folder / "stdout").write_text("" if report is None else json.dumps({"dependencies": report, "fixes": []}))
    (folder / "stderr").write_text(errors)
    tool.write_text(f'#!/bin/sh\ncd "{folder}"\necho "$*" >> arguments\ncat stdout\ncat stderr >&2\nexit {code}\n')
    tool.chmod(0o755)
    return run_audit(f"{folder}:{os.environ['PATH']}")


def run_audit(path: str) -> subprocess.CompletedProcess:
    command = [sys.executable, ".ci/audit", "requirements/api.txt"]
    return subprocess.run(command, cwd=ROOT, env={"PATH": path}, capture_output=True, text=True, check=False)


def test_audit_without_findings(tmp_path: Path) -> None:
    result = audit(tmp_path, [CLEAN], 0, "No known vulnerabilities found\n")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "requirements/api.txt: no known vulnerabilities in 1 packages\n"
    arguments = (tmp_path / "arguments").read_text()
    assert "--require-hashes" in arguments
    assert arguments.endswith("-r requirements/api.txt\n")


def test_audit_with_findings(tmp_path: Path) -> None:
    result = audit(tmp_path, [CLEAN, FOUND, UNKNOWN], 1, "Found 1 known vulnerability in 1 package\n")
    assert result.returncode == 1
    assert result.stdout == "requirements/api.txt: jinja2 3.0: PYSEC-1, fixed in 3.1\n"


@pytest.mark.parametrize("errors", [NO_NETWORK, TIMED_OUT, NO_GATEWAY])
def test_audit_passes_without_network(tmp_path: Path, errors: str) -> None:
    result = audit(tmp_path, None, 1, errors)
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == "requirements/api.txt: not audited, the vulnerability service cannot be reached\n"


def test_audit_passes_if_the_service_knows_no_package(tmp_path: Path) -> None:
    """In this case pip-audit reports no vulnerabilities and exits with 0."""
    result = audit(tmp_path, [UNKNOWN], 0, "No known vulnerabilities found\n")
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == "requirements/api.txt: not audited, the vulnerability service knows none of the packages\n"


@pytest.mark.parametrize(
    ("report", "code", "errors"),
    [
        ([CLEAN, UNKNOWN], 0, ""),
        ([], 0, ""),
        ([CLEAN], 1, ""),
        (None, 0, ""),
        (None, 1, WRONG_CERTIFICATE),
        (None, 1, "ERROR:pip_audit._cli:requirement click==8.4 does not contain a hash\n"),
        (None, 2, "pip-audit: error: unrecognized arguments: --disable-pip\n"),
    ],
)
def test_audit_fails_on_any_other_error(
    tmp_path: Path, report: list[dict[str, object]] | None, code: int, errors: str
) -> None:
    result = audit(tmp_path, report, code, errors)
    assert (result.returncode, result.stdout) == (1, "")
    assert errors.strip() in result.stderr
    assert "not audited" not in result.stderr


def test_audit_fails_if_one_file_has_findings(tmp_path: Path) -> None:
    """The order of the files does not matter."""
    tool = tmp_path / "pip-audit"
    reports = {name: json.dumps({"dependencies": [package]}) for name, package in (("api", CLEAN), ("training", FOUND))}
    cases = "\n".join(f"*{name}.txt) echo '{report}' ;;" for name, report in reports.items())
    tool.write_text(f'#!/bin/sh\ncase "$*" in\n{cases}\nesac\n')
    tool.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    for files in (["api.txt", "training.txt"], ["training.txt", "api.txt"]):
        result = subprocess.run([sys.executable, ".ci/audit", *files], cwd=ROOT, env=environment, check=False)
        assert result.returncode == 1


def test_audit_fails_without_pip_audit(tmp_path: Path) -> None:
    result = run_audit(str(tmp_path))
    assert result.returncode == 1
    assert "not installed" in result.stderr


@pytest.mark.slow
def test_sbom(tmp_path: Path) -> None:
    """Run `make sbom` with the tools of this environment, without installing any."""
    pins = read_pins((ROOT / "requirements" / "api.txt").read_text())
    sbom = tmp_path / "new" / "sbom.json"
    variables = [f"BIN={Path(sys.executable).parent}", f"SBOM={sbom}"]
    subprocess.run(["make", "--old-file=.venv/.supply-chain", "sbom", *variables], cwd=ROOT, check=True)
    written = json.loads(sbom.read_text())
    assert written["bomFormat"] == "CycloneDX"
    assert {canonicalize_name(part["name"]): part["version"] for part in written["components"]} == pins
    [spacy] = [part for part in written["components"] if part["name"] == "spacy"]
    assert spacy["purl"] == f"pkg:pypi/spacy@{pins['spacy']}"
