"""All formulas are found."""

import importlib
import pkgutil
from collections import Counter
from types import ModuleType

import muforge.symbolic.families as families
from muforge.symbolic.language.quantity import Quantity, quantity
from muforge.symbolic.nature.units import one
from muforge.symbolic.registry import models, quantities

TOPICS = [info.name for info in pkgutil.iter_modules(families.__path__) if info.ispkg]


def test_every_family_module_has_quantities():
    found = list(dict.fromkeys(q.family for q in quantities().values()))
    assert found == [*sorted(TOPICS), *sorted(models())]
    assert {"decay", "gminus2", "hvp", "kaon", "mixing", "phase_space"} <= set(found)


def test_names_are_the_keys():
    assert all(name == q.name for name, q in quantities().items())
    functions = {q.build.__name__ for q in quantities().values() if q.family not in models()}
    assert {name.partition(".")[2] for name in quantities() if name.partition(".")[0] not in models()} == functions


def test_every_declaration_of_a_module_is_found_once_and_at_home():
    declared = []
    for name in TOPICS:
        folder = importlib.import_module(f"{families.__name__}.{name}")
        files = [i.name for i in pkgutil.iter_modules(folder.__path__) if i.name.endswith("quantities")]
        modules = [importlib.import_module(f"{folder.__name__}.{file}") for file in files]
        declared += [q for module in modules for q in vars(module).values() if isinstance(q, Quantity)]
    at_home = {id(q) for q in quantities().values() if q.family not in models()}
    assert {id(q) for q in declared} == at_home
    assert len(at_home) == len([q for q in quantities().values() if q.family not in models()])


def test_quantities_imported_from_elsewhere_are_not_found_again(monkeypatch):
    module = ModuleType(f"{families.__name__}.decay.quantities")

    def borrowed():
        """From another module."""

    borrowed.__module__ = f"{families.__name__}.kaon.quantities"
    module.borrowed = quantity(unit=one, source="made up")(borrowed)
    real = importlib.import_module
    monkeypatch.setattr(importlib, "import_module", lambda name: module if name.endswith("quantities") else real(name))
    assert {name for name in quantities.__wrapped__() if name.partition(".")[0] not in models()} == set()


def test_kernel_names_are_unique_and_identifiers():
    variants = [v for q in quantities().values() for v in q.variants]
    assert set(Counter(v.name for v in variants).values()) == {1}
    assert set(Counter((v.kernel, v.result) for v in variants).values()) == {1}
    assert all(v.name.isidentifier() and v.kernel.isidentifier() for v in variants)


def test_every_quantity_says_what_it_is():
    for q in quantities().values():
        assert q.doc.splitlines()[0].endswith("."), q.name
        assert q.source, q.name
        assert all(a.about or a.choices for a in q.arguments), q.name
        assert q.family in models() or set(q.points) <= set(q.input_names({})), q.name
