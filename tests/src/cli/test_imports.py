"""What each use of muforge loads."""

import subprocess
import sys

import pytest

HEAVY = ("sympy", "scipy", "matplotlib", "xarray")


def loaded(statement: str) -> set[str]:
    """Heavy modules that a statement loads, in a fresh process."""
    script = f"import sys\n{statement}\nprint(*[name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "line",
    [
        "list",
        "eval kaon.branching_ratio boson=vector m_X=0.1 g=1e-3",
        "scan kaon.branching_ratio boson=vector m_X=0.1,0.2 g=1e-3 -o -",
        "eval --help",
        "verify --errata",
    ],
)
def test_commands_that_need_numpy_alone(line):
    assert loaded(f"from muforge.cli import main; assert main({line.split()}) == 0") == set()


def test_import_needs_numpy_alone():
    assert loaded("import muforge") == set()


def test_demonstration_needs_no_sympy():
    assert loaded("from muforge.figures.demonstration import demonstrate; demonstrate()") == set()
