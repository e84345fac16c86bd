"""Delta a_mu of a neutral vector as a function of its mass, at unit coupling, by everything but muforge."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from by_hand import vector_loop_integrand, vector_loop_shift
from contest import require
from peer_nodes import Nodes, level_count, whole
from scalar_loop import c_function, numba_function
from straight_line import array_function
from table_peer import array_table, numba_table
from variants import constants, program_of, variant_of, without_tables

from muforge.codegen.ir import Program
from muforge.symbolic.language.nodes.tabulated import Tabulated

(M_MU,) = constants("m_mu")
PREFACTOR = 1 / (8 * math.pi**2)


def integral() -> Program:
    """The optimised program with the integral in the place of the table."""
    return without_tables(variant_of("gminus2.neutral_boson"))


def table() -> Tabulated:
    """The tabulated function of m_X/m_mu."""
    (node,) = program_of(variant_of("gminus2.neutral_boson")).tables()
    return node


def jax() -> Any:
    """JAX in double precision."""
    library = require("jax")
    library.config.update("jax_enable_x64", True)
    return library


def numpy_printed() -> Callable:
    """The closed form."""
    return lambda m, g: vector_loop_shift(m, g, M_MU)


def numpy_integral() -> Callable:
    """All nodes of the finest rule."""
    function = array_function(integral())
    return lambda m, g: function(m, g, M_MU)


def numpy_table() -> Callable:
    """The table in numpy."""
    function = array_table(table())
    return lambda m, g: g**2 * PREFACTOR * function(m / M_MU)


def numba_printed() -> Callable:
    """The closed form in a compiled loop."""
    one = require("numba").njit(error_model="numpy")(_closed_form(cmath.sqrt, cmath.log))
    return _looped(one)


def _closed_form(sqrt: Callable, log: Callable) -> Callable:
    mass = M_MU

    def one(m_X: float) -> float:
        s = complex(m_X * m_X)
        beta = sqrt(1 - 4 * mass**2 / s)
        x = (1 - beta) / (1 + beta)
        logarithms = (1 + x**2) * (1 + x) ** 2 / x**2 * (log(1 + x) - x + x**2 / 2)
        kernel = x**2 * (2 - x**2) / 2 + logarithms + (1 + x) / (1 - x) * x**2 * log(x)
        return kernel.real / (4 * math.pi**2)

    return one


def _looped(one: Callable) -> Callable:
    def function(masses: np.ndarray, g: float) -> np.ndarray:
        out = np.empty_like(masses)
        for i in range(len(masses)):
            out[i] = g * g * one(masses[i])
        return out

    return require("numba").njit(error_model="numpy")(function)


def numba_tabulated() -> Callable:
    """The table in a compiled loop."""
    value = numba_table(table())
    mass, factor = M_MU, PREFACTOR
    return _looped(require("numba").njit(error_model="numpy")(lambda m: factor * value(m / mass)))


def _finest(program: Program) -> Callable[[int], Nodes]:
    """All nodes of the finest rule for so many points, found once: what is timed is the loop over them."""
    return cache(lambda count: whole(program, np.full(count, level_count(program) - 1)))


def numba_integral() -> Callable:
    """The integral in a compiled loop."""
    program = integral()
    function, nodes = numba_function(program), _finest(program)
    return lambda m, g: function(m, g, M_MU, nodes(len(m)))


def c_integral() -> Callable:
    """The integral in naive C."""
    program = integral()
    function, nodes = c_function(program), _finest(program)
    return lambda m, g: function(m, g, M_MU, nodes(len(m)))


def jax_integral() -> Callable:
    """The integral as a JAX function, to be compiled."""
    function = array_function(integral(), xp=jax().numpy)
    return lambda m, g: function(m, g, M_MU)


def jax_table() -> Callable:
    """The table as a JAX function, to be compiled."""
    function = array_table(table(), jax().numpy)
    return lambda m, g: g**2 * PREFACTOR * function(m / M_MU)


def jax_printed() -> Callable:
    """The closed form as a JAX function, to be compiled."""
    library = jax()
    return lambda m, g: vector_loop_shift(m, g, M_MU, library.numpy)


def compiled_by_jax(function: Callable, *arguments: Any) -> Callable:
    """A call of a compiled JAX function with its arguments on the device."""
    library = jax()
    run = library.jit(function)
    inside = [library.numpy.asarray(argument) for argument in arguments]
    return lambda: run(*inside).block_until_ready()


def scipy_quad(masses: np.ndarray, g: float) -> Callable:
    """The integral as printed by scipy.integrate.quad, mass by mass."""
    quad = require("scipy.integrate").quad

    def call() -> list[float]:
        factor = g**2 / (4 * math.pi**2)
        return [
            factor * quad(vector_loop_integrand, 0, 1, args=(m**2 / M_MU**2,), epsabs=0, epsrel=1e-12, limit=200)[0]
            for m in masses
        ]

    return call
