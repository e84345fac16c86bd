"""Build the models of a Python file, so that every command knows their quantities by name.

The file is code and is run: build files that you trust.  Kernels are compiled into a cache, those that changed only;
the environment variable MUFORGE_CACHE names its folder.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from muforge.catalogue.models_in_use import forget_models
from muforge.cli.streams import say
from muforge.errors import ArgumentError
from muforge.model_building import build_file

EXAMPLES = (
    "muforge build my_model.py",
    "muforge build --diff my_model.py",
    "muforge build --list",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", nargs="?", help="a Python file with functions marked @model")
    parser.add_argument(
        "--slow", action="store_true", help="compile nothing: NumPy evaluates the formulas, a hundred times slower"
    )
    parser.add_argument("--diff", action="store_true", help="show how the C code would change, and build nothing")
    parser.add_argument("--list", action="store_true", help="the models that are built, and whether they are current")
    parser.add_argument("--clean", action="store_true", help="empty the cache: models, compiled kernels, proofs")


def run(parsed: argparse.Namespace) -> int:
    if sum([bool(parsed.file), parsed.list, parsed.clean]) != 1 or (parsed.diff and not parsed.file):
        raise ArgumentError("give a file to build, or --list, or --clean; --diff goes with a file")
    if parsed.list:
        return _list()
    if parsed.clean:
        return _clean()
    return _diff(parsed.file) if parsed.diff else _build(parsed.file, parsed.slow)


def _build(file: str, slow: bool) -> int:
    began = time.perf_counter()
    for family in build_file(Path(file), slow):
        compiled = (
            "run by NumPy" if slow else f"{family.compiled} compiled now" if family.compiled else "all in the cache"
        )
        print(f"{family.name}: {len(family.quantities)} quantities, {len(family.kernels)} kernels, {compiled}")
        for name in family.quantities:
            print(f"  {name}")
        for line in (*family.warnings, *family.notes):
            print(f"  {line}")
    print(f"{time.perf_counter() - began:.2f} s")
    return 0


def _list() -> int:
    from muforge.build.model_files import built, is_current, unusable
    from muforge.kernels.libraries import user_cache

    cache = user_cache()
    families, lost = built(cache).values(), unusable(cache)
    width = max(map(len, [*lost, *(family.name for family in families)]), default=0)
    for family in families:
        state = "current" if is_current(family) else "changed" if family.present else "file gone"
        print(f"{family.name:<{width}}  {state:<9}  {len(family.kernels):>3} kernels  {family.file}")
    for name, file in lost.items():
        print(f"{name:<{width}}  older or damaged: build it again  {file}")
    print(f"cache: {cache.folder}")
    return 0


def _clean() -> int:
    from muforge.kernels.libraries import user_cache

    cache = user_cache()
    size = cache.clean(waiting=lambda: say("muforge build", "waiting for another build to end"))
    forget_models()
    print(f"{cache.folder}: {size / 1e6:.1f} MB removed")
    return 0


def _diff(file: str) -> int:
    from muforge.build.model_files import differences
    from muforge.kernels.libraries import user_cache

    print(differences(Path(file), user_cache()) or "no kernel would change")
    return 0
