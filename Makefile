# make demo   the sample publication in build/hexapla-demo, then a new draft by a real engine
# make test   everything that must pass: lint, types, layers, tests

PYTHON ?= python3
BIN := .venv/bin
# Many tests start a process. Without compiled modules each compiles what it imports.
export PYTHONDONTWRITEBYTECODE :=
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.PHONY: install demo test pytest lint bench lock docs docs-site dist sbom audit soak faults fuzz
.PHONY: system browser develop

install: .venv/installed

demo: system install
	@sh tools/demo.sh

# Tests wait now and then, for programs and pages. Meanwhile the code is checked.
test: system browser develop
	@$(MAKE) --no-print-directory -j 2 lint pytest

pytest: develop
	TMPDIR=$$(sh tools/scratch.sh) $(BIN)/pytest -n auto --dist worksteal

soak: develop .venv/clustering
	TMPDIR=$$(sh tools/scratch.sh) HYPOTHESIS_PROFILE=soak $(BIN)/pytest -n auto --dist worksteal --run-slow

# Needs strace. The figures go into docs/explanation/reliability.md.
faults: develop
	$(BIN)/python tools/faults.py --write

# Needs atheris in .venv. TARGET is a target in tests/fuzz/targets.py, SECONDS the time limit.
TARGET ?= po
SECONDS ?= 60
fuzz: develop
	@new=$$(mktemp -d) && $(BIN)/python -m tests.fuzz.campaign $(TARGET) \
		-max_total_time=$(SECONDS) $$new tests/fixtures/fuzz/$(TARGET)

lint: develop
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: develop
	@for script in benchmarks/*.py; do $(BIN)/python $$script || exit; done

# Wheel and source distribution in dist/, the same whenever a commit is built. The time stamps in them
# are those of the commit.
dist: develop
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m hatchling build --clean
	cd dist && sha256sum *

# A list of all packages in the locks: CycloneDX, JSON.
SBOM ?= sbom.json
sbom: develop
	$(BIN)/python tools/sbom.py $(SBOM)

# ADVISORIES is a copy of https://github.com/pypa/advisory-database; nothing is downloaded.
audit: develop
	$(BIN)/python tools/audit.py $(ADVISORIES)

docs: develop
	$(BIN)/python tools/reference.py
	$(BIN)/python tools/completions.py

# The manual as a site, in English and Spanish: build/site/index.html.
docs-site: docs
	$(BIN)/translate --quiet -C docs publish
	$(BIN)/python tools/readme_es.py docs/index.es.md README.es.md
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

# Apertium, gettext and venv from Debian packages, if they can be installed without a password.
system:
	@sh tools/system.sh

# Chromium for the tests of `translate review`, if it can be installed without a password.
browser:
	@sh tools/system.sh browser

develop: .venv/developing

.venv/bin/python: | system
	$(PYTHON) -m venv .venv

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	$(PIP) install --no-deps --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/developing: requirements-dev.lock .venv/installed
	$(PIP) install --no-compile --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

# Ray, which only the slow tests need: it is 300 MB.
.venv/clustering: requirements-cluster.lock | .venv/developing
	$(PIP) install --no-deps --require-hashes -r requirements-cluster.lock
	@touch $@

# Needs uv (https://docs.astral.sh/uv/). Development tools have a separate lock file.
LOCK := uv pip compile pyproject.toml --quiet --universal --generate-hashes \
	--no-emit-index-url --no-header --upgrade
lock:
	$(LOCK) --group build --extra argos --extra firefox --extra pdf --extra review --extra site \
		--output-file requirements.lock
	$(LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock
	$(LOCK) --extra cluster --constraint requirements.lock --constraint requirements-dev.lock \
		--output-file requirements-cluster.lock
