"""Tabulated functions for the code generator: an operation; elsewhere they are written out."""

from __future__ import annotations

from muforge.codegen.translator import Translator, Value, translation
from muforge.symbolic.language.nodes.tabulated import Tabulated


@translation.register(Tabulated)
def _translation(e: Tabulated, into: Translator) -> Value:
    return into.builder.add("tabulated", into.real(e.argument), data=e.func(*e.args[:-1], e.variable))
