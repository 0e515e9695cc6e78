# Two commands set everything up: `make demo` and `make test`.
PYTHON ?= python3.11
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: demo test serve check bench st-test lock docs clean

demo: $(STAMP)
	$(BIN)/sangam demo

test: .venv/.dev
	$(BIN)/python -m pytest

serve: $(STAMP)
	$(BIN)/sangam serve

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_architecture.py

bench: .venv/.dev
	$(BIN)/python -m bench

# sentence-transformers brings torch (about 3 GB), so it has an environment of its own.
st-test: .venv-st/.installed
	OMP_WAIT_POLICY=PASSIVE .venv-st/bin/python -m pytest tests/test_encoder.py tests/test_encoder_training.py

docs: .venv/.dev
	$(BIN)/sangam docs

lock: .venv/.dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate \
	  --all-extras pyproject.toml -o requirements.lock

$(STAMP): pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock -e '.[neo4j-server,evaluate]'
	touch $@

.venv/.dev: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock -e '.[neo4j-server,evaluate,dev,bench]'
	touch $@

.venv-st/.installed: pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv-st
	.venv-st/bin/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock -e '.[neo4j-server,evaluate,st,dev]'
	touch $@

clean:
	rm -rf .venv .venv-st
