"""Copies of the package whose formulas a test may change; the extension is the one that is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import muforge
import muforge.build
import muforge.codegen
import muforge.symbolic

PACKAGE = Path(muforge.__file__).parent
PARTS = {"symbolic": muforge.symbolic, "codegen": muforge.codegen, "build": muforge.build}
REGENERATE = """
from muforge.build.regeneration import regenerate
from muforge.installation import FOLDER
from muforge.symbolic.registry import quantities
print(*regenerate(quantities(), FOLDER, jobs=2).formulas)
"""


def copy_of_package(folder: Path) -> Path:
    """The package as a wheel would install it into a folder, but with the generated C files."""
    unwanted = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd")
    target = folder / "muforge"
    shutil.copytree(PACKAGE, target, ignore=unwanted)
    for name, part in PARTS.items():
        shutil.copytree(next(iter(part.__path__)), target / name, ignore=unwanted, dirs_exist_ok=True)
    for library in PACKAGE.glob("_fast.*.[sp][oy]*"):
        if library.suffix in (".so", ".pyd"):
            (target / library.name).symlink_to(library)
    return target


def python(site: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the package of a folder."""
    variables = os.environ | {"PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"} | environment
    return subprocess.run([sys.executable, *arguments], cwd=site, env=variables, capture_output=True, text=True)


def printed(site: Path, code: str, **environment: str) -> str:
    """What a program prints, which must succeed."""
    done = python(site, "-c", code, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
