# make run: serve on port 8000.   make test: run the quick tests.   make help: list all targets.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
JOBS ?= logical
BIN := $(VENV)/bin
COMPOSE ?= $(shell docker compose version >/dev/null 2>&1 && echo docker compose || echo docker-compose)
# Workers of pytest take tests from each other. Each runs on one core, and so do the libraries in it. All of them, and the
# many processes that they start, use the same compiled modules.
PYTEST = PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses $(JOBS) --dist worksteal
ELSEWHERE = not containers and not spark and not browser
OTHELLO := The evil Iago pretends to be friend of Othello in order to manipulate him to serve his own end in the film version of this Shakespeare classic.

VERSION = $(shell sed -n 's/^__version__ = "\(.*\)"$$/\1/p' movie_classifier/version.py)
REVISION = $(shell git describe --always --dirty --abbrev=40 --exclude '*' 2>/dev/null || echo unknown)
# Pins for the Python version of the images. The hashes cover the wheels of all platforms.
COMPILE = $(BIN)/uv pip compile setup.py --python-version 3.11 --python-platform linux --upgrade \
  --generate-hashes --no-header --quiet
SBOM ?= build/sbom.json

.PHONY: help run test test-slow lint types test-browser test-containers test-spark images notebook notebook-outputs requirements audit sbom \
  clean

help:
	@echo "make run              install into $(VENV) and serve on port $(PORT)"
	@echo "make test             run the quick tests, which need no browser, no Docker and no Spark"
	@echo "make test-slow        run the others that need none of these"
	@echo "make lint types       check style and types"
	@echo "make test-browser     use the page in Chromium, and take screenshots into build/screenshots/"
	@echo "make test-containers  build the images and test the containers (needs Docker)"
	@echo "make test-spark       run the tests on a local Spark (needs Java 17)"
	@echo "make images           build the images with labels for version and commit (needs Docker)"
	@echo "make notebook         start the training notebook in its container (needs Docker)"
	@echo "make notebook-outputs execute the notebook and store its outputs (needs data/movies_metadata.csv)"
	@echo "make requirements     pin the newest dependencies that setup.py allows, in requirements/"
	@echo "make audit            check the pinned dependencies for known vulnerabilities"
	@echo "make sbom             write the SBOM of the API image to $(SBOM), in CycloneDX format"
	@echo "make clean            remove $(VENV), build output and caches"

run: $(VENV)/.server
	@echo
	@echo "Open http://localhost:$(PORT) in a browser (documentation: http://localhost:$(PORT)/docs). In another terminal, try"
	@echo
	@echo "  curl -s localhost:$(PORT)/genre -H 'Content-Type: application/json' -d '{\"title\": \"Othello\", \"description\": \"$(OTHELLO)\"}'"
	@echo "  $(BIN)/movie_classifier --url http://localhost:$(PORT) --title 'Othello' --description '$(OTHELLO)'"
	@echo
	@exec $(BIN)/movie_classifier serve --port $(PORT)

test: $(VENV)/.test
	$(PYTEST) -m "not slow and $(ELSEWHERE)"

test-slow: $(VENV)/.test
	$(PYTEST) -m "slow and $(ELSEWHERE)"

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

test-browser: $(VENV)/.test
	$(PYTEST) -m browser tests/page tests/lab/benchmarks

test-containers: $(VENV)/.test
	$(BIN)/python -m pytest -m containers

test-spark: $(VENV)/.test
	$(BIN)/python -m pytest -m spark

images:
	VERSION=$(VERSION) REVISION=$(REVISION) $(COMPOSE) --profile training build
	docker tag movie-classifier movie-classifier:$(VERSION)

notebook:
	MOVIE_CLASSIFIER_UID=$$(id -u) MOVIE_CLASSIFIER_GID=$$(id -g) $(COMPOSE) --profile training up --build training

notebook-outputs: $(VENV)/.test
	$(BIN)/python -m training.exploration.notebook

requirements: $(VENV)/.supply-chain
	$(COMPILE) --extra server --output-file requirements/api.txt
	$(COMPILE) --extra server --extra accurate --output-file requirements/accurate.txt
	$(COMPILE) --extra training --extra server --extra accurate --output-file requirements/training.txt

audit: $(VENV)/.supply-chain
	PATH="$(BIN):$$PATH" .ci/audit requirements/api.txt requirements/accurate.txt requirements/training.txt

sbom: $(VENV)/.supply-chain
	@mkdir -p $(dir $(SBOM))
	$(BIN)/cyclonedx-py requirements --output-reproducible --output-file $(SBOM) requirements/api.txt

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo "$(PYTHON) is older than Python 3.10: choose another with make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { echo "$(PYTHON) has no venv module: install it (Debian, Ubuntu: apt install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"  # the first with dependency groups

$(VENV)/.server: $(VENV)/bin/python setup.py movie_classifier/version.py
	$(BIN)/python -m pip install --quiet --editable ".[server]"
	@touch $@

$(VENV)/.test: $(VENV)/bin/python setup.py pyproject.toml movie_classifier/version.py
	$(BIN)/python -m pip install --quiet --editable ".[server,library,training,collect,poster,accurate,bulk,spark]" \
	  --group test --group supply-chain
	@touch $@ $(VENV)/.server $(VENV)/.supply-chain

$(VENV)/.supply-chain: $(VENV)/bin/python setup.py pyproject.toml
	$(BIN)/python -m pip install --quiet --editable . --group supply-chain
	@touch $@
