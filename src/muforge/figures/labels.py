"""Names and units as matplotlib shows them."""

from __future__ import annotations

import re

from muforge.describe.symbols import FUNCTIONS, GREEK, symbol

OPTION_TITLES = {
    "lmu_ltau": r"$L_\mu - L_\tau$",
    "lmu_le": r"$L_\mu - L_e$",
    "le_ltau": r"$L_e - L_\tau$",
    "b_minus_l": "$B - L$",
}


def argument_title(name: str) -> str:
    """The symbol of an argument: ``m_X`` gives $m_X$, ``m2_miss_min`` $m^2_{miss,min}$; words stay words."""
    head, _, rest = name.partition("_")
    if len(head) > 3 and head not in GREEK and not (rest and head in FUNCTIONS):
        return name.replace("_", " ")
    return f"${symbol(name)}$"


def option_title(choice: str) -> str:
    """An option as it reads in a legend."""
    return OPTION_TITLES.get(choice, choice.replace("_", " "))


def with_unit(title: str, unit: str) -> str:
    """A title followed by its unit, if there is one."""
    return title if unit == "1" else f"{title} [{unit_title(unit)}]"


def unit_title(unit: str) -> str:
    """``GeV^-2`` as mathematics."""
    return re.sub(r"\^(\([^)]*\)|-?\d+)", lambda found: f"$^{{{found[1].strip('()')}}}$", unit)


def number_title(value: float) -> str:
    """A number in a legend: very small and very large ones with a power of ten."""
    if value == 0 or 0.01 <= abs(value) < 1e5:
        return f"{value:.4g}"
    mantissa, _, exponent = f"{value:.3e}".partition("e")
    power = f"10^{{{int(exponent)}}}"
    return f"${power}$" if float(mantissa) == 1 else rf"${float(mantissa):g}\times {power}$"
