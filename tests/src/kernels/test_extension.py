"""The compiled extension: errors on one line where it does not fit."""

import os
import subprocess
import sys

import pytest

from muforge.errors import InstallationError, MuforgeError
from muforge.kernels import extension as module

OLD = "import types, muforge; old = types.ModuleType('muforge._fast')"


def main_of(code):
    """What a program prints on standard error that runs some code and then a command line."""
    code += "; from muforge.cli import main; sys.exit(main(['eval', 'kaon.lambda_mu']))"
    done = subprocess.run([sys.executable, "-c", f"import sys; {code}"], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("sys.modules['muforge._fast'] = None", "install muforge again: pip install"),
        (f"{OLD}; muforge._fast = sys.modules['muforge._fast'] = old", "it is older than"),
        ("import os; os.environ['MUFORGE_ISA'] = 'z80'", "MUFORGE_ISA = 'z80'; this processor and this build"),
    ],
)
def test_what_does_not_fit_is_one_line(code, said):
    returned, err = main_of(code)
    assert returned == 2
    assert said in err and err.count("\n") == 1


def test_help_needs_no_extension():
    environment = os.environ | {"MUFORGE_ISA": "z80"}
    for words in (["--help"], ["eval", "--help"]):
        command = [sys.executable, "-m", "muforge", *words]
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        assert (done.returncode, done.stderr) == (0, "")


def test_all_of_it_is_there():
    assert all(hasattr(module.extension(), name) for name in module.CONTENTS)
    assert issubclass(InstallationError, MuforgeError) and issubclass(InstallationError, ImportError)
