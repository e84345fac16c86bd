"""Numbers behind muonic forces and the muon's anomalous magnetic moment.

>>> import muforge
>>> muforge.evaluate("gminus2.neutral_boson", boson="scalar", m_X=0.01, g=5e-4)
4.017...e-09
"""

from __future__ import annotations

from pathlib import Path as _Path
from typing import Any as _Any

from muforge.catalogue import constants, families, names
from muforge.derivatives import derivative
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
from muforge.models import build_model
from muforge.results import ScanResult
from muforge.scan import scan

__all__ = [
    "AccuracyWarning",
    "ArgumentError",
    "DomainError",
    "MissingExtraError",
    "MuforgeError",
    "OutputError",
    "ScanResult",
    "build_model",
    "UnknownQuantityError",
    "constants",
    "derivative",
    "evaluate",
    "families",
    "get_include",
    "names",
    "scan",
]


def __getattr__(name: str) -> _Any:
    if name == "__version__":
        from importlib.metadata import version  # takes longer to import than all of muforge

        globals()[name] = version("muforge")
        return globals()[name]
    raise AttributeError(f"module 'muforge' has no attribute '{name}'")


def get_include() -> str:
    """Folder of ``muforge.h``, for C code that calls kernels."""
    return str(_Path(__file__).parent / "include")
