"""Whatever is called: the right number, or an error of muforge on one line; never another exception."""

from __future__ import annotations

import io
import random
import sys
import warnings
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from typing import Any

import mpmath
import numpy as np
import pytest
from hostile import MODELS, NO_NUMBERS, TABLES, Call, Hostile

import muforge
from muforge import AccuracyWarning, ImplausibleWarning, MuforgeError, ValidityWarning
from muforge.catalogue.lookup import entry
from muforge.cli import main
from muforge.codegen.backends.numpy.interpret import Interpreted
from muforge.codegen.check.reference import Reference
from muforge.codegen.pipeline import program_for_interpretation
from muforge.recast import Limit, Search, displaced, read_limit, recast

LONGEST = 300
OURS = (AccuracyWarning, ValidityWarning, ImplausibleWarning)
QUICK = [
    "decay.boson_to_leptons",
    "decay.diphoton_loop_function",
    "dark_photon.total_width",
    "gminus2.discrepancy",
    "gminus2.neutral_boson",
    "kaon.branching_ratio",
    "kaon.two_body_width",
    "phase_space.volume",
    "qed.muon_compton_scattering",
]
"""Quantities whose references are quick: formulas, an integral, lists, momenta, a composition."""
SLOWER = [
    *QUICK,
    "collider.photon_scalar_cross_section",
    "decay.higgs_mixed_scalar_to_photons",
    "decay.u1_leptonic_branching_ratio",
    "decay.u1_proper_decay_length",
    "free_scalar.total_width",
    "free_vector.branching_ratio",
    "gminus2.coupling_for_shift",
    "hvp.kernel",
    "kaon.missing_mass_squared_mean",
    "kaon.rate_ratio",
    "kaon.three_body_width",
    "lmu_ltau.branching_ratio",
    "mixing.loop_induced_mixing",
    "qed.muon_decay",
    "qed.muon_pair_cross_section",
]
ULP = 2.0**-52
SMALLEST = 1e-290
"""Results and references below this may be subnormal on the way."""


@cache
def numpy_kernel(variant: Any) -> Interpreted:
    return Interpreted(program_for_interpretation(variant))


@cache
def exact(variant: Any) -> Reference:
    return Reference(variant.expression, variant.kernel_inputs)


def right_value(call: Call) -> Any:
    """The value by another way: 50 digits for formulas, NumPy for integrals; None where that has no number."""
    variant = call.variant
    entry_variant = next(v for v in entry(call.name).variants if v.kernel == variant.kernel)
    if not (entry_variant.quick or entry_variant.integral):
        return None
    if entry_variant.integral:
        with np.errstate(all="ignore"):
            found = numpy_kernel(variant)(*(np.asarray(call.sample[n], dtype=float) for n in variant.kernel_inputs))
        return complex(found) if np.isfinite(found) else None
    with mpmath.workdps(50):
        try:
            found = mpmath.mpmathify(exact(variant)(call.sample))
        except (ZeroDivisionError, ValueError, OverflowError):
            return None
        return complex(found) if mpmath.isfinite(found) and abs(found) < 1e300 else None


def spread(call: Call) -> float:
    """How far rounding the inputs by a few units moves the value."""
    values = []
    for name, value in call.sample.items():
        for side in (-8, 8):
            nudged = [x * (1 + side * ULP) for x in value] if isinstance(value, list) else value * (1 + side * ULP)
            values.append(right_value(Call(call.name, {}, call.variant, call.sample | {name: nudged})))
    known = [value for value in values if value is not None]
    return max((abs(a - known[0]) for a in known), default=0.0) * 4 if len(known) == len(values) else np.inf


def check_number(call: Call, got: Any) -> None:
    """Fail on a wrong number."""
    if call.variant is None or any(key in call.inputs for key in ("tolerance", "outside", "return_error")):
        return
    wanted = right_value(call)
    if wanted is None or not np.isfinite(got):
        return
    if max(abs(wanted), abs(got)) < SMALLEST:
        return
    allowed = max(1e-9, 10 * entry(call.name).accuracy) * abs(wanted)
    if abs(got - wanted) > allowed:
        assert abs(got - wanted) <= allowed + spread(call), (call.name, call.inputs, got, wanted)


def check_message(error: MuforgeError) -> None:
    """Fail on a message that is not one line of moderate length."""
    text = str(error)
    assert text and len(text) <= LONGEST and text.isprintable(), text


