"""Bad input: one clear line and exit code 2 on the command line, the same text as a typed exception in Python."""

import subprocess
import sys

import numpy as np
import pytest
from command import run

import muforge
from muforge import ArgumentError, DomainError, MuforgeError, OutputError, UnknownQuantityError

EVAL = {
    "unknown quantity": (
        "kaon.brnching_ratio g=1",
        UnknownQuantityError,
        "there is no quantity 'kaon.brnching_ratio' (did you mean 'kaon.branching_ratio'?)",
    ),
    "unknown argument": (
        "decay.vector_to_neutrinos m_X=1 g=1 mass=2",
        ArgumentError,
        "decay.vector_to_neutrinos has no argument 'mass'",
    ),
    "missing argument": (
        "decay.vector_to_neutrinos m_X=1",
        ArgumentError,
        "decay.vector_to_neutrinos needs 'g' (coupling of X)",
    ),
    "missing option": (
        "kaon.rate_ratio m_X=0.1",
        ArgumentError,
        "kaon.rate_ratio needs 'boson' (one of scalar, pseudoscalar, vector, axial, lmu_ltau, dark_photon)",
    ),
    "wrong option": (
        "kaon.rate_ratio boson=vectr m_X=0.1",
        DomainError,
        "kaon.rate_ratio: boson = 'vectr' (did you mean 'vector'?); allowed are scalar, pseudoscalar, vector, axial,",
    ),
    "negative mass": (
        "kaon.rate_ratio boson=vector m_X=-0.1",
        DomainError,
        "kaon.rate_ratio: m_X = -0.1 GeV; expected above 0 GeV",
    ),
    "nan": ("kaon.rate_ratio boson=vector m_X=nan", DomainError, "m_X = nan; finite numbers are expected"),
    "infinity": ("kaon.rate_ratio boson=vector m_X=inf", DomainError, "m_X = inf; finite numbers are expected"),
    "text for a number": ("kaon.rate_ratio boson=vector m_X=light", ArgumentError, "m_X = 'light'; a number"),
    "code for a number": ("kaon.rate_ratio boson=vector m_X=2*0.1", ArgumentError, "m_X = '2*0.1'; a number"),
    "underscore in a number": ("kaon.rate_ratio boson=vector m_X=1_0", ArgumentError, "m_X = '1_0'; a number"),
    "list of a wrong length": ("phase_space.volume s=1 masses=0.1", DomainError, "a list of 2, 3, 4 is expected"),
    "shapes": (
        "decay.vector_to_neutrinos m_X=1,2 g=1,2,3",
        DomainError,
        "decay.vector_to_neutrinos: the shapes of the inputs do not broadcast: m_X (2,), g (3,)",
    ),
    "unknown constant": (
        "kaon.lambda_mu --constant m_muon=0.1",
        ArgumentError,
        "there is no constant 'm_muon' (did you mean 'm_mu'?)",
    ),
    "text for a constant": ("kaon.lambda_mu --constant m_mu=x", ArgumentError, "constant m_mu = 'x'; a number is"),
    "negative constant": ("kaon.lambda_mu --constant m_mu=-1", DomainError, "constant m_mu = -1; a finite number"),
    "text for a yes or no": (
        "fixed_target.photon_flux target=lead E_beam=10 m_X=0.1 inelastic=yes",
        DomainError,
        "fixed_target.photon_flux: inelastic = 'yes', a text; allowed are False, True",
    ),
    "softer than the nodes resolve": (
        "kaon.inner_bremsstrahlung_fraction_above_energy E_gamma_min=1e-21",
        DomainError,
        "E_gamma_min = 1e-21, m_K = 0.493677; expected E_gamma_min >= m_K/1e20",
    ),
    "tolerance": ("hvp.kernel s=1 --tolerance 2", DomainError, "tolerance = 2.0; a relative tolerance between"),
}


@pytest.mark.parametrize(("line", "kind", "text"), EVAL.values(), ids=EVAL)
def test_eval(line, kind, text, capsys):
    shown = run(f"eval {line}", capsys)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.count("\n") == 1
    assert shown.err.startswith("muforge eval: ") and text in shown.err

    with pytest.raises(kind) as caught:
        muforge.evaluate(*_python(line)[0], **_python(line)[1])
    assert f"muforge eval: {caught.value}\n" == shown.err


def _python(line):
    """The same inputs as arguments of `muforge.evaluate`."""
    name, *words = line.split()
    inputs, constants, option = {}, {}, ""
    for word in words:
        if word.startswith("--"):
            option = word
            continue
        if option == "--tolerance":
            inputs["tolerance"] = float(word)
            continue
        key, text = word.split("=")
        try:
            numbers = [float(part) if "_" not in part else part for part in text.split(",")]
            value = numbers if len(numbers) > 1 or key == "masses" else numbers[0]
        except ValueError:
            value = text
        (constants if option == "--constant" else inputs)[key] = value
    return (name,), inputs | {"constants": constants}


