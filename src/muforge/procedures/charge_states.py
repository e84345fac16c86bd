"""Charge states of heavy particles with electroweak charges."""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.errors import DomainError
from muforge.symbolic.families.electroweak.tensors import charge_states


def charge_state_weights(
    R_dimension: Any,
    R_hypercharge: Any,
    R_A_dimension: Any,
    R_A_hypercharge: Any,
    R_B_dimension: Any,
    R_B_hypercharge: Any,
) -> tuple[Any, Any]:
    """Rows of the charge of R, that of R_A, and the weight."""
    shape = R_dimension.shape
    dimensions = np.stack([np.ravel(d) for d in (R_dimension, R_A_dimension, R_B_dimension)], axis=-1)
    rows = []
    for of_one, Y in zip(np.rint(dimensions).astype(int).tolist(), np.ravel(R_hypercharge).tolist(), strict=True):
        states = charge_states((of_one[0], of_one[1], of_one[2]))
        rows.append([[Y + float(s.T3), -1 - Y - float(s.T3), s.weight] for s in states])
    if len({len(states) for states in rows}) != 1:
        raise DomainError("the models have different numbers of charge states; give one model, or some with equal ones")
    found = np.reshape(np.array(rows), (*shape, len(rows[0]), 3))
    return found, 4e-16 * np.abs(found)
