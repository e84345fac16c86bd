"""Reading a file of models: a Python file, run as such, with errors that name its lines."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys
import sysconfig
import traceback
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from muforge.build.declared_names import check_family, declared_twice
from muforge.build.machine_errors import ModelError
from muforge.codegen.ir import InternalError
from muforge.codegen.translate import TranslationError
from muforge.symbolic.families.electroweak.heavy_models import HeavyModel
from muforge.symbolic.language.dimensions import DimensionError
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.language.user_errors import MuforgeError
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.registry import family_names, quantities_of, refusals_of


@dataclass(frozen=True)
class UserFile:
    """The models and quantities of a file.

    Parameters
    ----------
    path : Path
    families : dict
        Quantities by name for each model and, under the name of the file, those that it declares one by one.
    models : dict
        The models by name.
    refused : dict
        For each family, names that one may look for among its quantities, with the reason why they are not there.
    """

    path: Path
    families: dict[str, dict[str, Quantity]]
    models: dict[str, Model]
    refused: dict[str, dict[str, str]] = field(default_factory=dict)


def read(path: Path, starting: Callable[[str], object] = lambda part: None) -> UserFile:
    """Run a file and collect its models and quantities.

    Modules beside the file can be imported while `modules_beside` lasts.

    Parameters
    ----------
    path : Path
    starting : callable
        Called whenever code of the file is about to run, with words for that part of the file.

    Raises
    ------
    ModelError
        If the file cannot be read, raises an error, prints, or declares nothing.
    """
    module = types.ModuleType(path.stem)
    module.__file__ = str(path)
    with _errors_of(path):
        starting("the file")
        content = _content(path)
        code = compile(content, str(path), "exec")
        sys.modules.setdefault(module.__name__, module)  # where classes look for their module
        with contextlib.redirect_stdout(_Silence()):
            exec(code, module.__dict__)  # a model is code, written by its user
        families = _families(module, starting)
        _check_lost(
            content, {name for name, value in vars(module).items() if isinstance(value, Model | HeavyModel | Quantity)}
        )
    if not families:
        raise ModelError(f"{path} declares no model; write a function with @model that returns a Vector or a Scalar")
    models = {m.name: m for m in vars(module).values() if isinstance(m, Model) and m.name in families}
    return UserFile(path, families, models, {name: refusals_of(model) for name, model in models.items()})


@contextlib.contextmanager
def modules_beside(path: Path) -> Iterator[None]:
    """The time in which a file may import modules that lie beside it, as a program could.

    Modules of these names that the process has already, from other places, come back afterwards.
    """
    names = {other.partition(".")[0] for other in _listed(path.parent)} - {"muforge"}
    installed = tuple(sysconfig.get_path(name) + os.sep for name in ("stdlib", "platstdlib", "purelib", "platlib"))

    def here() -> dict[str, types.ModuleType]:
        found = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in names}
        places = {name: str(getattr(module, "__file__", None) or installed[0]) for name, module in found.items()}
        return {name: found[name] for name, place in places.items() if not place.startswith(installed)}

    before, folder, writes = here(), str(path.parent), not sys.dont_write_bytecode
    for name in before:
        del sys.modules[name]
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = True
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.dont_write_bytecode = not writes
        sys.path.remove(folder)
        for name in here():
            del sys.modules[name]
        sys.modules.update(before)


def _listed(folder: Path) -> list[str]:
    """Names in a folder; none if it may not be listed."""
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()  # Python itself finds the encoding that the file names, or a byte-order mark
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror or error}") from None


def _families(module: types.ModuleType, starting: Callable[[str], object]) -> dict[str, dict[str, Quantity]]:
    families: dict[str, dict[str, Quantity]] = {}
    taken, models = family_names(), set[str]()
    declarations = [value for value in vars(module).values() if isinstance(value, Model | HeavyModel | Quantity)]
    for value in {id(value): value for value in declarations}.values():  # one may have several names
        if value.declared_in.module != module.__name__:
            continue
        starting(f"'{value.name}'")
        if isinstance(value, Model):
            _check_new(value.name, {*taken, *families}, value.declared_in.line)
            families[value.name] = _implied(value, starting)
            models.add(value.name)
        elif isinstance(value, HeavyModel):
            _check_new(value.name, {*taken, *families}, value.declared_in.line)
            families[value.name] = _of_heavy_particles(value)
            models.add(value.name)
        else:
            _check_new(value.family, {*taken, *models}, value.declared_in.line)
            _check_file_name(module, value)
            families.setdefault(value.family, {})[value.name] = value
            with mistakes_in(value):  # the functions of quantities run here, and no more later
                _ = [variant.formula for variant in value.variants]
    return families


def _check_file_name(module: types.ModuleType, quantity: Quantity) -> None:
    try:
        check_family(Path(str(module.__file__)), quantity.family)
    except MuforgeError as error:
        raise _At(quantity.declared_in.line, str(error)) from None


def _check_lost(content: bytes, names: set[str]) -> None:
    """Refuse a model or quantity that a later one of the same name replaces."""
    found = declared_twice(content, names)
    if found:
        name, first, second = found
        raise _At(second, f"'{name}' is declared in line {first} already; give one of the two another name")


def _implied(model: Model, starting: Callable[[str], object]) -> dict[str, Quantity]:
    try:
        _ = model.mediators  # the function of the model runs here, and no more later
        starting(f"the quantities of '{model.name}'")
        return quantities_of(model)
    except MuforgeError as error:
        if _frames(model.declared_in.file, error):
            raise
        raise _At(model.declared_in.line, str(error)) from error


def _of_heavy_particles(model: HeavyModel) -> dict[str, Quantity]:
    try:
        found = model.quantities()
        for quantity in found.values():  # the function of the model runs here, and no more later
            _ = [variant.formula for variant in quantity.variants]
        return found
    except MuforgeError as error:
        if _frames(model.declared_in.file, error):
            raise
        raise _At(model.declared_in.line, str(error)) from error


def _check_new(name: str, taken: set[str], line: int) -> None:
    if name in taken:
        raise _At(line, f"the name '{name}' is taken by another model or family; choose another one")


class _At(MuforgeError):
    """A mistake in a line of the file."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@contextlib.contextmanager
