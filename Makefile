# The named tasks, for people and for .ci/run alike. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: help install install-test system system-test run test test-sqlite check fix migrate bench assets lock screenshots docs sbom audit clean

help: ## lists the tasks
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 16

system: ## what the operating system must have to run it (Python's venv, Pango)
	@.ci/system run

system-test: ## what the tests need besides (Chromium, PostgreSQL, poppler, Node)
	@.ci/system test

.venv/.installed: requirements.lock pyproject.toml | system
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/.installed-test: .venv/.installed tests/requirements.lock tests/oidc/package-lock.json | system-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r tests/requirements.lock
	cd tests/oidc && npm ci --silent
	@touch $@

install: .venv/.installed ## makes .venv with exactly the locked versions
install-test: .venv/.installed-test ## adds what the tests and checks need

run: install ## serves http://127.0.0.1:8000 (PORT=... elsewhere) with demonstration families
	$(BIN)/careprofile migrate
	$(BIN)/careprofile demo --if-empty
	$(BIN)/careprofile serve --port $(PORT)

test: install-test ## the whole suite, on SQLite and on a PostgreSQL it starts itself
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: install-test ## style, types, contracts, templates, sizes, stale documents
	@$(BIN)/python -m tests.check

fix: install-test ## mends what can be mended by a tool
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

migrate: install ## brings the database to the newest schema
	$(BIN)/careprofile migrate

bench: install-test ## the benchmarks, as ratios; writes benchmarks/results.json
	$(BIN)/python -m benchmarks

assets: ## rebuilds the vendored browser assets (needs npm)
	workflow/web/assets/build

screenshots: install-test ## the pictures of docs/guide
	$(BIN)/python -m docs.screenshots

docs: install-test ## the generated files: docs/processes.md, docs/who-may-do-what.md, questionnaires/schema.json and the reports' catalogue
	$(BIN)/careprofile processes > docs/processes.md
	$(BIN)/python -c "from workflow.rules import role_table; print('\n'.join(role_table.page()))" > docs/who-may-do-what.md
	$(BIN)/python -c "from gcp import definition; print(definition.schema(), end='')" > questionnaires/schema.json
	$(BIN)/python -m tests.catalogue

lock: ## newest exact versions within pyproject.toml (needs uv)
	uv pip compile -q --generate-hashes --no-header --no-emit-index-url --no-annotate --universal --python-version 3.11 -o requirements.lock pyproject.toml
	uv pip compile -q --generate-hashes --no-header --no-emit-index-url --no-annotate --universal --python-version 3.11 --extra test -c requirements.lock -o tests/requirements.lock pyproject.toml

sbom: install-test ## the software bill of materials: docs/sbom.json
	$(BIN)/python -m tests.supply > docs/sbom.json

audit: install-test ## known vulnerabilities of what is locked (needs the internet, and pip-audit, which is installed for it)
	$(BIN)/python -m venv dist/audit && dist/audit/bin/pip install --quiet pip-audit
	dist/audit/bin/pip-audit --require-hashes --disable-pip -r requirements.lock

clean: ## removes what the tasks made
	rm -rf .venv var dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
