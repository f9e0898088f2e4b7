# Every verb of this repository. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SUITES := $(wildcard tests/unit tests/workflow tests/replay tests/integration)

.DEFAULT_GOAL := help
.PHONY: help setup lint test test-unit demo histories mutants lock clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv with every pinned part in it

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing what requirements.lock names into $(VENV) (a minute at most, the first time)" >&2
	@awk '/^uv==/ { uv = 1 } uv { print } uv && !/\\$$/ { exit }' requirements.lock > $(VENV)/uv.txt
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

lint: setup ## style, types, the direction of imports, and what is installed for it
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

test: lint ## set up, lint, and pass every test
	$(BIN)/pytest $(SUITES)

test-unit: setup ## the tests that need no server
	$(BIN)/pytest tests/unit

demo: setup ## the stack and the example dossiers, live; ONCE=1 plays them through and stops
	@$(BIN)/itinerary up --demo $(if $(ONCE),--once)

histories: setup ## record the histories that tests/replay replays
	$(BIN)/python -m tests.replay.record

mutants: setup ## change the checks and the stories a little, and see a test fail each time; ALL=1 changes all of the language
	set -f; nice -n 15 $(BIN)/mutmut run $(if $(ALL),,$$($(BIN)/python -m tests.mutants names))
	$(BIN)/python -m tests.mutants

lock: setup ## pin the newest parts that pyproject.toml allows
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra dev --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --output-file requirements.lock pyproject.toml

clean: ## forget what setup and the tests made; the data folder stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis mutants build dist
