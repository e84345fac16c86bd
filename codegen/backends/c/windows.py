"""C for integrals whose fine rules have nodes only where the coarsest one showed that the integrand matters.

See ``codegen/runtime/tails.h``, and `muforge.codegen.plan.window` for which integrals these are.
"""

from __future__ import annotations

from muforge.codegen.backends.c.identifiers import local_name
from muforge.codegen.plan.kernel_plan import Plan
from muforge.codegen.plan.node_tables import nodes


class Window:
    """What is printed for the window of a plan's integral, between the lines for integrals without one."""

    def __init__(self, plan: Plan) -> None:
        assert plan.window is not None
        self._integral = local_name(plan.program, plan.window)
        ((self._variable, rule),) = plan.rules.items()
        self._coarsest = nodes(rule)[1][0]  # number of its nodes

    def bounds(self, variable: str) -> str:
        """Bounds of the loop over the nodes of a level."""
        start = f"ends_{variable}[level]"
        return f"{start} + window.first; k_{variable} < {start} + window.last"

    def before_levels(self) -> list[str]:
        """What comes before the loop over levels."""
        count = self._coarsest
        return [
            "mf_window window;",
            f"double sizes[{count + 1}][MF_LANES]; /* of the terms of the coarsest rule, and of one more */",
            f"mf_open_window(&window, {count});",
        ]

    def node(self, variable: str) -> list[str]:
        """What comes first at a node."""
        k, count = f"k_{variable}", self._coarsest
        return [
            f"const double node = {k} - ends_{variable}[level];",
            f"double *const size = sizes[{k} < {count} ? {k} : {count}];",
        ]

    def term(self, term: str) -> tuple[list[str], str]:
        """What comes before a term is added, and what is added."""
        return [f"size[l] = fabs({term});"], f"mf_within(&window, l, node, {term})"

    def after_sums(self) -> list[str]:
        """What is done with the integral of a level before it is used."""
        return [f"mf_relative_tails(&window, {self._integral}, tails);"]

    def before_next_level(self) -> list[str]:
        """What comes after a level that was not the last."""
        arguments = f"{self._coarsest}, sizes, steps_{self._variable}[0], {self._integral}, tolerance"
        return [
            "if (level == 0)",
            f"    mf_find_window(&window, {arguments});",
            "else",
            "    mf_refine_window(&window);",
        ]
