"""Kernels of a model that was built without a C compiler, run by NumPy.  Needs sympy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from muforge.codegen.interfaces.exported import WITH_ERROR


class SlowKernels(Mapping[str, Any]):
    """Kernels by name, made from the formulas when they are used first.

    Parameters
    ----------
    quantities : iterable of str
        Names of the quantities that the kernels belong to.
    kernels : iterable of str
    """

    def __init__(self, quantities: Iterable[str], kernels: Iterable[str]) -> None:
        self._quantities = tuple(quantities)
        self._kernels = tuple(kernels)

    def __getitem__(self, name: str) -> Any:
        kernel = name.removesuffix(WITH_ERROR)
        if kernel not in self._kernels:
            raise KeyError(name)
        interpreted = _interpreted(self._quantities, kernel)
        return interpreted if kernel == name else interpreted.with_error

    def __iter__(self) -> Iterator[str]:
        return iter(self._kernels)

    def __len__(self) -> int:
        return len(self._kernels)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.removesuffix(WITH_ERROR) in self._kernels


@cache
def _interpreted(quantities: tuple[str, ...], kernel: str) -> Any:
    from muforge.catalogue.declarations import declared
    from muforge.codegen.backends.numpy.interpret import Interpreted
    from muforge.codegen.pipeline import program_for_interpretation

    variants = (variant for name in quantities for variant in declared(name).variants)
    return Interpreted(program_for_interpretation(next(v for v in variants if v.kernel == kernel)))
