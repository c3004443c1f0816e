# make demo     a hall full of synthetic students, in your browser:  make demo ARGS="--help"
# make test     every check and every test, the real browser included
# make long     the tests that take minutes: load, faults, random histories
# make faults   what breaks a server, done to one while people write; writes docs/reliability.md
# make bugs     seeded bugs, one at a time: the tests must notice every one; docs/bugs.md

SHELL := bash
BIN := .venv/bin
.DEFAULT_GOAL := setup
.PHONY: setup demo test lint long faults bugs format lock clean
MAKEFLAGS += --no-print-directory

# Question banks that others wrote, for the tests that read them; the rest need nothing of it.
ifeq ($(origin INVIGILATE_TESTDATA),undefined)
ifneq ($(wildcard ../shared/data/.),)
export INVIGILATE_TESTDATA := $(abspath ../shared/data)
endif
endif

setup:
	@scripts/setup

demo: setup
	@$(BIN)/invigilate demo $(ARGS)

test:
	@scripts/need-servers
	@scripts/setup
	@$(MAKE) lint
	$(BIN)/pytest --numprocesses 2 --dist worksteal
	scripts/npm run --silent check
	scripts/npm run --silent lint
	scripts/npm test --silent
	$(BIN)/pytest -m 'story and not long' --numprocesses 2 --dist worksteal

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

long:
	@scripts/need-servers
	@scripts/setup
	scripts/long
	@$(MAKE) bugs
	@$(MAKE) faults

faults:
	@scripts/need-servers faults
	@scripts/setup
	$(BIN)/python -m tests.faults --write docs/reliability.md

bugs:
	@scripts/setup
	$(BIN)/python -m tests.bugs

format:
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:
	@scripts/lock $(ARGS)

clean:
	rm -rf .venv web/node_modules invigilate/static build dist *.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
