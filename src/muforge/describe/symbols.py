r"""Symbols as mathematics: from the name of an argument or a constant to LaTeX, for figures and formulas alike."""

from __future__ import annotations

import re

GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
).split()
FUNCTIONS = {
    "sqrt": r"\sqrt{%s}",
    "sin": r"\sin %s",
    "sin2": r"\sin^2 %s",
    "cos": r"\cos %s",
    "delta": r"\Delta %s",
}
"""First words of names that act on the rest of the name."""
WHOLE = {
    "hbarc_GeV_m": r"\hbar c",
    "hbarc2_GeV2_cm2": r"(\hbar c)^2",
    "hbar_GeV_s": r"\hbar",
    "BR_K_mu_nu": r"\mathrm{BR}(K\to\mu\nu)",
}
"""Names that do not follow the rules."""
_MIXED = re.compile(r"(mu|nu|tau)([A-Za-z]|mu|nu|tau)")


def symbol(name: str) -> str:
    r"""LaTeX of a name: ``m_X`` gives ``m_{X}``, ``s_nuX`` ``s_{\nu X}``, ``m2_miss_min`` ``m^2_{miss,min}``."""
    bare = name.rstrip("'")
    if bare != name:
        return symbol(bare) + name[len(bare) :]
    if name in WHOLE:
        return WHOLE[name]
    head, _, rest = name.partition("_")
    if rest and head in FUNCTIONS:
        return FUNCTIONS[head] % _indexed(rest)
    return _indexed(name)


def _indexed(name: str) -> str:
    head, *rest = [part for part in name.split("_") if part] or [name]
    power = ""
    if rest and rest[-1] == "prime":
        return _indexed("_".join([head, *rest[:-1]])) + "'"
    if rest and (rest[0] == "squared" or (head.endswith("2") and len(head) > 1)):
        power = "^2"
        head, rest = (head, rest[1:]) if rest[0] == "squared" else (head[:-1], rest)
    index = ",".join(map(_index, rest))
    return f"{_letter(head)}{power}" + (f"_{{{index}}}" if index else "")


def _letter(word: str) -> str:
    """A letter, a Greek one by its name, a letter with a number, or an upright word."""
    numbered = re.fullmatch(r"([A-Za-z])(\d+)", word)
    if word in GREEK:
        return rf"\{word}"
    if numbered:
        return f"{numbered[1]}_{{{numbered[2]}}}"
    return word if len(word) == 1 else rf"\mathrm{{{word}}}"


def _index(part: str) -> str:
    """An index: Greek names and single letters as symbols, words upright."""
    if part in GREEK or len(part) == 1:
        return _letter(part)
    mixed = _MIXED.fullmatch(part)
    return "".join(_letter(word) + " " for word in mixed.groups()).strip() if mixed else rf"\mathrm{{{part}}}"
