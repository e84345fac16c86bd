"""C headers, Cython declarations and type stubs for all kernels."""

from __future__ import annotations

from collections.abc import Sequence

from muforge.codegen.interfaces.record import KernelRecord
from muforge.codegen.notice import NOTICE

Kernels = Sequence[KernelRecord]


def internal_header(families: Sequence[str], kernels: Kernels) -> str:
    """``kernels.h``: prototypes of all kernels, for the generated C files and the glue."""
    lines = [f"/* {NOTICE} */", "#ifndef MUFORGE_KERNELS_H", "#define MUFORGE_KERNELS_H", '#include "kernel.h"', ""]
    lines += [f"{_prototype(record)};" for record in kernels]
    lines += [f"extern const mf_kernel mf_{f}_kernels[];\nextern const int mf_{f}_kernel_count;" for f in families]
    return "\n".join([*lines, "#endif", ""])


def cython_include(families: Sequence[str], kernels: Kernels) -> str:
    """``kernels.pxi``: C-level entry points of the extension and the list of all families."""
    lines = [f"# {NOTICE}", 'cdef extern from "kernels.h" nogil:']
    lines += [f"    const mf_kernel mf_{f}_kernels[]\n    const int mf_{f}_kernel_count" for f in families]
    for record in kernels:
        lines.append(f"    {_cython_prototype(record, 'muforge_')}")
    lines.append("")
    for record in kernels:
        lines += _entry_point(record)
    lines += ["", "cdef tuple _families():", '    """Name and kernels of each family."""', "    return ("]
    lines += [f'        ("{f}", <size_t>&mf_{f}_kernels[0], mf_{f}_kernel_count),' for f in families]
    lines += ["    )", ""]
    lines += _low_level(kernels)
    return "\n".join(lines) + "\n"


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
        "capsules: Final[dict[str, Any]]",
        "scalars: Final[dict[str, Callable[..., float]]]",
        "",
    ]
    for record in kernels:
        lines.append(f"{record.name}: Final[numpy.ufunc]  # {_call_signature(record)} [{record.unit}]")
        if record.integral:
            lines.append(f"{record.name}_with_error: Final[numpy.ufunc]")
    return "\n".join(lines) + "\n"


def public_header(kernels: Kernels) -> str:
    """``muforge.h``: call kernels from C, through pointers fetched from the extension at run time."""
    lines = [
        f"/* {NOTICE}",
        " *",
        " * Include after Python.h, call import_muforge() once (0 on success, -1 with an exception set), then e.g.",
        " *     double width = muforge_kaon_two_body_width(m_mu, m_K, G_F, f_K, V_us);",
        " * The folder of this file is muforge.get_include().",
        " */",
        "#ifndef MUFORGE_H",
        "#define MUFORGE_H",
        "#include <Python.h>",
        "#include <stddef.h>",
        "",
    ]
    real = [record for record in kernels if record.outputs == 1]
    lines += [f"static {_pointer(record)};" for record in real]
    lines += [
        "",
        "static int import_muforge(void) {",
        '    PyObject *module = PyImport_ImportModule("muforge._fast");',
        '    PyObject *table = module ? PyObject_GetAttrString(module, "__pyx_capi__") : NULL;',
        "    PyObject *capsule;",
        "    Py_XDECREF(module);",
        "    if (!table)",
        "        return -1;",
    ]
    for record in real:
        name = f"muforge_{record.name}"
        lines += [
            f'    capsule = PyDict_GetItemString(table, "c_{record.name}");',
            f"    *(void **)&{name} = capsule ? PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule)) : NULL;",
            f"    if (!{name})",
            "        goto missing;",
        ]
    lines += [
        "    Py_DECREF(table);",
        "    return 0;",
        "missing:",
        "    Py_DECREF(table);",
        "    if (!PyErr_Occurred())",
        "        PyErr_SetString(PyExc_ImportError,",
        '                        "this muforge has other kernels than muforge.h; recompile with its own "',
        '                        "header, in the folder muforge.get_include()");',
        "    return -1;",
        "}",
        "#endif",
        "",
    ]
    return "\n".join(lines)


def _arguments(record: KernelRecord) -> list[str]:
    arguments = [f"const double *{p}" if p in record.series else f"double {p}" for p in record.inputs]
    if record.series:
        arguments.insert(0, "Py_ssize_t n")
    if record.outputs == 2:
        arguments.append("double *result")
    return arguments


def _result(record: KernelRecord) -> str:
    return "void" if record.outputs == 2 else "double"


def _cython_prototype(record: KernelRecord, prefix: str) -> str:
    return f"{_result(record)} {prefix}{record.name}({', '.join(_arguments(record))}) noexcept nogil"


def _entry_point(record: KernelRecord) -> list[str]:
    names = [*record.inputs, *(["result"] if record.outputs == 2 else [])]
    if record.series:
        names.insert(0, "n")
    keyword = "" if record.outputs == 2 else "return "
    return [
        f"cdef {_cython_prototype(record, 'c_')}:",
        f"    {keyword}muforge_{record.name}({', '.join(names)})",
    ]


def _low_level(kernels: Kernels) -> list[str]:
    """Functions of scipy's signature ``double (int, double *, void *)``, and capsules of them."""
    simple = [record for record in kernels if record.outputs == 1 and not record.series]
    lines = []
    for record in simple:
        values = ", ".join(f"x[{i}]" for i in range(len(record.inputs)))
        lines += [
            f"cdef double _low_{record.name}(int n, double *x, void *user_data) noexcept nogil:",
            f"    return muforge_{record.name}({values}) if n == {len(record.inputs)} else NAN",
        ]
    lines += [
        "",
        "cdef dict _capsules():",
        '    """Kernel name -> capsule for scipy.LowLevelCallable."""',
        "    return {",
    ]
    for record in simple:
        lines.append(f'        "{record.name}": PyCapsule_New(<void *>_low_{record.name}, LOW_LEVEL_SIGNATURE, NULL),')
    lines += [
        "    }",
        "",
        "cdef dict _scalars():",
        '    """Kernel name -> function of floats."""',
        "    return {",
    ]
    lines += [f'        "{r.name}": _scalar("{r.name}", _low_{r.name}, {len(r.inputs)}),' for r in simple]
    return [*lines, "    }"]


def _pointer(record: KernelRecord) -> str:
    arguments = ", ".join(a.replace("Py_ssize_t", "ptrdiff_t") for a in _arguments(record)) or "void"
    return f"{_result(record)} (*muforge_{record.name})({arguments})"


def _prototype(record: KernelRecord) -> str:
    """The C declaration of a kernel's scalar function."""
    arguments = [f"const double *{p}" if p in record.series else f"double {p}" for p in record.inputs]
    if record.series:
        arguments.insert(0, "ptrdiff_t n")
    if record.outputs == 2:
        arguments.append("double result[2]")
        return f"void muforge_{record.name}({', '.join(arguments)})"
    return f"double muforge_{record.name}({', '.join(arguments) or 'void'})"


def _call_signature(record: KernelRecord) -> str:
    """The kernel as called from Python."""
    return f"{record.name}({', '.join(record.inputs)})"
