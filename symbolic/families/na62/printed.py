"""The significance of a counting search as printed."""

from muforge.symbolic.language.literature import Erratum

PAPER = "arXiv:1902.07715"

COUNTING = (
    Erratum(
        f"{PAPER} eq. (C.1), significance above a cut",
        printed="S/sqrt(B + 2 B^2)",
        right="S/sqrt(B + kappa^2 B^2) with the relative error kappa of the background",
        shown="errors added in quadrature; the printed form has no kappa, which the figures vary",
    ),
)
