"""Numbers behind muonic forces and the muon's anomalous magnetic moment.

>>> import muforge
>>> muforge.evaluate("gminus2.neutral_boson", boson="scalar", m_X=0.01, g=5e-4)
4.017...e-09
"""

from __future__ import annotations

from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

from muforge.catalogue.lookup import constants, families, names
from muforge.compute.derivatives import derivative
from muforge.compute.evaluate import evaluate
from muforge.compute.solutions import Solutions, solve
from muforge.errors import (
    AccuracyWarning,
    ArgumentError,
    DomainError,
    ImplausibleWarning,
    MissingExtraError,
    ModelChangedWarning,
    ModelWarning,
    MuforgeError,
    OutputError,
    UnknownQuantityError,
    ValidityError,
    ValidityWarning,
)
from muforge.inputs.hadrons import hadronic_r_ratio
from muforge.inputs.neutrino_fluxes import read_flux
from muforge.installation import FOLDER as _FOLDER
from muforge.installation import version as _version
from muforge.limits.coupling_limits import expected_events, limit, setups
from muforge.limits.excluded import CouplingLimit
from muforge.model_building import build_model
from muforge.scans.blocks import scan
from muforge.scans.results import ScanResult

if _TYPE_CHECKING:
    from muforge.atlas.computing import plane

__all__ = [
    "AccuracyWarning",
    "ArgumentError",
    "CouplingLimit",
    "DomainError",
    "ImplausibleWarning",
    "MissingExtraError",
    "ModelChangedWarning",
    "ModelWarning",
    "MuforgeError",
    "OutputError",
    "ScanResult",
    "Solutions",
    "build_model",
    "UnknownQuantityError",
    "ValidityError",
    "ValidityWarning",
    "constants",
    "derivative",
    "evaluate",
    "expected_events",
    "families",
    "get_include",
    "hadronic_r_ratio",
    "limit",
    "names",
    "plane",
    "read_flux",
    "scan",
    "setups",
    "solve",
]


def __getattr__(name: str) -> _Any:
    if name == "__version__":
        return _version()
    if name == "plane":  # loaded when it is used
        from muforge.atlas.computing import plane

        return plane
    raise AttributeError(f"module 'muforge' has no attribute '{name}'")


def get_include() -> str:
    """Folder of ``muforge.h``, for C code that calls kernels."""
    return str(_FOLDER / "include")
