"""Kernels whose formula changed since muforge was installed: compiled into the cache when they are first used.

The cache remembers the C code under the fingerprint of the formula, so that sympy is needed once.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from muforge.build.cache import content_name
from muforge.build.kinds import KERNELS
from muforge.build.machine_errors import CompilerError
from muforge.build.provenance import generator_fingerprint
from muforge.codegen.interfaces.exported import WITH_ERROR
from muforge.errors import MuforgeError
from muforge.installation import FOLDER, GENERATED
from muforge.kernels.libraries import load, user_cache


@cache
def known_kernels() -> dict[str, dict[str, Any]]:
    """What was generated: fingerprint of the formula, family and file of each kernel."""
    found: dict[str, dict[str, Any]] = json.loads((GENERATED / "manifest.json").read_text())["kernels"]
    return found


def newer_kernel(name: str) -> np.ufunc:
    """A kernel, or its form with errors, compiled from the formula of the manifest.

    Raises
    ------
    CompilerError
        If there is no working C compiler.
    MuforgeError
        If the formula was changed again since the manifest was written.
    """
    return _compiled(name.removesuffix(WITH_ERROR))[name]


@cache
def _compiled(kernel: str) -> dict[str, np.ufunc]:
    return dict(load(newer_library(kernel)))


@cache
def newer_library(kernel: str) -> Path:
    """The library of a kernel, compiled now if the cache has none."""
    entry = known_kernels()[kernel]
    store = user_cache()
    name = content_name(kernel, entry["formula"], generator_fingerprint())
    code = store.answer(KERNELS, name)
    if code is None:
        code = _code(kernel, entry)
        store.remember(KERNELS, name, code)
    try:
        (library,) = store.libraries([code])
    except CompilerError as error:
        raise CompilerError(
            f"the formula of {kernel} is newer than muforge._fast, so that it is compiled when it is used: {error}"
        ) from error
    return library


def _code(kernel: str, entry: dict[str, Any]) -> str:
    """C of a kernel as the extension will have it; how it converges is taken from the manifest."""
    from muforge.build.manifest import Manifest
    from muforge.codegen.backends.c.family import library_c
    from muforge.codegen.fingerprint import Fingerprinter
    from muforge.codegen.pipeline import program_of
    from muforge.symbolic.registry import quantities

    own = (q for q in quantities().values() if q.family == entry["family"])
    variant = next((v for quantity in own for v in quantity.variants if v.kernel == kernel), None)
    if variant is None or Fingerprinter().kernel(variant) != entry["formula"]:
        raise MuforgeError(
            f"the formula of {kernel} was changed after 'muforge regenerate' had run; run it again, then this"
        )
    known = {kernel: list(Manifest(FOLDER).convergence_of(kernel).values())}
    return library_c([(variant, program_of(variant))], known)
