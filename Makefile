# Two commands do all: `make run` and `make test`. Both set up what they need.
.DELETE_ON_ERROR:
.PHONY: run train test check unit-engine pictures settings dkfds bench-nlu bench-engine bench-groups tamper
.PHONY: bench-contacts bench-ledger bench-console bench-public bench-steps clean help bench-exports

# Looked up once, and only when something has to be set up.
UV = $(eval UV := $$(shell setup/uv.sh))$(or $(UV),$(error uv is missing, see the line above))
PYTHON310 = $(eval PYTHON310 := $$(shell setup/python310.sh $(UV)))$(or $(PYTHON310),$(error Python 3.10 is missing, see the line above))
# What the engine never uses, TensorFlow above all; the list stands in the engine's Dockerfile.
LEFT_OUT = $(shell grep -o -- '--no-install-package [a-z-]*' docker/engine.Dockerfile)
WEB = .venv/.synced
ENGINE = bot/engine/.venv/.synced
# The engine's lock with all that the engine leaves out: stock Rasa, for the bench alone.
STOCK = .tools/stock/.synced

help:
	@echo "make run    set up, train when needed, start everything; Ctrl-C stops it"
	@echo "make test   set up what tests need, run all of them"
	@echo "make train  train the model when its inputs changed"
	@echo "make check  style and types only"

run: $(WEB) $(ENGINE)
	@GENVEJ_DEMO=$${GENVEJ_DEMO:-on} exec .venv/bin/python -m bot run

train: $(WEB) $(ENGINE)
	@.venv/bin/python -m bot train

$(WEB): pyproject.toml uv.lock
	@echo "Genvej: setting up web (.venv)"
	@$(UV) sync --quiet --frozen
	@touch $@

$(ENGINE): bot/engine/pyproject.toml bot/engine/uv.lock
	@echo "Genvej: setting up the engine (bot/engine/.venv), about 1 GB"
	@cd bot/engine && $(UV) sync --quiet --frozen --python $(PYTHON310) $(LEFT_OUT)
	@touch $@

$(STOCK): bot/engine/pyproject.toml bot/engine/uv.lock
	@echo "Genvej: setting up stock Rasa for the bench (.tools/stock), about 2.7 GB"
	@cd bot/engine && UV_PROJECT_ENVIRONMENT=$(CURDIR)/.tools/stock $(UV) sync --quiet --frozen --no-dev --python $(PYTHON310)
	@touch $@

uv.lock bot/engine/uv.lock:
	@echo "$@ is missing. It belongs to the checkout: git checkout -- $@" >&2; exit 1

check: $(WEB)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

unit-engine: $(ENGINE)
	bot/engine/.venv/bin/python -m pytest -c tests/engine/unit/pytest.ini tests/engine/unit

test: $(WEB) $(ENGINE)
	@setup/test-tools.sh
	@$(MAKE) --no-print-directory check unit-engine
	.venv/bin/python -m bot train
	.venv/bin/python -m pytest

pictures: $(WEB) $(ENGINE) train
	.venv/bin/python -m tests.journey.pictures docs/pictures
	.venv/bin/python -m tests.widget.pictures docs/pictures/chat
	.venv/bin/python -m tests.console.pictures docs/pictures/console

dkfds: $(WEB)
	.venv/bin/python setup/dkfds.py

settings: $(WEB)
	.venv/bin/python -m bot.settings > docs/settings.md

bench-nlu: $(WEB) $(ENGINE) train
	.venv/bin/python -m bench.nlu > docs/understanding.md.new
	@echo >> docs/understanding.md.new
	bot/engine/.venv/bin/python -W ignore -m bench.curves >> docs/understanding.md.new
	@mv docs/understanding.md.new docs/understanding.md
	@cat docs/understanding.md

# DICTIONARIES is a folder with the six files that bench/steps.py names.
bench-steps: $(ENGINE)
	bot/engine/.venv/bin/python -W ignore -m bench.steps $(or $(DICTIONARIES),$(error say where they are: DICTIONARIES=folder)) > docs/understanding_steps.md.new
	@mv docs/understanding_steps.md.new docs/understanding_steps.md

bench-engine: $(WEB) $(ENGINE) $(STOCK) train
	.venv/bin/python -m bench.engine

# DATA is the folder of the public data sets: make bench-public DATA=../shared/data
# A run that is broken off goes on where it was; PART names parts to measure again.
bench-public: $(ENGINE) $(STOCK)
	bot/engine/.venv/bin/python -W ignore -m bench.public $(or $(DATA),$(error say where the data is: DATA=folder)) $(PART)

bench-groups: $(WEB)
	@.venv/bin/python -m bench.groups

bench-contacts: $(WEB)
	@.venv/bin/python -m bench.contacts

bench-exports: $(WEB)
	@.venv/bin/python -m bench.exports

bench-ledger: $(WEB)
	@setup/test-tools.sh
	.venv/bin/python -m bench.ledger $(PART)

# FILL is a folder in which the ledger that is filled first is kept for the next time (SQLite).
bench-console: $(WEB)
	@setup/test-tools.sh
	.venv/bin/python -m bench.console $(PART) $(if $(FILL),--fill $(FILL))

# Every manipulation of the ledger at fifty places, also on PostgreSQL; some minutes.
tamper: $(WEB)
	@setup/test-tools.sh
	GENVEJ_TEST_PLACES=50 .venv/bin/python -m pytest tests/ledger/test_tampering.py

clean:
	rm -rf .venv bot/engine/.venv .tools var
