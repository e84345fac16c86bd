"""Which symbols an expression contains, by name; shared subexpressions are looked at once."""

from __future__ import annotations

from functools import cache

from sympy import Basic, Indexed, Sum, Symbol

from muforge.symbolic.language.integrals import LineIntegral
from muforge.symbolic.language.nodes.computed import Computed
from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.language.nodes.tabulated import Tabulated


@cache
def names_in(e: Basic) -> frozenset[str]:
    """Names of the free symbols of an expression, of the bases of its indexed ones and of free indices."""
    if isinstance(e, Symbol):
        return frozenset({e.name})
    if isinstance(e, Indexed):
        return frozenset({str(e.base), *(str(i) for i in e.indices)})
    if isinstance(e, LineIntegral):
        return names_in(e.integrand) - {e.variable.name}
    if isinstance(e, Computed):
        return frozenset().union(*map(names_in, e.inputs))
    if isinstance(e, Let):
        return (names_in(e.body) - {e.name.name}) | names_in(e.value)
    if isinstance(e, Tabulated):
        return names_in(e.argument)
    if isinstance(e, Sum):
        return names_in(e.function) - {str(index) for index, *_ in e.limits}
    return frozenset().union(*(names_in(a) for a in e.args))
