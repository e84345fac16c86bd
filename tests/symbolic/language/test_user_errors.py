"""Messages are one line of at most 300 characters, with beginning and end."""

import ast
import builtins
import inspect
import pickle
from pathlib import Path

import pytest

import muforge
import muforge.errors
from muforge.build import machine_errors, regeneration, userfile
from muforge.errors import ArgumentError, OutputError, UnknownQuantityError
from muforge.symbolic.language.user_errors import LONGEST, MuforgeError, one_line

OTHERS = {
    "AttributeError",  # of a module that has no such name
    "InternalError",
    "KeyError",  # of a mapping
    "KeyboardInterrupt",
    "NotImplementedError",
    "TypeError",  # caught where it is raised
}
"""Errors that are raised for programs and compilers, not for users."""
PROOFS = "verify"
"""A proof that cannot be made has failed: it raises ValueError, which becomes its result."""


@pytest.mark.parametrize("kind", [MuforgeError, ArgumentError, OutputError, UnknownQuantityError])
def test_messages(kind):
    error = kind("a\n b\tc\x00d" + "x" * 1000 + " mend it")
    assert str(error).startswith("a b c dx") and str(error).endswith(" mend it")
    assert len(str(error)) == LONGEST and str(error).isprintable()
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind and str(again) == str(error)


def test_short_texts_stay():
    assert one_line("m_X = 1; expected 2") == "m_X = 1; expected 2"
    assert str(UnknownQuantityError("there is no 'x'")) == "there is no 'x'"


def test_every_error_that_is_raised_is_one_of_ours():
    """All raise statements of the package with a name: a class of ours, or one of the few others."""
    folder = Path(muforge.__file__).parent
    modules = [muforge.errors, machine_errors, userfile, regeneration]
    ours = {
        name
        for module in modules
        for name, value in inspect.getmembers(module, inspect.isclass)
        if issubclass(value, MuforgeError)
    }
    raised = {}
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.exc.func if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) else None
            name = called.id if isinstance(called, ast.Name) else ""
            if (name in vars(builtins) or name.endswith("Error")) and PROOFS not in path.relative_to(folder).parts:
                raised.setdefault(name, path.name)
    assert "DomainError" in raised
    assert {name: file for name, file in raised.items() if name not in ours | OTHERS} == {}
