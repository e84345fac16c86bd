# make demo    a table and a figure of K -> mu nu X and g-2 in demo/
# make test    every check: style, types, generated files, tests
# make lowest  a short suite with the lowest versions of NumPy, SciPy, sympy and Cython that pyproject.toml allows
# make bench   speed against everything one could use instead; table and figure in .benchmarks/
# make clean   back to a fresh checkout
#
# Everything happens in a virtual environment, .venv; a C compiler and Python 3.11 are all that is needed.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SITE := .cache/site

COMPILED := setup.py setup.cfg pyproject.toml build/flags.py build/objects.py \
	$(wildcard codegen/runtime/* src/muforge/generated/*.[ch] src/muforge/generated/nodes/*.h)
MODULES := $(shell find src/muforge symbolic codegen build -name '*.py' -o -name '*.pyi')

BENCHMARKS := matrix_element branching_ratio shared_integrals coupling_grid loop_function dalitz_integral scalar_call two_cores \
	elementary import_time derivations
PEERS = $(shell $(BIN)/python -c 'import tomllib as t; extras = t.load(open("pyproject.toml", "rb"))["project"]; \
	print(*(p.split(">")[0] for p in extras["optional-dependencies"]["bench"]))')

# Tests that need each of the libraries whose lowest versions they run with.
LOWEST := .venv-lowest
LOWEST_PINS = $(shell $(PYTHON) -c 'import tomllib as t; p = t.load(open("pyproject.toml", "rb")); \
	print(*(r.replace(">=", "==") for r in p["build-system"]["requires"] + p["project"]["dependencies"]))')
LOWEST_TESTS := $(addprefix tests/,build/test_user_integrals.py codegen/test_translation.py src/cli/test_eval.py \
	src/compute/test_procedure_calls.py src/kernels/test_calling.py src/compute/test_coupling_powers.py \
	src/limits/test_recast.py)

.PHONY: demo test lowest bench clean
.DELETE_ON_ERROR:

demo: .venv/installed
	$(BIN)/muforge demo --force -o demo

test: .venv/tools $(SITE)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	cd $(SITE) && MYPYPATH=. ../../$(BIN)/mypy --config-file ../../pyproject.toml --cache-dir ../mypy -p muforge
	$(BIN)/muforge regenerate --check
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(PYTEST_ARGS)

lowest: $(LOWEST)/installed
	$(LOWEST)/bin/python -m pytest --numprocesses auto $(LOWEST_TESTS)

# Every benchmark runs, even if one misses a goal; peers that cannot be installed are named in the table.
bench: .venv/peers
	@mkdir -p .benchmarks; rm -f .benchmarks/*; missed=0; \
	for script in $(BENCHMARKS); do \
		echo "== $$script"; \
		$(BIN)/python benchmarks/$$script.py --json .benchmarks/$$script.json || missed=1; \
	done; \
	$(BIN)/python benchmarks/result_table.py .benchmarks > .benchmarks/table.md && \
	$(BIN)/python benchmarks/ratio_figure.py .benchmarks .benchmarks/ratios.svg && \
	cat .benchmarks/table.md && exit $$missed

clean:
	rm -rf .venv $(LOWEST) .build .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks dist demo \
		muforge.egg-info src/muforge/_fast.*.so
	find symbolic codegen build src tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

.venv/bin/python:
	$(PYTHON) -m venv .venv

# Editable: formulas and modules are used where they are, only compiled files need another installation.
.venv/installed: .venv/bin/python $(COMPILED)
	$(PIP) install --editable '.[figures,labelled]'
	@touch $@

.venv/tools: .venv/installed
	$(PIP) install 'muforge[test]' # installed already: adds what the extra names
	@touch $@

# A wheel, compiled plainly by the lowest Cython; the C of Cython is not left for other versions.
$(LOWEST)/installed: $(COMPILED) $(MODULES)
	$(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/python -m pip --disable-pip-version-check --quiet install $(LOWEST_PINS) \
		wheel pytest pytest-xdist hypothesis
	rm -rf .build/lib* .build/bdist* .build/cython .cache/lowest
	MUFORGE_CFLAGS='-O0 -DMUFORGE_PLAIN' $(LOWEST)/bin/python -m pip --disable-pip-version-check --quiet wheel \
		--no-deps --no-build-isolation --wheel-dir .cache/lowest .
	rm -rf .build/lib* .build/bdist* .build/cython
	$(LOWEST)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-index --force-reinstall \
		.cache/lowest/*.whl
	@touch $@

.venv/peers: .venv/installed
	$(PIP) install 'muforge[bench]' || for peer in $(PEERS); do $(PIP) install --only-binary :all: $$peer || true; done
	@touch $@

# What users install, for the type checker, which does not see through an editable installation.
$(SITE)/installed: .venv/tools $(MODULES)
	rm -rf .build/lib* .build/bdist* .cache/wheel $(SITE)
	MUFORGE_CFLAGS='-O0 -DMUFORGE_PLAIN' $(PIP) wheel --no-deps --no-build-isolation --wheel-dir .cache/wheel .
	rm -rf .build/lib* .build/bdist*
	$(PIP) install --no-deps --no-index --target $(SITE) .cache/wheel/*.whl
	@touch $@
