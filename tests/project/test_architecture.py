"""The structure of the tree: imports go one way, formulas know no numerics, and a file's name says what it is."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = {
    "symbolic": "muforge.symbolic",
    "codegen": "muforge.codegen",
    "build": "muforge.build",
    "src/muforge": "muforge",
}
"""Folder -> package, in the order of the road: each may import those before it."""
ROLES = {"__init__", "__main__", "quantities", "printed", "amplitudes", "of_models"}
"""Base names that play the same role in every topic."""
EXTENSION = "muforge._fast"
"""What is compiled imports nothing."""


def modules() -> dict[str, Path]:
    """All modules by their full names."""
    found = {}
    for folder, package in FOLDERS.items():
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "generated" not in path.parts:
                parts = path.relative_to(ROOT / folder).with_suffix("").parts
                found[".".join([package, *parts]).removesuffix(".__init__")] = path
    return found


MODULES = modules()


def imported(name: str) -> Iterator[str]:
    """Modules that a module imports anywhere in its text, but not those for type checkers alone."""
    waiting: list[ast.AST] = [ast.parse(MODULES[name].read_text())]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                steps = node.level - (MODULES[name].stem == "__init__")
                base = ".".join(filter(None, [name.rsplit(".", steps)[0] if steps else name, base]))
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield full if full in MODULES or full == EXTENSION else base
        elif not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)):
            waiting += ast.iter_child_nodes(node)


IMPORTS = {name: [*imported(name)] for name in MODULES}


def place_on_road(module: str) -> int:
    """Number of the package that a module belongs to."""
    packages = list(FOLDERS.values())
    return next(i for i, package in enumerate(packages) if f"{module}.".startswith(f"{package}."))


def test_imports_go_along_the_road():
    against = [
        f"{name} imports {other}"
        for name, others in IMPORTS.items()
        for other in others
        if other in MODULES and place_on_road(other) > place_on_road(name)
    ]
    assert against == []


def test_there_are_no_circles_of_imports():
    graph = {name: {o for o in others if o in MODULES and o != name} for name, others in IMPORTS.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_formulas_know_no_numerics():
    wrong = [
        f"{name} imports {other}"
        for name, others in IMPORTS.items()
        for other in others
        if place_on_road(name) == 0 and other.partition(".")[0] in ("numpy", "scipy")
    ]
    assert wrong == []


def test_a_base_name_is_used_once():
    """Tests and benchmarks counted."""
    others = [path for folder in ("tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
    paths = defaultdict(list)
    for path in (*MODULES.values(), *others):
        paths[path.stem].append(path.relative_to(ROOT).as_posix())
    twice = {stem: where for stem, where in paths.items() if len(where) > 1 and stem not in ROLES}
    assert twice == {}
