# billdesk: `make demo` opens a practice desk, `make test` runs the tests. Both build what they need
# in .venv from Python 3.11 to 3.13, pip and this folder alone. Options go through ARGS.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS := auto
# Without compiled modules a start takes four times as long; some environments forbid Python to write them itself.
COMPILE := $(BIN)/python -m compileall -q billdesk screens db

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench entry-bench soak pictures docs clean

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name says; do printf '  make %-11s %s\n' "$$name" "$$says"; done

demo: $(READY) ## open the practice desk (ARGS="--invoices 300")
	@$(COMPILE)
	@$(BIN)/billdesk demo $(ARGS)

test: $(READY) ## run the tests in random order (ARGS="-k receipt")
	@$(COMPILE)
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --dist worksteal $(ARGS)

lint: $(READY) ## ruff, mypy --strict and the import contracts
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(READY) ## measure speed against floors taken in the same run
	@$(COMPILE)
	@$(BIN)/python -m tests.bench $(ARGS)

entry-bench: $(READY) ## measure what the double check catches (ARGS="--half a", ARGS=--write)
	@$(COMPILE)
	@$(BIN)/python -m tests.bench.entry $(ARGS)
	@$(BIN)/python docs/make_checks.py

soak: $(READY) ## the fault tests ten times as long, the laws of the follow-up twenty times
	@$(COMPILE)
	@DESK_SOAK=1 $(BIN)/python -m pytest tests/faults tests/domain/followup --cycles 2000 $(ARGS)

pictures: $(READY) ## take the pictures in docs/ again
	@$(COMPILE)
	@$(BIN)/python docs/make_pictures.py $(ARGS)

docs: $(READY) ## write the pages in docs/ that are generated again
	@for script in docs/make_commands.py docs/make_keys.py docs/make_checks.py docs/make_follow_up.py; do $(BIN)/python "$$script"; done

clean: ## remove everything that make made
	@rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	@find billdesk screens db tests docs -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is made last, so an installation that was stopped half-way starts anew.
$(READY): requirements.lock pyproject.toml
	@python=$$(sh tests/project/find_python.sh "$(PYTHON)") \
	  && echo "Building $(VENV) with $$python …" \
	  && "$$python" -m venv --clear $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)
