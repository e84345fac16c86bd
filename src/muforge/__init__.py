"""Numbers behind muonic forces and the muon's anomalous magnetic moment.

>>> import muforge
>>> muforge.evaluate("gminus2.neutral_boson", boson="scalar", m_X=0.01, g=5e-4)
4.017...e-09
"""

from __future__ import annotations

from importlib.metadata import version as _version
from pathlib import Path as _Path

from muforge.catalogue import constants, families, names
from muforge.errors import (
    AccuracyWarning,
    ArgumentError,
    DomainError,
    MissingExtraError,
    MuforgeError,
    OutputError,
    UnknownQuantityError,
)
from muforge.evaluate import evaluate

__all__ = [
    "AccuracyWarning",
    "ArgumentError",
    "DomainError",
    "MissingExtraError",
    "MuforgeError",
    "OutputError",
    "UnknownQuantityError",
    "constants",
    "evaluate",
    "families",
    "get_include",
    "names",
]


def get_include() -> str:
    """Folder of ``muforge.h``, for C code that calls kernels."""
    return str(_Path(__file__).parent / "include")
