# Sijill. `make` alone runs lint and tests; `make serve` goes from a fresh clone to the served site.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN = .venv/bin
export HOST PORT

.DEFAULT_GOAL := check
.PHONY: check install install-dev serve test test-postgresql lint format messages lock bench browser clean

check: lint test

install:
	@$(PYTHON) deploy/bootstrap.py

install-dev:
	@$(PYTHON) deploy/bootstrap.py dev
	@$(BIN)/python -m tests.haystack_suite.fetch

serve: install
	@$(BIN)/python deploy/serve.py

# Browser tests need Chromium: installed by apt where we may, else said in a line and left out.
# The workers share the tests; one of them has all browser tests, so that one site serves them.
browser:
	@deploy/chromium.sh

test: install-dev browser
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(TESTS)

# The same tests on PostgreSQL, but those of rooms that know no database or have one of their own,
# and those of what is done to files and to gunicorn.
NO_DATABASE = tests/arabic tests/benchmarks tests/e2e tests/search/test_haystack_suite.py \
	tests/faults/test_every_file.py tests/faults/test_reload.py
test-postgresql: install-dev
	@tests/postgresql.sh $(BIN)/python -m pytest -n 2 --dist loadgroup $(NO_DATABASE:%=--ignore=%) $(TESTS)

lint: install-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@git ls-files -z 'templates/*.html' | xargs -0 $(BIN)/djhtml --check --tabwidth 2
	@$(BIN)/python manage.py makemigrations --check --dry-run

format: install-dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@git ls-files -z 'templates/*.html' | xargs -0 $(BIN)/djhtml --tabwidth 2

# Needs GNU gettext. The compiled catalog is kept in the repository: a running site needs no gettext.
messages:
	@$(BIN)/python manage.py makemessages --locale ar --no-obsolete --no-wrap --add-location file --extension html,txt,py,xml \
		--ignore .venv --ignore var --ignore tests --ignore benchmarks --ignore deploy
	@cd articles/locale/ar/LC_MESSAGES && for name in django djangojs; do msgfmt --check-format -o $$name.mo $$name.po || exit; done

lock:
	@$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file requirements.txt requirements.in
	@$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file requirements-dev.txt requirements-dev.in

# SIZES=1000,100000 says how many articles are made up; CORPUS=C.jsonl takes those of a file.
bench: install-dev
	@$(BIN)/python -m benchmarks $(if $(SIZES),--sizes $(SIZES)) $(if $(CORPUS),--corpus $(CORPUS))

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
