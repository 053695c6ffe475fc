SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test check audit schema settings commands migrate bench siege mutants walk faults drill image-test bases whole nightly shots client lock python-run python-dev node-client node-tests
MAKEFLAGS += --no-print-directory

PYTHON_RUN := .venv/bin/python
COMPILE := .venv/bin/pip-compile -q --generate-hashes --allow-unsafe --no-emit-index-url \
	--no-emit-trusted-host --no-emit-find-links --strip-extras --no-header

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(if $(CARD),python-dev,python-run) client ## Run the whole service here, with test cards (PORT, CARD_PORT, FRESH=1, CARD=softhsm)
	@$(PYTHON_RUN) -m web demo --companies

test: python-dev client node-tests ## Run all tests, and list those skipped
	@scripts/test

check: python-dev node-client ## Lint, types, import rules, the client, the Dockerfile, the scripts
	@scripts/check

audit: python-dev ## Ask for known vulnerabilities of all dependencies, where a service answers, and check licences
	@scripts/audit

schema: python-dev ## Print schema/schema.graphql, the client's list of form fields, and partners' types
	@$(PYTHON_RUN) -m schema.print_schema schema/schema.graphql
	@$(PYTHON_RUN) -m schema.print_form
	@$(PYTHON_RUN) clients/python/generator

settings: python-dev ## Print the settings into docs/operate/settings.md and compose.yaml
	@$(PYTHON_RUN) -m models.settings.print_settings docs/operate/settings.md compose.yaml

commands: python-dev ## Print docs/operate/commands.md
	@$(PYTHON_RUN) -m web.cli.print_commands docs/operate/commands.md

migrate: python-run ## Migrate the database of GPSZONE_DATABASE_URL to this version
	@$(PYTHON_RUN) -m web migrate

bench: python-dev ## Run the benchmarks beside other stacks, and print one table (ARGS, such as "partners start")
	@scripts/install-node tests/bench/peers
	@$(PYTHON_RUN) -m tests.bench $(ARGS)

siege: python-dev ## Send what costs most from one and fifty addresses, and time an honest person
	@$(PYTHON_RUN) -m tests.bench.siege $(ARGS)

mutants: python-dev ## Take out each guard, and see whether a test notices (ARGS, such as --since main or --only models/link)
	@$(PYTHON_RUN) -m tests.mutants --jobs 2 $(ARGS)

walk: python-dev ## Walk over the service by random acts, both databases at once (WALK_SECONDS=3600 each)
	@GPSZONE_WALK_SECONDS=$(or $(WALK_SECONDS),3600) $(PYTHON_RUN) -m pytest -q -n 2 tests/membership/test_random_acts.py

faults: python-dev client ## Run what fails without crashing against real processes: silence, restarts, restored backups
	@GPSZONE_TEST_NIGHTLY=1 $(PYTHON_RUN) -m pytest -q tests/faults tests/processes

drill: python-dev client ## Rehearse staging, a backup, an alert and an upgrade with every process (log: var/drill)
	@$(PYTHON_RUN) -m tests.drill var/drill

image-test: python-dev ## Build the images by an engine of its own, compare two builds, and run all of it (root on Debian 12)
	@GPSZONE_TEST_IMAGE=1 $(PYTHON_RUN) -m pytest -q -p tests.support.skipped --durations 0 --durations-min 5 tests/image

bases: ## Put the digests of the bases into Dockerfile and compose.yaml (needs a registry of images)
	@scripts/pin-bases Dockerfile compose.yaml

whole: ## Run all tests, the long ones too, in Chromium itself
	@GPSZONE_TEST_NIGHTLY=1 $(MAKE) test

nightly: whole drill walk siege mutants image-test ## Run what takes too long for every change

shots: python-dev client ## Take screenshots of every page, with an overview in var/shots/index.html
	@GPSZONE_TEST_SHOTS=$(CURDIR)/var/shots $(PYTHON_RUN) -m pytest -q tests/browser && $(PYTHON_RUN) -m tests.support.browser.sheet var/shots

client: ## Build the web client and GraphiQL, if their sources changed
	@scripts/build-client web/client schema/schema.graphql
	@scripts/build-client web/graphiql

lock: python-dev ## Update the Python lock files, with hashes
	@$(COMPILE) --output-file requirements.lock pyproject.toml
	@$(COMPILE) --output-file requirements-sbom.lock requirements-sbom.in
	@$(COMPILE) --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

python-run:
	@scripts/install-python requirements.lock

python-dev:
	@scripts/install-python requirements-dev.lock

node-client:
	@scripts/install-node web/client
	@scripts/install-node web/graphiql

node-tests:
	@scripts/install-node tests/node