PYTHON = {
    "masked elements": ({"m_X": np.ma.masked_array([0.1, 0.2], [0, 1])}, "m_X has masked elements"),
    "rows of different lengths": ({"m_X": [[0.1], [0.1, 0.2]]}, "m_X = [[0.1], [0.1, 0.2]]; a number or an array"),
    "constants without names": ({"m_X": 0.1, "constants": [1]}, "constants = [1]; a mapping of names to numbers"),
}


@pytest.mark.parametrize(("inputs", "text"), PYTHON.values(), ids=PYTHON)
def test_values_that_only_python_has(inputs, text):
    with pytest.raises(ArgumentError) as caught:
        muforge.evaluate("kaon.rate_ratio", boson="vector", **inputs)
    assert text in str(caught.value)


def test_what_does_not_couple_lives_forever():
    assert muforge.evaluate("lmu_ltau.lifetime", m_X=0.3, g=0.0) == np.inf


def test_kinds_are_those_of_python():
    assert issubclass(UnknownQuantityError, KeyError)
    assert issubclass(ArgumentError, TypeError)
    assert issubclass(DomainError, ValueError)
    assert issubclass(OutputError, OSError)


WORDS = {
    "argument given twice": (
        "eval kaon.rate_ratio boson=vector m_X=0.1 m_X=0.2",
        "argument 'm_X' is given twice: m_X=0.1 and m_X=0.2",
    ),
    "constant given twice": ("eval kaon.lambda_mu --constant v=1 --constant v=2", "argument 'v' is given twice"),
    "name of a keyword": ("eval hvp.kernel s=1 name=2", "hvp.kernel has no argument 'name'"),
    "name of a setting": ("scan hvp.kernel s=1,2 constants=2 -o -", "hvp.kernel has no argument 'constants'"),
    "explain: name of a setting": ("explain hvp.kernel code=1", "hvp.kernel has no option 'code'"),
    "no equals sign": ("eval kaon.rate_ratio boson=vector 0.1", "'0.1' is not of the form key=value"),
    "no value": ("eval kaon.rate_ratio boson= m_X=1", "'boson=' is not of the form key=value"),
    "no quantity": ("eval", "the following arguments are required: NAME"),
    "text for the tolerance": ("eval hvp.kernel s=1 --tolerance x", "argument --tolerance: invalid float value: 'x'"),
    "unknown option": ("eval hvp.kernel s=1 --fast", "unrecognized arguments: --fast"),
    "unknown family": ("list koan", "there is no family 'koan' (did you mean 'kaon'?)"),
    "explain: unknown option": ("explain kaon.rate_ratio bosn=vector", "kaon.rate_ratio has no option 'bosn' (did you"),
    "explain: wrong option": ("explain kaon.rate_ratio boson=photon", "allowed are scalar, pseudoscalar, vector"),
    "explain: unknown quantity": ("explain kaon.ratio", "there is no quantity 'kaon.ratio'"),
    "verify: unknown quantity": ("verify kaon.ratio", "there is no quantity or family 'kaon.ratio'"),
    "demo: nan": ("demo --delta-a-mu nan", "delta_a_mu = nan; a finite number is expected"),
    "demo: no error": ("demo --delta-a-mu-error 0", "delta_a_mu_error = 0; a number above 0 is expected"),
    "demo: negative": ("demo --delta-a-mu=-1e-8", "a scalar or vector shifts a_mu upwards only"),
    "demo: closed": ("demo --constant m_K=0.1", "m_K - m_mu = -0.00565838 GeV; the demonstration needs"),
    "demo: no folder": ("demo -o /dev/null/figures", "cannot make the folder /dev/null/figures: Not a directory"),
}


