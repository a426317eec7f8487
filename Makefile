# What a user types. Every target works from a bare checkout: the environment is made on first use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PEERS := benchmarks/.venv/.ready
STUDY ?= seeds
GOLD ?=

.PHONY: report test lint lab bench reference requirements clean
.DEFAULT_GOAL := report

report: $(READY)            ## run the notebooks and write report/ and figures/
	$(BIN)/framelens report $(STUDY)

lab: $(READY)               ## open JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=. notebooks/report.ipynb

test: $(READY)              ## everything that must hold
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(READY)              ## style, types, notebooks without outputs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/nbstripout --verify notebooks/*.ipynb

bench: $(READY) $(PEERS)    ## speed and validity; GOLD=folder of annotated data
	$(BIN)/python -m benchmarks $(GOLD)

reference: $(READY)          ## write docs/reference/, a page per public name
	$(BIN)/python docs/build_reference.py

# What framelens is compared with lives in an environment of its own; without it the other figures are printed.
$(PEERS): benchmarks/requirements.txt
	$(PYTHON) -m venv benchmarks/.venv
	-benchmarks/.venv/bin/python -m pip install --quiet --disable-pip-version-check -r $< && touch $@

requirements: $(READY)      ## pin what pyproject.toml asks for
	$(BIN)/uv pip compile --quiet pyproject.toml --extra test --universal --generate-hashes \
	  --python-version 3.11 --custom-compile-command "make requirements" --output-file requirements.txt

clean:                      ## remove the environment; report/ may hold files of your own
	rm -rf $(VENV)

# uv installs in seconds what takes pip minutes; its own pin stands in requirements.txt as well.
$(READY): requirements.txt pyproject.toml models/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "framelens needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another with: make report PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	sed -n '/^uv==/,/^[^ ].*/{/^uv==/p;/^ /p}' requirements.txt > $(VENV)/uv.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes requirements.txt
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation ./models --editable .
	touch $(READY)
