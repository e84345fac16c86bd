"""The compiled extension `muforge._fast`: loaded when it is first needed, with errors that say how to mend it."""

from __future__ import annotations

import sys
from functools import cache
from types import ModuleType

from muforge.errors import InstallationError, MuforgeError
from muforge.installation import source_tree

CONTENTS = (
    "all_formulas",
    "build",
    "formulas",
    "generator",
    "instruction_set",
    "instruction_sets",
    "kernel_header",
    "lanes",
    "names",
    "scale_rows",
    "share",
    "ufuncs_at",
)
"""What muforge takes from the extension beside kernels; one compiled for an older muforge lacks some of it."""


@cache
def extension() -> ModuleType:
    """The extension.

    Raises
    ------
    InstallationError
        If it is missing, damaged, or was compiled for another Python, NumPy or muforge.
    InstructionSetError
        If the environment variable MUFORGE_ISA names an instruction set that processor or build lack.
    """
    try:
        from muforge import _fast
    except MuforgeError:
        raise
    except Exception as error:  # whatever a library that does not fit raises
        raise InstallationError(f"{_does_not_fit()}: {type(error).__name__}: {error}; {_mend()}") from error
    lacking = [name for name in CONTENTS if not hasattr(_fast, name)]
    if lacking:
        raise InstallationError(f"{_does_not_fit()}: it is older than muforge and lacks {lacking[0]}; {_mend()}")
    return _fast


def _does_not_fit() -> str:
    return f"muforge's compiled kernels do not fit Python {sys.version_info.major}.{sys.version_info.minor}"


def _mend() -> str:
    tree = source_tree()
    return f"install muforge again: pip install {f'--editable {tree}' if tree else '--force-reinstall muforge'}"
