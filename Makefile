# `make run` serves the demonstration, `make test` tests everything; both set up what they need.
PORT ?= 8000
PY := .venv/bin/python
FLASK := .venv/bin/flask --app app
DEMO := ELEARNING_MODE=demo PORT=$(PORT)
STATIC := elearning/web/static/manifest.json
TESTS ?= tests

.DEFAULT_GOAL := help
.PHONY: help setup run test check demo-reset bench screenshots test-heavy coverage lock

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: .venv/installed $(STATIC) ## Install everything and build the front end; may be run again at any time

.venv/installed: requirements.lock .ci/system-packages
	sh .ci/system-packages
	python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed.")'
	test -x .venv/bin/pip || python3 -m venv .venv
	@# pip before 23.3 takes the newest release of a package that another asks for with extras, against the lock
	$(PY) -m pip install --quiet --disable-pip-version-check "pip>=24"
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(STATIC): .venv/installed package-lock.json $(wildcard elearning/web/assets/*)
	sh .ci/front-end

run: setup ## Serve the demonstration on http://127.0.0.1:8000 (PORT changes it)
	@$(DEMO) $(FLASK) db upgrade
	@$(DEMO) $(FLASK) demo load
	@echo "Sign in as:" && $(DEMO) $(FLASK) demo personas
	@echo "Open http://127.0.0.1:$(PORT) (Ctrl+C ends it)"
	@$(DEMO) .venv/bin/waitress-serve --listen=127.0.0.1:$(PORT) --threads=8 app:app

test: setup ## Run the tests; says which could not be run, and how to get them
	$(PY) -m pytest -n auto -m "not heavy" $(TESTS)

# The unit tests, which fail unless they take every branch of the rules. With the seed they do the same every time: what
# only chance reaches is not covered.
coverage: setup ## Run the unit tests, with every branch of the rules asked for
	$(PY) -m pytest -n auto -m "not heavy" --hypothesis-seed=0 tests/unit \
		--cov=elearning/domain --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=100

test-heavy: setup ## Run the heavy tests too
	ORACLE_EXAMPLES=2000 COUNCILS=$(or $(COUNCILS),60) $(PY) -m pytest -n auto $(TESTS)

check: setup ## Check style, types, imports and dead code
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/vulture

demo-reset: setup ## Drop the demonstration's data and load it anew
	@$(DEMO) $(FLASK) demo reset
	@$(DEMO) $(FLASK) demo load

bench: setup ## Measure speed beside bare limits and print the table
	$(PY) -m benchmarks

screenshots: setup ## Make the README's screenshots again
	$(PY) -m docs.screenshots

lock: ## Write requirements.lock anew
	.venv/bin/uv pip compile -q requirements-dev.txt --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header -o requirements.lock
