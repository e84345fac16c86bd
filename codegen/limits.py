"""What a kernel can be: how many inputs it takes, and which rules its integral may have."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from muforge.codegen.ir import Program
from muforge.codegen.schedule import is_nested, rules
from muforge.codegen.translate import TranslationError
from muforge.symbolic.declare import Variant


@cache
def most_inputs() -> int:
    """How many inputs a kernel may have."""
    header = Path(__file__).parent / "runtime/kernel.h"
    return int(re.findall(r"#define MF_MOST_INPUTS (\d+)", header.read_text())[0])


def check_inputs(variant: Variant) -> None:
    """Refuse formulas of too many numbers.

    Raises
    ------
    TranslationError
    """
    count = len(variant.kernel_inputs)
    if count > most_inputs():
        raise TranslationError(
            f"{count} numbers go into it, components of momenta and constants among them; a kernel takes at most "
            f"{most_inputs()}"
        )


def check_rules(program: Program) -> None:
    """Refuse rules of one-dimensional integrals whose new nodes are not all between those of the coarser one.

    Raises
    ------
    TranslationError
    """
    if is_nested(program):
        return
    for variable, rule in rules(program).items():
        reach = rule.reach_low + rule.reach_high
        if reach % rule.coarsest:
            raise TranslationError(
                f"the rule of {variable} reaches from -{rule.reach_low} to {rule.reach_high}; the distance has to be a "
                f"multiple of its coarsest step, {rule.coarsest}"
            )
