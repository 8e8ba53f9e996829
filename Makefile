# her2-cds: `make` alone prints the verbs.

VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
# Byte code is kept, also where the surroundings say otherwise: the tests start a hundred processes.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: hazards help setup serve test e2e bench docs check lock cds-check postgresql renderer browser java

help:
	@echo "make setup   install: afterwards $(BIN)/her2-cds exists"
	@echo "make serve   run the service on http://127.0.0.1:8080 with demo patients (HER2CDS_PORT for another port)"
	@echo "make test    run all tests"
	@echo "make e2e     run the tests that drive a real server or browser"
	@echo "make hazards after make test: what the hazard log rests on was tested"
	@echo "make bench   measure"
	@echo "make scale   measure a whole population (20 GB of temporary data, some 20 minutes): docs/scale.md"
	@echo "make reliability  load, soak, faults and fuzzing at length (about an hour): docs/reliability"
	@echo "make docs    print the documents that come from the code"
	@echo "make check   what CI checks beside the tests: format, lint, types, rooms, printed documents"
	@echo "make cds-check  run the open conformance and hostile-input kit against this service: docs/cds-check-report.*"
	@echo "make lock    lock the dependencies anew (needs uv)"

# A Python of 3.11 or newer, whatever it is called here; PYTHON=... chooses another one.
$(BIN)/python:
	@python="$(PYTHON)"; \
	for name in $$python python3.13 python3.12 python3.11 python3 python3.14; do \
	  if command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	    echo "$$name -m venv $(VENV)"; exec $$name -m venv $(VENV); \
	  fi; \
	done; \
	echo "her2-cds needs Python 3.11 or newer (set PYTHON=...)" >&2; exit 1

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# The service alone needs requirements/run.txt; the population runner on this machine needs cohort.txt, which holds both.
$(VENV)/.installed: requirements/cohort.txt requirements/build.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/build.txt
	$(PIP) install --require-hashes -r requirements/cohort.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.tools: requirements/dev.txt $(VENV)/.installed
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

# A real FHIR server for the tests, in a Python of its own: what it needs must not mix with what the service needs.
FHIR_SERVER := .fhir-server
$(FHIR_SERVER)/.installed: requirements/fhir-server.txt | $(BIN)/python
	$(BIN)/python -m venv --clear $(FHIR_SERVER)
	$(FHIR_SERVER)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r $<
	@touch $@

# A service to be compared with, in a Python of its own as well.
PEERS := .peers
$(PEERS)/.installed: requirements/peers.txt | $(BIN)/python
	$(BIN)/python -m venv --clear $(PEERS)
	$(PEERS)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r $<
	@touch $@

setup: $(VENV)/.installed

serve: setup
	@exec $(BIN)/her2-cds serve --demo

test: $(VENV)/.tools $(FHIR_SERVER)/.installed postgresql renderer browser java
	$(BIN)/python -m pytest -n $(WORKERS) --junitxml=reports/tests.xml

# After `make test`: every control of the hazard log rests on tests that ran and passed.
hazards: $(VENV)/.tools
	$(BIN)/python -m safety.hazards check reports/tests.xml

e2e: $(VENV)/.tools browser
	$(BIN)/python -m pytest -m e2e

bench: $(VENV)/.tools $(PEERS)/.installed
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/over_http.py
	$(BIN)/python benchmarks/advise.py
	$(BIN)/python benchmarks/fetch.py
	$(BIN)/python benchmarks/page.py
	$(BIN)/python benchmarks/cohort.py

reliability: $(VENV)/.tools
	$(BIN)/python benchmarks/load.py
	$(BIN)/python benchmarks/reliability.py

# Its data is temporary (TMPDIR): 18 GB for the 200,000 patients.
scale: $(VENV)/.tools
	$(BIN)/python benchmarks/cohort.py --engines --write 2000 20000 200000

docs: $(VENV)/.tools
	$(BIN)/python -m service.docs
	$(BIN)/python -m docs.print_consensus
	$(BIN)/python -m fhir_mappings.mapping_doc > docs/mapping.md
	$(BIN)/python tests/real_records.py > docs/real-records.md
	$(BIN)/python -m safety.hazards print > docs/hazards.md
	$(BIN)/python -m cds_check.listing > docs/cds-check-requirements.md

cds-check: $(VENV)/.tools
	$(BIN)/python -m tests.cds_check.our_service

check: $(VENV)/.tools
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m service.docs --check

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header --extra cohort pyproject.toml -o requirements/cohort.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header --all-extras --group dev pyproject.toml -o requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header requirements/fhir-server.in -o requirements/fhir-server.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header requirements/peers.in -o requirements/peers.txt

# The tests of the database run on a PostgreSQL cluster of their own; only its programs must be there.
AS_ROOT := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
postgresql:
	@if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1; then :; else \
	  $(AS_ROOT) apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $(AS_ROOT) apt-get install -qq -y --no-install-recommends postgresql >/dev/null; \
	fi

# Card texts are tested in the Markdown renderer of the CDS Hooks Sandbox, which runs on Node.
RENDERER := tests/cards/react
renderer: $(RENDERER)/node_modules/.installed
$(RENDERER)/node_modules/.installed: $(RENDERER)/package-lock.json
	@if command -v npm >/dev/null 2>&1; then :; else \
	  $(AS_ROOT) apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $(AS_ROOT) apt-get install -qq -y --no-install-recommends nodejs npm >/dev/null; \
	fi
	cd $(RENDERER) && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

# Pages are tested in Debian's Chromium; Playwright downloads none of its own.
browser:
	@if [ -x /usr/bin/chromium ] && command -v pdfinfo >/dev/null 2>&1; then :; else \
	  $(AS_ROOT) apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $(AS_ROOT) apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core poppler-utils >/dev/null; \
	fi

# The population runner is tested on a Spark cluster of this machine's processes; Spark runs on Java.
java:
	@if command -v java >/dev/null 2>&1; then :; else \
	  $(AS_ROOT) apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $(AS_ROOT) apt-get install -qq -y --no-install-recommends default-jre-headless >/dev/null; \
	fi
