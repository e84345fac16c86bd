"""Coefficients as polynomials: one ring over the rationals holds invariants, masses and couplings."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sympy import QQ, Dummy, Expr, Float, I, Mul, Pow, Symbol, expand, fraction, together
from sympy.polys.polyutils import parallel_dict_from_expr
from sympy.polys.rings import PolyElement, PolyRing

from muforge.symbolic.feynman.amplitude_errors import AmplitudeError


class Coefficient(NamedTuple):
    """A complex coefficient: two real polynomials over a monomial of poles.

    Attributes
    ----------
    real, imaginary : PolyElement
        The numerator.
    poles : tuple of (PolyElement, int)
        Generators in the denominator, with their powers.
    """

    real: PolyElement
    imaginary: PolyElement
    poles: tuple[tuple[PolyElement, int], ...]


def _split(expression: Expr) -> tuple[Expr, Expr, dict[Symbol, int]]:
    """Real and imaginary part of the numerator, and symbols divided by."""
    if expression.has(Float):
        raise AmplitudeError(
            f"the coefficient {expression} holds a floating-point number; derivations are exact, so use a "
            "symbol or a Rational and put numbers in afterwards"
        )
    poles: dict[Symbol, int] = {}
    rest = []
    numerator, denominator = fraction(together(expression))
    for factor in Mul.make_args(denominator):
        base, power = factor.as_base_exp()
        if isinstance(base, Symbol) and base.is_real and power.is_Integer:
            poles[base] = int(power)
        else:
            rest.append(Pow(factor, -1))
    total = expand(Mul(numerator, *rest))
    if not total.has(I) and all(symbol.is_real for symbol in total.free_symbols):
        return total, expand(0), poles
    real, imaginary = total.as_real_imag()
    return expand(real), expand(imaginary), poles


class CoefficientRing:
    """The polynomial ring of a derivation.

    Parameters
    ----------
    leading : sequence of Symbol
        Generators that come first, in this order: the invariants, then the masses.
    expressions : iterable of sympy expressions
        Everything that is to be converted.
    """

    def __init__(self, leading: Sequence[Symbol], expressions: Iterable[Expr]) -> None:
        self._parts = {expression: _split(expression) for expression in dict.fromkeys(expressions)}
        flat = [part for real, imaginary, _ in self._parts.values() for part in (real, imaginary)]
        poles = [symbol for _, _, divisors in self._parts.values() for symbol in divisors]
        # sympy wants at least one generator, which coefficients that are all numbers do not have
        spare = Dummy()
        used = parallel_dict_from_expr([*flat, *poles, spare])[1]
        others = [x for x in used if x not in leading and x != spare]
        self.leading = len(leading)
        self.generators = (*leading, *sorted(others, key=str))
        names = [str(symbol) for symbol in self.generators]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise AmplitudeError(
                f"several invariants, masses or couplings are called {', '.join(repeated)}; give each its own name, "
                "and a symbol the same assumptions everywhere"
            )
        self.ring = PolyRing(self.generators, QQ, "lex")
        self._gens = dict(zip(self.generators, self.ring.gens, strict=True))
        converted = parallel_dict_from_expr([*flat, spare], gens=(*self.generators, spare))[0]
        polynomials = [
            self.ring.from_dict({monomial[:-1]: QQ(int(c.p), int(c.q)) for monomial, c in terms.items() if c})
            for terms in converted[:-1]
        ]
        pairs = zip(polynomials[::2], polynomials[1::2], strict=True)
        self._converted = {
            expression: Coefficient(real, imaginary, tuple((self._gens[x], n) for x, n in divisors.items()))
            for (expression, (_, _, divisors)), (real, imaginary) in zip(self._parts.items(), pairs, strict=True)
        }

    def __call__(self, expression: Expr) -> Coefficient:
        """The polynomial form of one of the expressions the ring was made for."""
        return self._converted[expression]

    def generator(self, symbol: Symbol) -> PolyElement:
        """The generator that stands for a symbol."""
        return self._gens[symbol]

    def mass(self, mass: Expr) -> PolyElement:
        """A mass, symbol or exact number, as an element of the ring."""
        if isinstance(mass, Symbol):
            return self._gens[mass]
        return self.ring(QQ(int(mass.p), int(mass.q)))
