"""Builds the extension `muforge._fast` from the checked-in C and Cython files; needs no sympy.

Environment variables: MUFORGE_CFLAGS (more compiler flags, e.g. ``-DMUFORGE_PLAIN`` for one instruction
set only) and MUFORGE_JOBS (how many files are compiled at once; all processors unless set).
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy
from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

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


def files(folder: str, *patterns: str) -> list[str]:
    """Files of a folder, relative to this one, the largest first: they take longest to compile."""
    found = {path for pattern in patterns for path in (HERE / folder).glob(pattern)}
    ordered = sorted(found, key=lambda path: (-path.stat().st_size, path.name))
    return [path.relative_to(HERE).as_posix() for path in ordered]


class ParallelBuild(build_ext):
    """Compiles the files of an extension side by side; setuptools does so for whole extensions only."""

    def build_extensions(self) -> None:
        """Build all extensions."""
        compile_files = self.compiler.compile
        jobs = int(os.environ.get("MUFORGE_JOBS") or os.cpu_count() or 1)

        def compile_in_parallel(sources, **options):
            with ThreadPoolExecutor(jobs) as pool:
                objects = list(pool.map(lambda source: compile_files([source], **options), sources))
            return [name for names in objects for name in names]

        if self.compiler.compiler_type == "unix" and jobs > 1:
            self.compiler.compile = compile_in_parallel
        super().build_extensions()


fast = Extension(
    "muforge._fast",
    sources=["src/muforge/_fast.pyx", *files("src/muforge/generated", "*.c"), *files("codegen/runtime", "*.c")],
    depends=[*files("codegen/runtime", "*.h"), *files("src/muforge/generated", "*.h", "*.pxi")],
    include_dirs=["codegen/runtime", "src/muforge/generated", numpy.get_include()],
    extra_compile_args=compile_flags() + os.environ.get("MUFORGE_CFLAGS", "").split(),
    define_macros=[("NPY_NO_DEPRECATED_API", "NPY_2_0_API_VERSION")],
)

packages = subpackages()
setup(
    packages=sorted(packages),
    package_dir=packages,
    ext_modules=cythonize([fast], include_path=["src/muforge"]),
    cmdclass={"build_ext": ParallelBuild},
)
