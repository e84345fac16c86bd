"""Where the kernel of a quantity is found: with the quantity, in the extension, or compiled on request."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from muforge.catalogue.entries import Entry
from muforge.codegen.interfaces.exported import WITH_ERROR
from muforge.kernels.extension import extension


def kernel(quantity: Entry, name: str) -> np.ufunc:
    """The kernel of this name.

    It is the quantity's own if that was compiled on request, or that of `muforge._fast`.  A kernel whose formula is
    newer than `muforge._fast`, because muforge was regenerated and not installed again, is compiled into the cache.

    Raises
    ------
    CompilerError, CacheError
        If a kernel has to be compiled and cannot.
    """
    if name in quantity.kernels:
        return quantity.kernels[name]
    if name.removesuffix(WITH_ERROR) in newer_formulas():
        from muforge.kernels.newer import newer_kernel

        return newer_kernel(name)
    found: np.ufunc = getattr(extension(), name)
    return found


@cache
def newer_formulas() -> Mapping[str, str]:
    """Fingerprints of the formulas that `muforge._fast` was not compiled from, by kernel; almost always empty.

    One fingerprint of all formulas is compared; only if it differs, the manifest is read.
    """
    from muforge.generated.formulas import FORMULAS

    if extension().all_formulas == FORMULAS:
        return {}
    from muforge.kernels.newer import known_kernels

    formulas = {name: entry["formula"] for name, entry in known_kernels().items()}
    return {name: formula for name, formula in formulas.items() if extension().formulas.get(name) != formula}


def identity(quantity: Entry, kernel: str) -> str:
    """A text that changes with the machine code of a quantity's kernel.

    It says nothing of the compiler of the extension, which `muforge._fast.build` describes.
    """
    if kernel in quantity.kernels:
        from muforge.kernels.libraries import Kernels

        return quantity.kernels.identity(kernel) if isinstance(quantity.kernels, Kernels) else "NumPy"
    if kernel in newer_formulas():
        from muforge.kernels.newer import newer_library

        return str(newer_library(kernel))
    return f"{extension().generator} {extension().formulas[kernel]}"
