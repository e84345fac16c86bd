"""What files, models, quantities and parameters may be called; defaults, and parameters without effect."""

from __future__ import annotations

import json

import pytest
from user_files import written

import muforge
from muforge.build.userfile import ModelError, read
from muforge.cli import main
from muforge.errors import ModelWarning

HEAD = "from typing import Literal\nfrom sympy import *\nfrom muforge.modelling import *\n"
ONE = HEAD + "@quantity(unit=one, source='made up')\ndef f(g: Coupling) -> Expr:\n    'x'\n    return 2*g\n"
MODEL = "@model()\ndef {name}({parameters}) -> Vector:\n    'x'\n    return Vector(m, {couplings})\n"


def declared(couplings: str = "electron=g", name: str = "a", parameters: str = "m: BosonMass, g: Coupling") -> str:
    """A model as text."""
    return HEAD + MODEL.format(name=name, parameters=parameters, couplings=couplings)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache of its own, and the folder of a test."""
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))
    return tmp_path


@pytest.mark.parametrize(("name", "better"), [("my-rates.py", "my_rates.py"), ("2body.py", "file_2body.py")])
def test_a_file_that_no_name_can_begin_with(tmp_path, name, better):
    with pytest.raises(ModelError, match=rf"line 4: '{name}' is the first part of .*rename it, e.g. to {better}$"):
        read(written(tmp_path, ONE, name))
    assert list(read(written(tmp_path, declared(), name)).families) == ["a"]  # whose names begin with the model's


def test_models_and_files_with_names_of_c_and_python(cache):
    for name in ("int", "größe"):
        muforge.build_model(written(cache, declared(name=name)))
        width = muforge.evaluate(f"{name}.partial_width", m=0.5, g=1e-3)  # the only channel
        expected = muforge.evaluate("decay.boson_to_leptons", boson="vector", lepton="electron", m_X=0.5, g=1e-3)
        assert width == pytest.approx(expected, rel=1e-14)
    muforge.build_model(written(cache, ONE, "class.py"))
    assert muforge.evaluate("class.f", g=1.5) == 3.0


QUANTITY = (
    "@quantity(unit=one, source='made up')\ndef {name}({option}g: Coupling) -> Expr:\n    'x'\n    return {n}*g\n"
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            declared() + declared("muon=g"),
            "line 12: 'a' is declared in line 5 already; give one of the two another name",
        ),
        (ONE + ONE, "line 12: 'f' is declared in line 5 already"),
        (ONE.replace("def f", "def a") + declared(), "'a' is declared in line 5 already"),
        (
            declared(name="my_model") + ONE.removeprefix(HEAD),
            "line 8: the name 'my_model' is taken by another model or family",
        ),
    ],
)
def test_two_of_one_name(tmp_path, text, words):
    with pytest.raises(ModelError, match=words):
        read(written(tmp_path, text))


def test_a_second_name_for_a_model_is_no_second_model(tmp_path):
    assert list(read(written(tmp_path, declared() + "b = a\nc = [a]\n")).families) == ["a"]


def test_kernels_of_one_name(cache):
    """The option of one quantity may make the name of another one."""
    option = QUANTITY.format(name="q", option="lepton: Literal['muon', 'tau'], ", n=2)
    other = QUANTITY.format(name="q_muon", option="", n=1)
    with pytest.raises(ModelError, match=r"would have a kernel called w_q_muon, as has w\.q"):
        muforge.build_model(written(cache, HEAD + option + other, "w.py"))
    kaon = QUANTITY.format(name="rate_ratio_vector", option="", n=1)
    with pytest.raises(ModelError, match="the name 'kaon' is taken by another model or family"):
        muforge.build_model(written(cache, HEAD + kaon, "kaon.py"))
    inverse = QUANTITY.format(name="rate_by_transfer", option="", n=1)
    known = json.loads((muforge.kernels.libraries.GENERATED / "manifest.json").read_text())["kernels"]
    family, _, rest = next(n for n in known if n.startswith("kaon_") and n.count("_") > 2).partition("_")
    first, _, last = rest.partition("_")
    clash = inverse.replace("rate_by_transfer", last)
    with pytest.raises(ModelError, match=f"would have a kernel called {family}_{rest}, as has muforge itself"):
        muforge.build_model(written(cache, HEAD + clash, f"{family}_{first}.py"))


@pytest.mark.parametrize("name", ["part_1", "tolerance", "grid"])
def test_names_that_muforge_uses_itself(tmp_path, name):
    quantity = ONE.replace("g: Coupling", f"{name}: Coupling").replace("2*g", f"2*{name}")
    for text in (declared(f"electron={name}", parameters=f"m: BosonMass, {name}: Coupling"), quantity):
        with pytest.raises(ModelError, match=f"called '{name}', as is .*; choose another name"):
            read(written(tmp_path, text))


def test_texts_of_a_file_are_no_c(cache):
    text = ONE.replace("'x'", "r'''$\\bar x$ \"a\" */ /* \\n %s'''").replace("'made up'", "'a\\\\b \"c\" */\\nd'")
    muforge.build_model(written(cache, text, "texts.py"))
    assert muforge.evaluate("texts.f", g=1.0) == 2.0
    muforge.build_model(written(cache, ONE.replace("    'x'\n", ""), "bare.py"))
    assert muforge.evaluate("bare.f", g=1.0) == 2.0
    assert main(["list", "bare"]) == 0


# ----- defaults ------------------------------------------------------------------------------------------------------


def test_defaults_of_parameters_are_those_of_quantities(cache, capsys):
    parameters = "m: BosonMass, g: Coupling = 1e-3, h: Coupling = Rational(1, 500)"
    muforge.build_model(written(cache, declared("electron=g, muon=h", parameters=parameters, name="few")), slow=True)
    got = muforge.evaluate("few.total_width", m=1.0)
    assert got == muforge.evaluate("few.total_width", m=1.0, g=1e-3, h=2e-3) > 0
    assert muforge.evaluate("few.total_width", m=1.0, g=0.0) < got
    assert muforge.scan("few.total_width", {"m": [1.0, 2.0]}).values[0] == got
    assert main(["eval", "few.total_width", "m=1"]) == 0
    assert f"{got:.6g}"[:6] in capsys.readouterr().out
    assert main(["explain", "few.partial_width"]) == 0
    assert "coupling of X, default 0.001" in capsys.readouterr().out
    assert main(["model", "few"]) == 0
    assert "h  coupling of X [1], default 0.002" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("kind", "default", "words"),
    [
        ("Coupling", "'x'", "has the default 'x'; a number is expected"),
        ("Coupling", "True", "has the default True; a number is expected"),
        ("Coupling", "Symbol('y')", "has the default y; a number is expected"),
        ("Coupling", "float('nan')", "has the default nan, which is outside the limits"),
        (
            "BosonMass",
            "-1",
            r"has the default -1\.0, which is outside the limits of its kind \(mass of the new boson X\)",
        ),
        ("Literal['a', 'b']", "'c'", "has the default 'c'; one of a, b is expected"),
    ],
)
def test_defaults_that_are_no_values(tmp_path, kind, default, words):
    quantity = ONE.replace("g: Coupling", f"g: Coupling, h: {kind} = {default}")
    with pytest.raises(ModelError, match=f"argument 'h' {words}"):
        read(written(tmp_path, quantity))
    if "Literal" not in kind:
        with pytest.raises(ModelError, match=f"model a: argument 'h' {words}"):
            read(written(tmp_path, declared(parameters=f"m: BosonMass, g: Coupling, h: {kind} = {default}")))


# ----- parameters without effect -------------------------------------------------------------------------------------


def test_a_parameter_that_nothing_uses_is_said_once(cache, capsys):
    path = written(cache, declared(parameters="m: BosonMass, g: Coupling, h: Coupling", name="idle"))
    with pytest.warns(ModelWarning, match="^idle: nothing depends on the parameter 'h' of idle$"):
        muforge.build_model(path, slow=True)
    muforge.build_model(path, slow=True)
    path.write_text(path.read_text().replace("'x'", "'y'"))
    assert main(["build", "--slow", str(path)]) == 0
    assert capsys.readouterr().out.count("nothing depends on the parameter 'h' of idle") == 1
    quantity = written(cache, ONE.replace("g: Coupling", "g: Coupling, g_chi: Coupling"), "chi.py")
    with pytest.warns(ModelWarning, match="nothing depends on the parameter 'g_chi' of chi.f"):
        muforge.build_model(quantity, slow=True)
