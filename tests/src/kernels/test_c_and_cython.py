"""Kernels from other people's C and Cython code."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

import muforge
from muforge import _fast

CONSTANTS = (0.1056583755, 0.493677, 1.1663788e-05, 0.16, 0.223)

C_SOURCE = """
#include <Python.h>
#include "muforge.h"

static PyObject *width(PyObject *self, PyObject *args) {
    double m_mu, m_K, G_F, f_K, V_us;
    if (!PyArg_ParseTuple(args, "ddddd", &m_mu, &m_K, &G_F, &f_K, &V_us))
        return NULL;
    return PyFloat_FromDouble(muforge_kaon_two_body_width(m_mu, m_K, G_F, f_K, V_us));
}

static PyMethodDef methods[] = {{"width", width, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "in_c", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_in_c(void) {
    if (import_muforge() < 0)
        return NULL;
    return PyModule_Create(&module);
}
"""

CYTHON_SOURCE = """
# cython: language_level=3
from muforge._fast cimport c_decay_diphoton_loop_function_scalar, c_gminus2_discrepancy, c_kaon_two_body_width

def width(double m_mu, double m_K, double G_F, double f_K, double V_us):
    cdef double total = 0
    cdef int i
    with nogil:
        for i in range(10):
            total = c_kaon_two_body_width(m_mu, m_K, G_F, f_K, V_us)
    return total

def loop_function(double tau):
    cdef double[2] result
    c_decay_diphoton_loop_function_scalar(tau, result)
    return complex(result[0], result[1])

def discrepancy():
    cdef double[3] values = [1.0, 2.0, 4.0]
    cdef double[3] errors = [1.0, 1.0, 2.0]
    return c_gminus2_discrepancy(3, values, errors, 0.5, 0.1)
"""

SETUP = """
import sys
from setuptools import Extension, setup
module = Extension(sys.argv.pop(1), [sys.argv.pop(1)], include_dirs=[sys.argv.pop(1)])
if module.sources[0].endswith(".pyx"):
    from Cython.Build import cythonize
    (module,) = cythonize([module], include_path=[sys.argv.pop(1)])
setup(name="user", py_modules=[], ext_modules=[module])
"""


def build(folder: Path, name: str, file: str, source: str, *more: str):
    """Compile an extension module of a user in `folder`, and import it."""
    (folder / file).write_text(source)
    (folder / "setup.py").write_text(SETUP)
    command = [sys.executable, "setup.py", name, file, muforge.get_include(), *more, "-q", "build_ext", "--inplace"]
    environment = os.environ | {"CFLAGS": "-O1 -Wall -Wno-unused-variable"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    (path,) = [path for path in folder.glob(f"{name}.*") if path.suffix in (".so", ".pyd")]
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_include_folder():
    assert (Path(muforge.get_include()) / "muforge.h").is_file()


@pytest.mark.slow
def test_c_header(tmp_path):
    module = build(tmp_path, "in_c", "in_c.c", C_SOURCE)
    assert module.width(*CONSTANTS) == _fast.kaon_two_body_width(*CONSTANTS)


@pytest.mark.slow
def test_header_of_another_version_is_refused(tmp_path):
    header = (Path(muforge.get_include()) / "muforge.h").read_text()
    (tmp_path / "muforge.h").write_text(
        header.replace("OF(double, kaon_", "OF(double, gone, (double)) OF(double, kaon_", 1)
    )
    with pytest.raises(
        ImportError, match="has no kernel gone, which muforge.h declares; recompile with its own header"
    ):
        build(tmp_path, "in_c", "in_c.c", C_SOURCE)


@pytest.mark.slow
def test_cimport(tmp_path):
    pytest.importorskip("Cython", reason="Cython is needed to compile the example")
    package_parent = str(Path(muforge.__file__).parent.parent)
    module = build(tmp_path, "in_cython", "in_cython.pyx", CYTHON_SOURCE, package_parent)
    assert module.width(*CONSTANTS) == _fast.kaon_two_body_width(*CONSTANTS)
    for tau in (0.2, 1.0, 7.0):
        assert module.loop_function(tau) == _fast.decay_diphoton_loop_function_scalar(tau)
    assert module.discrepancy() == _fast.gminus2_discrepancy([1.0, 2.0, 4.0], [1.0, 1.0, 2.0], 0.5, 0.1)
