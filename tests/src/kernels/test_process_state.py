"""What importing and calling muforge does to the process: nothing."""

from __future__ import annotations

import subprocess
import sys
import warnings

import numpy as np
import pytest
from kernel_inputs import KERNELS, PLAIN

from muforge import _fast

STATE = """
import ctypes, ctypes.util, platform, sys
import numpy
libm = ctypes.CDLL(ctypes.util.find_library("m"))
x86 = sys.platform == "linux" and platform.machine() == "x86_64"

def state():
    tiny = 2.2250738585072014e-308
    subnormal = (numpy.array([tiny]) / numpy.array([4.0])).item()
    environment = ctypes.create_string_buffer(64)
    libm.fegetenv(environment)
    control = int.from_bytes(environment.raw[28:32], "little") & ~0x3F  # MXCSR without its sticky flags
    x87 = int.from_bytes(environment.raw[0:2], "little")
    return libm.fegetround(), subnormal, tiny / 4.0, (control, x87) if x86 else None

before = state()
libm.feclearexcept(0x3F if x86 else 0x1F)
from muforge import _fast
alarming = libm.fetestexcept(0x0D) if x86 else 0  # invalid operation, division by zero, overflow
after_import = state()
_fast.kaon_branching_ratio_vector(numpy.linspace(0.01, 0.5, 100), 1e-3, 0.1056583755, 0.493677, 0.6356)
_fast.decay_diphoton_loop_function_scalar(numpy.linspace(0.01, 5, 100))
print(before == after_import == state(), after_import[1] == 2.2250738585072014e-308 / 4 > 0, alarming)
"""


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_floating_point_state():
    assert run(STATE) == "True True 0"


@pytest.mark.parametrize("module", ["muforge", "muforge._fast"])
def test_import_loads_numpy_alone(module):
    code = (
        f"import numpy, sys; before = set(sys.modules); import {module}\n"
        "print(sorted({m.partition('.')[0] for m in set(sys.modules) - before} - set(sys.stdlib_module_names)))"
    )
    loaded = run(code)
    assert "'muforge'" in loaded
    for heavy in ("sympy", "scipy", "mpmath", "matplotlib", "xarray", "yaml"):
        assert f"'{heavy}'" not in loaded


def test_evaluate_loads_neither_sympy_nor_scipy():
    code = (
        "import sys, muforge; muforge.evaluate('kaon.branching_ratio', boson='vector', m_X=0.1, g=1e-3)\n"
        "print([m for m in ('sympy', 'scipy', 'matplotlib') if m in sys.modules])"
    )
    assert run(code) == "[]"


def test_nothing_is_printed_or_warned_on_import():
    done = subprocess.run([sys.executable, "-W", "error", "-c", "import muforge"], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


NASTY = [0.0, -0.0, 1.0, -1.0, 5e-324, 1e-308, 1e308, -1e308, np.inf, -np.inf, np.nan, 0.3876, 0.3880186245]


@pytest.mark.parametrize("name", PLAIN)
def test_no_warning_and_no_crash_whatever_the_input(name):
    random = np.random.default_rng(5)
    inputs = [random.choice(NASTY, 400) for _ in KERNELS[name].inputs]
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        values = KERNELS[name].ufunc(*inputs)
        for row in list(zip(*inputs, strict=True))[:20]:
            KERNELS[name].ufunc(*row)
    assert np.shape(values)[:1] in ((400,), ())


def test_closed_channels_are_exactly_zero_without_a_warning():
    with np.errstate(all="raise"):
        closed = _fast.kaon_branching_ratio_vector([0.3880186246, 0.4, 10.0], 1e-3, 0.1056583755, 0.493677, 0.6356)
    assert closed.tolist() == [0.0, 0.0, 0.0]


def test_flags_of_the_caller():
    with np.errstate(all="raise"):
        _fast.decay_boson_to_leptons_vector([0.01, np.nan, 1.0], 0.1, 1.0)
        np.add([1.0], [1.0])
