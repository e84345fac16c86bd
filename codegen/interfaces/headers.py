"""C headers, Cython declarations and type stubs for all kernels."""

from __future__ import annotations

from collections.abc import Sequence

from muforge.codegen.interfaces.record import KernelRecord
from muforge.codegen.notice import NOTICE

Kernels = Sequence[KernelRecord]


def family_list(files: Sequence[str], formulas: str, generator: str) -> str:
    """``family_list.h``: the generated C files with kernels, and the fingerprints of formulas and generator."""
    lines = [
        f"/* {NOTICE} */",
        f'#define MF_FORMULAS "{formulas}"',
        f'#define MF_GENERATOR "{generator}"',
        "#define MF_FAMILIES(OF)",
        *(f"OF({file})" for file in files),
    ]
    return "\n".join(lines[:3]) + "\n" + " \\\n    ".join(lines[3:]) + "\n"


def formulas_module(formulas: str) -> str:
    """``formulas.py``: the fingerprint of all formulas, to be compared with that of the extension."""
    return f'"""{NOTICE}"""\n\nFORMULAS = "{formulas}"\n'


def cython_declarations(kernels: Kernels) -> str:
    """``_fast.pxd``: declarations for other Cython code."""
    lines = [f"# {NOTICE}", "# Scalar kernels at C speed:  from muforge._fast cimport c_kaon_two_body_width", ""]
    lines += [f"cdef {_cython_prototype(record, 'c_')}" for record in kernels]
    return "\n".join(lines) + "\n"


def stub(kernels: Kernels) -> str:
    """``_fast.pyi``: the extension for type checkers and editors."""
    lines = [
        f"# {NOTICE}",
        "from collections.abc import Callable",
        "from typing import Any, Final",
        "",
        "import numpy",
        "",
        "names: Final[tuple[str, ...]]",
        "instruction_set: Final[str]",
        "instruction_sets: Final[tuple[str, ...]]",
        "lanes: Final[int]",
        "scale_rows: Final[numpy.ufunc]",
        "def ufuncs_at(address: int, count: int) -> dict[str, numpy.ufunc]: ...",
        "def share(kernel: numpy.ufunc, operands: tuple[numpy.ndarray, ...], helpers: int, worth: float) -> int: ...",
        "formulas: Final[dict[str, str]]",
        "all_formulas: Final[str]",
        "generator: Final[str]",
        "kernel_header: Final[str]",
        "build: Final[str]",
        "capsules: Final[dict[str, Any]]",
        "scalars: Final[dict[str, Callable[..., float]]]",
        "",
    ]
    for record in kernels:
        lines.append(f"{record.name}: Final[numpy.ufunc]  # {_call_signature(record)} [{record.unit}]")
        if record.integral:
            lines.append(f"{record.name}_with_error: Final[numpy.ufunc]")
    return "\n".join(lines) + "\n"


PUBLIC_HEADER = """\
#ifndef MUFORGE_H
#define MUFORGE_H
#include <Python.h>
#include <stddef.h>

/* Every kernel: OF(type of the result, name, arguments). */
{kernels}

#define MUFORGE_POINTER(result, name, arguments) static result (*muforge_##name) arguments;
#define MUFORGE_PLACE(result, name, arguments) {{"c_" #name, (void **)&muforge_##name}},
MUFORGE_KERNELS(MUFORGE_POINTER)

static int import_muforge(void) {{
    static const struct {{
        const char *name;
        void **pointer;
    }} places[] = {{MUFORGE_KERNELS(MUFORGE_PLACE)}};
    PyObject *module = PyImport_ImportModule("muforge._fast");
    PyObject *table = module ? PyObject_GetAttrString(module, "__pyx_capi__") : NULL;
    size_t found = 0;
    Py_XDECREF(module);
    if (!table)
        return -1;
    for (; found < sizeof places / sizeof *places; ++found) {{
        PyObject *capsule = PyDict_GetItemString(table, places[found].name);
        *places[found].pointer = capsule ? PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule)) : NULL;
        if (!*places[found].pointer)
            break;
    }}
    Py_DECREF(table);
    if (found == sizeof places / sizeof *places)
        return 0;
    if (!PyErr_Occurred())
        PyErr_Format(PyExc_ImportError,
                     "this muforge has no kernel %s, which muforge.h declares; recompile with its own header, in "
                     "the folder muforge.get_include()",
                     places[found].name + 2);
    return -1;
}}
#endif
"""


def public_header(kernels: Kernels) -> str:
    """``muforge.h``: call kernels from C, through pointers fetched from the extension at run time."""
    notice = [
        f"/* {NOTICE}",
        " *",
        " * Include after Python.h, call import_muforge() once (0 on success, -1 with an exception set), then e.g.",
        " *     double width = muforge_kaon_two_body_width(m_mu, m_K, G_F, f_K, V_us);",
        " * The folder of this file is muforge.get_include().",
        " */",
    ]
    lines = ["#define MUFORGE_KERNELS(OF)", *(_listed(record) for record in kernels)]
    return "\n".join(notice) + "\n" + PUBLIC_HEADER.format(kernels=" \\\n    ".join(lines))


def _arguments(record: KernelRecord) -> list[str]:
    arguments = [f"const double *{p}" if p in record.series else f"double {p}" for p in record.inputs]
    if record.series:
        arguments.insert(0, "Py_ssize_t n")
    if record.outputs > 1:
        arguments.append("double *result")
    return arguments


def _result(record: KernelRecord) -> str:
    return "void" if record.outputs > 1 else "double"


def _cython_prototype(record: KernelRecord, prefix: str) -> str:
    return f"{_result(record)} {prefix}{record.name}({', '.join(_arguments(record))}) noexcept nogil"


def _listed(record: KernelRecord) -> str:
    """A kernel in the list of ``muforge.h``."""
    arguments = ", ".join(a.replace("Py_ssize_t", "ptrdiff_t") for a in _arguments(record)) or "void"
    return f"OF({_result(record)}, {record.name}, ({arguments}))"


def _call_signature(record: KernelRecord) -> str:
    """The kernel as called from Python."""
    return f"{record.name}({', '.join(record.inputs)})"
