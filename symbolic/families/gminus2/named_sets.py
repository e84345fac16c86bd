"""Arguments that name measurements and predictions of a_mu, instead of their numbers."""

from __future__ import annotations

from typing import Annotated

from muforge.symbolic.language.annotations import Argument, argument
from muforge.symbolic.language.arguments import Fills, Real
from muforge.symbolic.nature.moments import DEFAULT_EXPERIMENT as DEFAULT_EXPERIMENT
from muforge.symbolic.nature.moments import DEFAULT_THEORY as DEFAULT_THEORY
from muforge.symbolic.nature.moments import EXPERIMENTS, THEORIES
from muforge.symbolic.nature.units import one

MEASURED, PREDICTED = "measured values by name", "prediction of the standard model by name"
SHIFT = ("delta_a_mu",)
Experiment = Annotated[str, Fills(("measurements", "measurement_errors"), MEASURED, tuple(EXPERIMENTS))]
Theory = Annotated[str, Fills(("prediction", "prediction_error"), PREDICTED, THEORIES)]
ShiftOfExperiment = Annotated[str, Fills(SHIFT, f"{MEASURED}, for the shift", tuple(EXPERIMENTS))]
ShiftOfTheory = Annotated[str, Fills(SHIFT, f"{PREDICTED}, for the shift", THEORIES)]
ShiftOfSigmas = Annotated[
    float,
    Real(one, "standard errors added to the discrepancy of named sets, for the shift", range=(0.5, 3.0)),
    Fills(SHIFT, ""),
]


def of_shift() -> tuple[Argument, ...]:
    """The arguments that give a shift of a_mu."""
    return (
        argument("experiment", ShiftOfExperiment),
        argument("theory", ShiftOfTheory),
        argument("n_sigma", ShiftOfSigmas, 0.0),
    )
