"""Units as products of powers, so that a formula can be checked against the unit it declares.

Natural units: everything is a power of GeV unless a formula converts explicitly through a constant such
as ``hbarc_GeV_m``.  Metres and centimetres are different bases on purpose: mixing them is a mistake that
the check then sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Unit:
    """A product of powers of base units, e.g. ``GeV**2 * cm**2``.

    Parameters
    ----------
    powers : tuple of (str, Fraction)
        Sorted by base name, without zero powers.
    """

    powers: tuple[tuple[str, Fraction], ...] = ()

    def __mul__(self, other: Unit) -> Unit:
        total = dict(self.powers)
        for base, power in other.powers:
            total[base] = total.get(base, Fraction(0)) + power
        return Unit(tuple(sorted((b, p) for b, p in total.items() if p)))

    def __pow__(self, exponent: int | Fraction) -> Unit:
        exponent = Fraction(exponent)
        return Unit(tuple((base, power * exponent) for base, power in self.powers if exponent))

    def __truediv__(self, other: Unit) -> Unit:
        return self * other**-1

    def __str__(self) -> str:
        if not self.powers:
            return "1"
        return " ".join(base if power == 1 else f"{base}^{power}" for base, power in self.powers)


def base_unit(name: str) -> Unit:
    """The unit `name` to the first power."""
    return Unit(((name, Fraction(1)),))


one = Unit()
GeV = base_unit("GeV")
metre = base_unit("m")
centimetre = base_unit("cm")
second = base_unit("s")
picobarn = base_unit("pb")
gram = base_unit("g")
attobarn = base_unit("ab")
