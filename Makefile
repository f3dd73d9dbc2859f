# Two commands do everything on a fresh machine with Python 3.11+: `make check WIDGET=path` and `make test`.
WIDGET ?= examples/conforming
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := $(shell find checker entrypoint -name '*.py')

.PHONY: check test lint unit e2e bench docs lock
.NOTPARALLEL:

check: $(VENV)/installed $(VENV)/compiled
	$(BIN)/widget-check check $(WIDGET)

test: lint unit e2e

lint: $(VENV)/developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: $(VENV)/developed $(VENV)/compiled
	$(BIN)/pytest -m "not e2e" -n auto

e2e: $(VENV)/developed $(VENV)/compiled
	$(BIN)/pytest -m e2e -rs

bench: $(VENV)/developed $(VENV)/compiled
	$(BIN)/python scripts/bench.py

docs: $(VENV)/developed
	$(BIN)/python scripts/docs.py
	$(BIN)/python scripts/readme.py

lock: $(VENV)/developed
	scripts/lock.sh

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/developed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@ $(VENV)/installed

# Bytecode also where PYTHONDONTWRITEBYTECODE keeps Python from writing it: without it every start compiles everything.
$(VENV)/compiled: $(SOURCES) | $(VENV)/installed
	$(BIN)/python -m compileall -q checker entrypoint
	touch $@
