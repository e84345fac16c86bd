"""Names and units as matplotlib shows them."""

from __future__ import annotations

import re

GREEK = ("alpha", "epsilon", "lambda", "theta", "gamma", "kappa", "delta", "sigma", "tau", "mu", "nu", "xi")

OPTION_TITLES = {
    "lmu_ltau": r"$L_\mu - L_\tau$",
    "lmu_le": r"$L_\mu - L_e$",
    "le_ltau": r"$L_e - L_\tau$",
    "b_minus_l": "$B - L$",
}


FUNCTIONS = {"sqrt": r"\sqrt{%s}", "sin": r"\sin %s", "delta": r"\Delta %s"}


def argument_title(name: str) -> str:
    """The symbol of an argument: ``m_X`` gives $m_X$, ``m2_miss_min`` $m^2_{miss,min}$; words stay words."""
    head, _, rest = name.partition("_")
    if rest and head in FUNCTIONS:
        return f"${FUNCTIONS[head] % _symbol(rest)}$"
    if len(head) > 3 and head not in GREEK:
        return name.replace("_", " ")
    return f"${_symbol(name)}$"


def _symbol(name: str) -> str:
    head, *rest = name.split("_")
    power = ""
    if rest and (rest[0] == "squared" or (head.endswith("2") and len(head) > 1)):
        power = "^2"
        head, rest = (head, rest[1:]) if rest[0] == "squared" else (head[:-1], rest)
    index = ",".join(_index(part) for part in rest)
    return f"{_letter(head)}{power}" + (f"_{{{index}}}" if index else "")


def _letter(word: str) -> str:
    if word in GREEK:
        return rf"\{word}"
    return word if len(word) == 1 else rf"\mathrm{{{word}}}"


def _index(part: str) -> str:
    """An index: Greek names and single letters as symbols, words upright."""
    if part in GREEK or len(part) == 1:
        return _letter(part)
    mixed = re.fullmatch(r"(mu|nu|tau)([A-Za-z]|mu|nu|tau)", part)
    return "".join(_letter(word) + " " for word in mixed.groups()).strip() if mixed else rf"\mathrm{{{part}}}"


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
