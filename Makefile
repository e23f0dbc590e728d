# Each target sets up what it needs. The only things assumed: Python 3.11 or newer with venv, and make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lab build verify lint clean

demo: .venv/ready
	$(BIN)/striate demo

test: .venv/ready
	$(BIN)/python -m pytest

lab: .venv/ready
	$(BIN)/striate lab

build: .venv/ready
	$(BIN)/striate build

verify: .venv/ready
	$(BIN)/striate verify

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.venv/ready: pyproject.toml requirements.lock
	$(PYTHON) -c "import sys; sys.exit('Striate needs Python 3.11 or newer; this is %d.%d. Try: make PYTHON=python3.12' % sys.version_info[:2] if sys.version_info < (3, 11) else 0)"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

clean:
	rm -rf .venv build dist