def _errors_of(path: Path) -> Iterator[None]:
    """Turn whatever goes wrong in a file into one error that names the line."""
    try:
        yield
    except ModelError:
        raise
    except _At as error:
        raise ModelError(f"{path}, line {error.line}: {error}") from None
    except SyntaxError as error:
        where = f", line {error.lineno}" if error.filename == str(path) and error.lineno else ""
        raise ModelError(f"{path}{where}: {error.msg}: {(error.text or '').strip()}".removesuffix(": ")) from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # SystemExit too: a model does not end the program
        said = str(error) if isinstance(error, MuforgeError) else f"{type(error).__name__}: {error}"
        if isinstance(error, ModuleNotFoundError) and (error.name or "").startswith("muforge."):
            said += "; what files of models need is in muforge.modelling"
        raise ModelError(f"{path}{_line(path, error)}: {said}") from error


@contextlib.contextmanager
def mistakes_in(quantity: Quantity) -> Iterator[None]:
    """Turn what goes wrong with the formula of a quantity into an error that names file and line.

    Raises
    ------
    ModelError
        With the line of the file that the error went through or, if there is none, that of the declaration.
    """
    try:
        yield
    except (ModelError, InternalError):
        raise
    except Exception as error:
        place = quantity.declared_in
        frames = _frames(place.file, error)
        if frames and frames[-1].lineno:
            place = replace(place, line=frames[-1].lineno)
        explained = isinstance(error, MuforgeError | DimensionError | TranslationError)
        said = str(error) if explained else f"{type(error).__name__}: {error}"
        if isinstance(error, RecursionError):
            said = "the formula is nested too deeply for sympy; give inner parts names, as muforge.modelling.Names does"
        named = said if said.startswith(quantity.name) else f"{quantity.name}: {said}"
        raise ModelError(f"{place}: {named}") from error


def _line(path: Path, error: BaseException) -> str:
    """The last line of the file that an error went through."""
    frames = _frames(str(path), error)
    return f", line {frames[-1].lineno}" if frames else ""


def _frames(file: str, error: BaseException) -> list[traceback.FrameSummary]:
    """Where an error went through a file."""
    return [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]


class _Silence(io.TextIOBase):
    """An output that nothing may be written to."""

    def write(self, text: str) -> int:
        raise RuntimeError(f"a model only declares and prints nothing, but wrote {text[:40]!r}")
