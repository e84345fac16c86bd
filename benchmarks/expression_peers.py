"""A sympy expression over arrays, by every library that can take one.

Each function takes the expression, the names of its arrays, the values of its other symbols and the arrays, and
returns the call that is timed.  Where a library wants its input packed or its parameters as numbers, that is
done beforehand.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import sympy
from contest import require
from native import compiled, pointer
from sympy import Expr, Symbol

Arrays = Sequence[np.ndarray]
Backend = Callable[[Expr, Sequence[str], Mapping[str, float], Arrays], Callable[[], object]]


def _symbols(expression: Expr, names: Sequence[str]) -> list[Symbol]:
    by_name = {symbol.name: symbol for symbol in expression.free_symbols}
    return [by_name.get(name, Symbol(name)) for name in names]


def with_numbers(expression: Expr, numbers: Mapping[str, float]) -> Expr:
    """The expression with values for its parameters."""
    known = {symbol: numbers[symbol.name] for symbol in expression.free_symbols if symbol.name in numbers}
    return expression.xreplace({symbol: sympy.Float(value, 17) for symbol, value in known.items()})


def numpy_cse(expression: Expr, names: Sequence[str], numbers: Mapping[str, float], arrays: Arrays) -> Callable:
    """`sympy.lambdify` with common subexpressions."""
    function = sympy.lambdify(_symbols(expression, [*names, *numbers]), expression, "numpy", cse=True)
    return lambda: function(*arrays, *numbers.values())


def numexpr(expression: Expr, names: Sequence[str], numbers: Mapping[str, float], arrays: Arrays) -> Callable:
    """The expression as numexpr's text, parameters as numbers."""
    evaluate = require("numexpr").evaluate
    text, values = str(with_numbers(expression, numbers)), dict(zip(names, arrays, strict=True))
    return lambda: evaluate(text, values)


def numba(expression: Expr, names: Sequence[str], numbers: Mapping[str, float], arrays: Arrays) -> Callable:
    """A compiled loop without checks of divisions, which lets it use vector instructions."""
    jit = require("numba").njit(error_model="numpy")
    parts, (result,) = sympy.cse(expression)
    lines = [f"        {name} = {sympy.pycode(value)}" for name, value in parts]
    loads = [f"        {name} = all_{name}[i]" for name in names]
    header = f"def function({', '.join([f'all_{name}' for name in names] + list(numbers))}):"
    body = ["    out = np.empty_like(all_" + names[0] + ")", "    for i in range(len(out)):", *loads, *lines]
    text = "\n".join([header, *body, f"        out[i] = {sympy.pycode(result)}", "    return out"])
    space: dict[str, object] = {"np": np, "math": math}
    exec(text, space)
    function = jit(space["function"])
    return lambda: function(*arrays, *numbers.values())


def jax(expression: Expr, names: Sequence[str], numbers: Mapping[str, float], arrays: Arrays) -> Callable:
    """`sympy.lambdify` for JAX, compiled, in double precision."""
    library = require("jax")
    library.config.update("jax_enable_x64", True)
    function = library.jit(sympy.lambdify(_symbols(expression, [*names, *numbers]), expression, "jax", cse=True))
    inside = [library.numpy.asarray(array) for array in arrays]
    return lambda: function(*inside, *numbers.values()).block_until_ready()


def heyoka(expression: Expr, names: Sequence[str], numbers: Mapping[str, float], arrays: Arrays) -> Callable:
    """A compiled function of heyoka.py in batches, parameters as numbers."""
    library = require("heyoka")
    variables = library.make_vars(*names)
    variables = list(variables) if isinstance(variables, list | tuple) else [variables]
    translated = library.from_sympy(with_numbers(expression, numbers))
    function = library.cfunc([translated], vars=variables)
    packed, out = np.ascontiguousarray(arrays), np.empty((1, len(arrays[0])))
    return lambda: function(packed, outputs=out)


def symengine(expression: Expr, names: Sequence[str], numbers: Mapping[str, float], arrays: Arrays) -> Callable:
    """`symengine.Lambdify`, with LLVM where the build has it, parameters as numbers."""
    library = require("symengine")
    backend = "llvm" if library.have_llvm else "lambda"
    function = library.Lambdify(
        [library.Symbol(n) for n in names], [with_numbers(expression, numbers)], backend=backend, cse=True
    )
    packed = np.ascontiguousarray(np.transpose(arrays))
    return lambda: function(packed)


def naive_c(expression: Expr, names: Sequence[str], numbers: Mapping[str, float], arrays: Arrays) -> Callable:
    """Sympy's C code of the expression in a loop, gcc -O2."""
    parameters = [f"const double *all_{name}" for name in names] + [f"double {name}" for name in numbers]
    loads = " ".join(f"const double {name} = all_{name}[i];" for name in names)
    source = (
        "#include <math.h>\n"
        f"void peer(long n, {', '.join(parameters)}, double *out) {{\n"
        f"    for (long i = 0; i < n; ++i) {{ {loads}\n        out[i] = {sympy.ccode(expression)}; }}\n}}\n"
    )
    function = compiled(source).peer
    scalars = [ctypes.c_double(value) for value in numbers.values()]

    def call() -> np.ndarray:
        out = np.empty_like(arrays[0])
        function(ctypes.c_long(len(out)), *map(pointer, arrays), *scalars, pointer(out))
        return out

    return call


BACKENDS: dict[str, Backend] = {
    "lambdify": numpy_cse,
    "numexpr": numexpr,
    "numba": numba,
    "JAX": jax,
    "heyoka": heyoka,
    "symengine": symengine,
    "C, gcc -O2": naive_c,
}
