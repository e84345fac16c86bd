"""What a kernel can be: how many inputs it takes, and which rules its integral may have."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from muforge.codegen.ir import Program
from muforge.codegen.plan.schedule import rules
from muforge.codegen.translate import TranslationError
from muforge.symbolic.language.variant import Variant

RUNTIME = Path(__file__).parents[1] / "runtime"


@cache
def defined(name: str, header: str) -> str:
    """What a header of the runtime defines a name as."""
    text = (RUNTIME / header).read_text()
    (value,) = re.findall(rf"#define {name} (\S+)", text)
    return str(value)


def check_inputs(variant: Variant) -> None:
    """Refuse formulas of too many numbers.

    Raises
    ------
    TranslationError
    """
    count, most = len(variant.kernel_inputs), int(defined("MF_MOST_INPUTS", "kernel.h"))
    if count > most:
        raise TranslationError(
            f"{count} numbers go into it, components of momenta and constants among them; a kernel takes at most {most}"
        )


def check_rules(program: Program) -> None:
    """Refuse rules of one-dimensional integrals whose new nodes are not all between those of the coarser one.

    Raises
    ------
    TranslationError
    """
    for variable, rule in rules(program).items():
        reach = rule.reach_low + rule.reach_high
        if rule.ratio == 2 and reach % rule.coarsest:
            raise TranslationError(
                f"the rule of {variable} reaches from -{rule.reach_low} to {rule.reach_high}; the distance has to be a "
                f"multiple of its coarsest step, {rule.coarsest}"
            )