def check_call(call: Call) -> None:
    """Make a call, and fail on an exception of others, on a NaN that nobody asked for, and on a wrong number."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for category in OURS:
            warnings.simplefilter("ignore", category)
        try:
            got = muforge.evaluate(call.name, **call.inputs)
        except MuforgeError as error:
            check_message(error)
            return
        except Exception as error:
            raise AssertionError(f"{call.name!r} {call.inputs!r}: {type(error).__name__}: {error}") from error
    if call.inputs.get("outside", "error") == "error":
        numbers = got[0] if isinstance(got, tuple) else got
        assert not np.isnan(numbers).any(), (call.name, call.inputs, got)
    check_number(call, got)


def check_words(words: list[str]) -> None:
    """Run a command line, and fail on a traceback, an unforeseen error, or a message of several lines."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(words)
    said = err.getvalue()
    assert "Traceback" not in said and "not foreseen" not in said, (words, said)
    assert code in (0, 1, 2), (words, code, said)
    assert all(len(line) <= LONGEST + 40 for line in said.splitlines()), (words, said)
    if code == 2:
        assert said.count("\n") >= 1 or not words, (words, said)


def check_others(generator: random.Random, folder: Any) -> None:
    """A call of another function with something that may make no sense."""

    def thing() -> Any:
        return (
            generator.choice(NO_NUMBERS)() if generator.random() < 0.6 else generator.choice((0.1, [0.1, 0.2], "kaon"))
        )

    def table() -> Any:
        path = folder / "table.txt"
        path.write_bytes(generator.choice(TABLES).encode("utf-8", "surrogatepass"))
        return path if generator.random() < 0.9 else thing()

    dark = Search("dark_photon", "epsilon", "partial_width", "muon", {"channel": "electron"}, {"hadronic_r_ratio": 0.0})
    limit = Limit([0.3], [1e-3], "made up")
    calls = (
        lambda: read_limit(table(), generator.choice(("x", "", None)), log10=generator.choice((None, True, False))),
        lambda: muforge.hadronic_r_ratio(generator.choice((0.5, [0.3, 1.0], thing())), table()),
        lambda: muforge.hadronic_r_ratio(thing(), current=generator.choice(("electric", "baryon", thing()))),
        lambda: Limit(
            *(generator.choice(([0.1, 0.2], [0.2, 0.1], [1e-3, -1], thing())) for _ in range(2)), "x", thing()
        ),
        lambda: Search(thing(), thing(), thing(), thing()),
        lambda: recast(
            *(generator.choice((limit, dark, thing())) for _ in range(3)), generator.choice((None, 1, "all", []))
        ),
        lambda: displaced(thing(), 1.0, thing()),
        lambda: muforge.names(thing()),
        lambda: muforge.scan(generator.choice(("kaon.rate_ratio", thing())), thing(), boson="vector"),
        lambda: muforge.scan("kaon.rate_ratio", {"m_X": thing()}, boson=generator.choice(("vector", thing()))),
        lambda: muforge.scan("kaon.rate_ratio", {"m_X": [0.1, 0.2]}, boson="vector", progress=thing(), threads=thing()),
        lambda: muforge.derivative(thing(), thing()),
        lambda: muforge.build_model(thing()),
        lambda: muforge.solve(
            generator.choice(("gminus2.neutral_boson", thing())),
            for_=generator.choice(("g", thing())),
            value=generator.choice((2.5e-9, thing())),
            between=generator.choice((None, (1e-5, 1.0), thing())),
            boson="scalar",
            m_X=generator.choice((0.1, thing())),
        ),
    )
    made = generator.randrange(len(calls))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for category in OURS:
            warnings.simplefilter("ignore", category)
        state = generator.getstate()
        try:
            calls[made]()
        except MuforgeError as error:
            check_message(error)
        except Exception as error:
            raise AssertionError(f"call {made} after {hash(state)}: {type(error).__name__}: {error}") from error


def fuzz(seed: int, names: list[str], count: int, folder: Any) -> None:
    """`count` calls, of which one in twenty is a command line, and one in ten goes to another function."""
    hostile, generator = Hostile(seed, names), random.Random(seed)
    for number in range(count):
        if number % 20 == 0:
            check_words(hostile.words())
        elif number % 10 == 1:
            check_others(generator, folder)
        else:
            check_call(hostile.call())


def test_a_few_thousand_calls(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fuzz(1, QUICK, 2000, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 12))
def test_many_calls(seed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fuzz(seed, SLOWER, 10_000, tmp_path)


@pytest.mark.parametrize("text", [*MODELS[:2], *(pytest.param(text, marks=pytest.mark.long) for text in MODELS[2:])])
def test_files_of_models_that_are_none(text, tmp_path):
    path = tmp_path / "rates.py"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(MuforgeError) as caught:
        muforge.build_model(path, slow=True)
    check_message(caught.value)
    assert "rates.py" in str(caught.value)
    assert "rates" not in sys.modules
