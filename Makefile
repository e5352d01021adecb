PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test soak format bench clean

demo: $(STAMP)
	@$(BIN)/clienttrack demo

$(STAMP): pyproject.toml constraints.txt
	@echo "Installing clienttrack and its tools into $(VENV), which takes half a minute the first time" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable . --group dev
	@touch $@

test: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses 2 --cov --cov-report= -m "not soak"
	$(BIN)/python -m coverage report --fail-under=95
	$(BIN)/python tests/wheel.py

soak: $(STAMP)
	$(BIN)/python -m pytest -m soak

bench: $(STAMP)
	$(BIN)/python benchmarks/ratios.py
	$(BIN)/python benchmarks/imports.py
	$(BIN)/python benchmarks/value.py

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) build dist
