"""Builds the extension `muforge._fast` from the checked-in C and Cython files; needs no sympy.

Object files are kept in ``.build/objects``, a folder for each set of flags, so that an installation compiles only what
changed since the last one.

Environment variables: MUFORGE_CFLAGS (more compiler flags, e.g. ``-DMUFORGE_PLAIN`` for one instruction
set only) and MUFORGE_JOBS (how many files are compiled at once; all processors unless set).
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import takewhile
from pathlib import Path

import numpy
from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "build"))
from flags import compile_flags  # noqa: E402  (build/flags.py, by path: the package is not installed yet)
from objects import compile_if_changed, compiler_said, digest_of  # noqa: E402

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


class BuildOfChanges(build_ext):
    """Compiles the files of an extension side by side, and only those that changed; setuptools does neither."""

    def build_extensions(self) -> None:
        """Build all extensions."""
        compile_files = self.compiler.compile
        jobs = int(os.environ.get("MUFORGE_JOBS") or os.cpu_count() or 1)
        unix = self.compiler.compiler_type == "unix"
        command = list(self.compiler.compiler_so) if unix else [self.compiler.compiler_type, sys.version]
        program = list(takewhile(lambda word: not word.startswith("-"), command))  # such as "ccache gcc"
        said = compiler_said(program) if unix else ""
        used = "\n".join([said, *command, *FLAGS, *INCLUDE, numpy.__version__, sys.version])
        objects = KEPT / digest_of([], used)
        write_identity(used)
        self.compiler.add_include_dir(numpy.get_include())  # Cython would write it into the C file of the extension

        def compile_one(source: str, options: dict) -> str:
            (name,) = self.compiler.object_filenames([source], output_dir=str(objects))

            def compile_with(flags: list[str]) -> None:
                more = [*(options.get("extra_postargs") or []), *flags]
                compile_files([source], **(options | {"output_dir": str(objects), "extra_postargs": more}))

            settings = {option: options[option] for option in ("macros", "debug", "extra_postargs")}
            compile_if_changed(HERE, Path(source), Path(name), f"{used}\n{settings}", compile_with)
            return name

        def compile_changed(sources, **options):
            with ThreadPoolExecutor(jobs) as pool:
                return list(pool.map(lambda source: compile_one(source, options), sources))

        if unix:
            self.compiler.compile = compile_changed
        super().build_extensions()


def write_identity(used: str) -> None:
    """Write what the extension says of how it was compiled: fingerprints of kernel.h, and of all that it depends on."""
    runtime = [path for path in (HERE / RUNTIME).iterdir() if path.suffix in (".c", ".h")]
    text = "".join(
        f'#define {name} "{value}"\n'
        for name, value in {
            "MF_KERNEL_HEADER": digest_of([HERE / RUNTIME / "kernel.h"]),
            "MF_BUILD": digest_of([*runtime, *(HERE / GENERATED).glob("coefficients.h")], used),
        }.items()
    )
    path = KEPT / "identity" / "build_identity.h"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


RUNTIME, GENERATED = "codegen/runtime", "src/muforge/generated"
KEPT = HERE / ".build" / "objects"
FLAGS = compile_flags() + os.environ.get("MUFORGE_CFLAGS", "").split()
INCLUDE = [RUNTIME, GENERATED, ".build/objects/identity"]

fast = Extension(
    "muforge._fast",
    sources=[f"{RUNTIME}/_fast.pyx", *files(GENERATED, "*.c"), *files(RUNTIME, "*.c")],
    depends=[*files(RUNTIME, "*.h"), *files(GENERATED, "*.h")],
    include_dirs=INCLUDE,
    extra_compile_args=FLAGS,
    define_macros=[("NPY_NO_DEPRECATED_API", "NPY_2_0_API_VERSION")],
)

packages = subpackages()
setup(
    packages=sorted(packages),
    package_dir=packages,
    ext_modules=cythonize([fast], build_dir=".build/cython"),
    cmdclass={"build_ext": BuildOfChanges},
)