@pytest.mark.parametrize(("line", "text"), WORDS.values(), ids=WORDS)
def test_words(line, text, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = run(line, capsys)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.count("\n") == 1
    assert shown.err.startswith(f"muforge {line.split()[0]}: ") and text in shown.err


SCAN = "scan kaon.rate_ratio boson=vector"
SCANS = {
    "no axis": ("m_X=0.1 -o a.csv", ArgumentError, "a scan needs at least one axis, e.g. ARGUMENT=start:stop:n[:log]"),
    "0 points": ("m_X=0.1:0.2:0 -o a.csv", DomainError, "axis m_X = '0.1:0.2:0' has 0 points; at least 2"),
    "too many points": ("m_X=0.1:0.2:1e15 -o a.csv", DomainError, "a grid of 1e+15 points; one scan has at most 1e+08"),
    "part of a point": ("m_X=0.1:0.2:2.5 -o a.csv", DomainError, "the number of points must be a whole number"),
    "log axis from 0": ("m_X=0:0.2:5:log -o a.csv", DomainError, "a logarithmic axis needs limits above 0"),
    "unknown spacing": ("m_X=0.1:0.2:5:sqrt -o a.csv", ArgumentError, "start:stop:n[:log] is expected"),
    "text in a range": ("m_X=0.1:x:5 -o a.csv", ArgumentError, "'x' is not a number"),
    "infinite range": ("m_X=0.1:inf:5 -o a.csv", DomainError, "finite limits are expected"),
    "nowhere": ("m_X=0.1:0.1:5 -o a.csv", DomainError, "starts where it stops"),
    "text in a list": ("m_X=0.1,x -o a.csv", ArgumentError, "a number or an array of numbers is expected"),
    "negative mass": ("m_X=-0.1:0.2:5 -o a.csv", DomainError, "m_X = -0.1 GeV; expected above 0 GeV"),
    "unknown axis": ("mX=1:2:5 -o a.csv", ArgumentError, "has no argument 'mX' (did you mean 'm_X'?)"),
    "no ending": ("m_X=0.1:0.2:5 -o a", OutputError, "cannot write a: it has no ending; known are .csv, .npz, .nc"),
    "unknown ending": ("m_X=0.1:0.2:5 -o a.txt", OutputError, "cannot write a.txt: it has the ending '.txt'; known"),
    "no folder": ("m_X=0.1:0.2:5 -o no/a.csv", OutputError, "cannot write no/a.csv: there is no folder no"),
    "a folder": ("m_X=0.1:0.2:5 -o folder.csv", OutputError, "cannot write folder.csv: it is a folder"),
}


@pytest.mark.parametrize(("line", "kind", "text"), SCANS.values(), ids=SCANS)
def test_scan(line, kind, text, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.csv").mkdir()
    shown = run(f"{SCAN} {line}", capsys)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.count("\n") == 1
    assert shown.err.startswith("muforge scan: ") and text in shown.err
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]
    assert issubclass(kind, MuforgeError)


FIXED = {"boson": "vector"}
GRIDS = {
    "no point": ({"m_X": [], "g": [1e-3]}, DomainError, "axis m_X has 0 points"),
    "two dimensions": ({"m_X": np.ones((2, 2)), "g": [1e-3]}, ArgumentError, "axis m_X has shape (2, 2)"),
    "a number": ({"m_X": 0.1, "g": [1e-3]}, ArgumentError, "axis m_X = 0.1; a sequence of values"),
    "nan": ({"m_X": [0.1, np.nan], "g": [1e-3]}, DomainError, "m_X = nan; finite numbers"),
    "text": ({"m_X": ["a", "b"], "g": [1e-3]}, ArgumentError, "a number or an array of numbers is expected"),
    "ragged": ({"m_X": [[1.0], [1.0, 2.0]], "g": [1e-3]}, ArgumentError, "axis m_X: a one-dimensional sequence is"),
    "given twice": ({"m_X": [0.1], "boson": ["scalar"]}, ArgumentError, "'boson' is given twice, as an axis and as"),
    "product": ({"m_X": "1:2:1e5", "g": "1:2:1e5"}, DomainError, "a grid of 1e+05 x 1e+05 points; one scan has"),
}


@pytest.mark.parametrize(("grid", "kind", "text"), GRIDS.values(), ids=GRIDS)
def test_grids_in_python(grid, kind, text):
    with pytest.raises(kind) as caught:
        muforge.scan("kaon.branching_ratio", grid, **FIXED)
    assert text in str(caught.value)


def test_wrong_option_on_an_axis_is_refused_before_computing():
    with pytest.raises(DomainError, match="boson = 'photon'"):
        muforge.scan("kaon.rate_ratio", {"boson": ["vector", "photon"], "m_X": [0.1]})


def test_array_for_a_fixed_argument_is_refused():
    with pytest.raises(ArgumentError, match="g is an array; give its values as an axis"):
        muforge.scan("kaon.branching_ratio", {"m_X": [0.1]}, boson="vector", g=[1e-3, 1e-2])


def test_list_as_axis_is_refused():
    with pytest.raises(ArgumentError, match="axis masses is a list"):
        muforge.scan("phase_space.volume", {"masses": [[0.1, 0.2]]}, s=1)


def test_option_that_is_an_array_is_refused():
    with pytest.raises(DomainError, match="allowed are scalar"):
        muforge.evaluate("kaon.rate_ratio", boson=np.array(["vector", "scalar"]), m_X=0.1)


def test_a_closed_standard_output_is_one_line():
    words = f"{sys.executable} -m muforge eval gminus2.neutral_boson boson=scalar m_X=0.1 g=1e-3 >&-"
    done = subprocess.run(words, shell=True, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr == "muforge eval: the standard output is closed; open it, or send it to a file\n"
