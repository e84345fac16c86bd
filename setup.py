"""Builds the extension `muforge._fast` from the checked-in C and Cython files; needs no sympy."""

import os
import sys
from pathlib import Path

import numpy
from Cython.Build import cythonize
from setuptools import Extension, setup

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "build"))
from flags import compile_flags  # noqa: E402  (build/flags.py, by path: the package is not installed yet)

PACKAGES = {
    "muforge": "src/muforge",
    "muforge.symbolic": "symbolic",
    "muforge.codegen": "codegen",
    "muforge.build": "build",
}


def subpackages() -> dict[str, str]:
    """All packages: name -> folder."""
    found = dict(PACKAGES)
    for name, folder in PACKAGES.items():
        for init in sorted((HERE / folder).rglob("__init__.py")):
            relative = init.parent.relative_to(HERE / folder)
            if relative.parts:
                found[".".join([name, *relative.parts])] = f"{folder}/{relative.as_posix()}"
    return found


fast = Extension(
    "muforge._fast",
    sources=[
        "src/muforge/_fast.pyx",
        "codegen/runtime/loops.c",
        *sorted(path.relative_to(HERE).as_posix() for path in (HERE / "src/muforge/generated").glob("*.c")),
    ],
    include_dirs=["codegen/runtime", "src/muforge/generated", numpy.get_include()],
    extra_compile_args=compile_flags() + os.environ.get("MUFORGE_CFLAGS", "").split(),
    define_macros=[("NPY_NO_DEPRECATED_API", "NPY_2_0_API_VERSION")],
)

packages = subpackages()
setup(
    packages=sorted(packages),
    package_dir=packages,
    ext_modules=cythonize([fast], include_path=["src/muforge"]),
)
