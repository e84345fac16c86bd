"""Models of a user: built from a file, evaluated by name, kept in a cache that knows what changed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from user_files import CHIRAL, LEFT_HANDED, PHASES, written

import muforge
from muforge.build.machine_errors import CacheError, CompilerError
from muforge.build.model_files import build, built, differences, is_current
from muforge.cli import main
from muforge.errors import MuforgeError
from muforge.kernels.libraries import user_cache
from muforge.na62 import InvisibleSearch, KaonRates
from muforge.verify import verify

INPUTS = {"m_S": 0.3, "y_e": 2e-3, "y_mu": 1e-3, "phi": 0.4}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with three built models, and a cache of its own."""
    place = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUFORGE_CACHE", str(place / "cache"))
        for name, text in (("phases.py", PHASES), ("chiral.py", CHIRAL), ("left.py", LEFT_HANDED)):
            muforge.build_model(written(place, text, name))
        yield place


def test_a_scalar_with_a_phase_has_the_numbers_of_its_parts(folder):
    def width(boson: str, lepton: str, g: float) -> float:
        return muforge.evaluate("decay.boson_to_leptons", boson=boson, lepton=lepton, m_X=0.3, g=g)

    electron = width("scalar", "electron", 2e-3)
    muon = width("scalar", "muon", 1e-3 * np.cos(0.4)) + width("pseudoscalar", "muon", 1e-3 * np.sin(0.4))
    photons = muforge.evaluate("two_phases.partial_width", channel="photons", **INPUTS)
    assert muforge.evaluate("two_phases.partial_width", channel="muon", **INPUTS) == pytest.approx(muon, rel=1e-14)
    total = muforge.evaluate("two_phases.total_width", **INPUTS)
    assert total == pytest.approx(electron + muon + photons, rel=1e-14)
    shift = muforge.evaluate("two_phases.delta_a", lepton="muon", **INPUTS)
    parts = [
        muforge.evaluate("gminus2.neutral_boson", boson=boson, m_X=0.3, g=1e-3 * factor)
        for boson, factor in (("scalar", np.cos(0.4)), ("pseudoscalar", np.sin(0.4)))
    ]
    assert shift == pytest.approx(sum(parts), rel=1e-14)


def test_chiral_couplings_interfere_in_kaon_decays(folder):
    def ratio(left: float, right: float) -> float:
        return muforge.evaluate("chiral_muon.kaon_branching_ratio", m_V=0.05, g_L=left, g_R=right)

    vector = muforge.evaluate("kaon.branching_ratio", boson="vector", m_X=0.05, g=1e-3)
    axial = muforge.evaluate("kaon.branching_ratio", boson="axial", m_X=0.05, g=1e-3)
    assert ratio(1e-3, 1e-3) == pytest.approx(vector, rel=1e-13)
    assert ratio(-1e-3, 1e-3) == pytest.approx(axial, rel=1e-13)
    assert ratio(1e-3, 0) + ratio(0, 1e-3) == pytest.approx((vector + axial) / 2, rel=1e-12)
    assert ratio(1e-3, 0) > 2 * ratio(0, 1e-3)


def test_a_phase_does_not_matter_to_photons_and_divides_lepton_pairs(folder):
    common = {"sqrt_s": 10.58, "m_X": 0.3}
    photon = muforge.evaluate("collider.photon_scalar_cross_section", cos_theta_max=0.9, g=2e-3, **common)
    got = muforge.evaluate("two_phases.photon_cross_section", sqrt_s=10.58, cos_theta_max=0.9, m_S=0.3, y_e=2e-3)
    assert got == pytest.approx(photon, rel=1e-14, abs=0)
    parts = [
        muforge.evaluate(
            "collider.lepton_pair_boson_cross_section", boson=boson, lepton="muon", g=1e-3 * part, **common
        )
        for boson, part in (("scalar", np.cos(0.4)), ("pseudoscalar", np.sin(0.4)))
    ]
    got = muforge.evaluate(
        "two_phases.lepton_pair_cross_section", lepton="muon", sqrt_s=10.58, m_S=0.3, y_mu=1e-3, phi=0.4
    )
    assert got == pytest.approx(sum(parts), rel=1e-12, abs=0)
    assert "two_phases.fixed_target_cross_section" not in muforge.names()


def test_left_handed_doublets_make_tridents(folder):
    """Far below the mass of X, C_V and C_A grow alike."""
    field = {"method": "equivalent_photon", "target": "oxygen", "form_factor": "exponential", "E_nu": 20.0}
    v, s2 = (muforge.constants()[name].value for name in ("v", "sin2_theta_W"))
    got = muforge.evaluate("left_handed.trident_cross_section", **field, m_V=500.0, h=1.0, tolerance=1e-3)
    C_V, C_A = (C + v**2 / 500**2 / 2 for C in (0.5 + 2 * s2, 0.5))
    expected = muforge.evaluate("trident.nuclear_cross_section", **field, C_V=C_V, C_A=C_A, tolerance=1e-3)
    assert got == pytest.approx(expected, rel=1e-4, abs=0)
    measured = {"ratio_measured": 1.0, "ratio_error": 0.2, "n_sigma": 1.0}
    bound = muforge.evaluate("left_handed.h_trident_bound", **field, m_V=0.2, **measured, tolerance=1e-3)
    ratio = muforge.evaluate("left_handed.trident_ratio", **field, m_V=0.2, h=bound, tolerance=1e-3)
    assert ratio == pytest.approx(1.2, rel=1e-12, abs=0)


def test_na62_reaches_a_left_handed_doublet(folder):
    search = InvisibleSearch(1e13, photon_veto_inefficiency=1e-3, background_uncertainty=0.01)
    rates = KaonRates("left_handed", "h", mass="m_V")
    found = search.reach(rates, [0.02, 0.2])
    signals = search.signals(rates, found.mass, found.coupling)
    assert search.factor(signals, search.backgrounds()) == pytest.approx([1.0, 1.0], rel=1e-9)
    whole = muforge.evaluate("left_handed.kaon_branching_ratio", m_V=0.2, h=1e-3)
    above = muforge.evaluate(
        "left_handed.kaon_branching_ratio_above_missing_mass_squared", m_V=0.2, h=1e-3, m2_miss_min=[0.001, 0.1]
    )
    assert above[0] == pytest.approx(whole, rel=1e-12) and 0 < above[1] < whole


def test_every_command_knows_a_model_by_name(folder, capsys):
    inputs = [f"{name}={value}" for name, value in INPUTS.items()]
    assert main(["eval", "two_phases.total_width", *inputs]) == 0
    assert main(["list", "two_phases"]) == 0
    assert main(["explain", "two_phases.branching_ratio", "channel=muon"]) == 0
    assert main(["model", "two_phases"]) == 0
    table = folder / "table.csv"
    assert main(["scan", "two_phases.total_width", "m_S=0.1:1:5", *inputs[1:], "-o", str(table)]) == 0
    assert len([line for line in table.read_text().splitlines() if line[0].isdigit()]) == 5
    out = capsys.readouterr().out
    assert "= two_phases.partial_width(channel=muon, m_S, y_e, y_mu, phi)" in out
    assert "two_phases.delta_a" in out


def test_a_model_can_be_verified(folder):
    rows = verify(["chiral_muon.partial_width", "chiral_muon.total_width"])
    assert [row.kernel for row in rows][:1] == ["chiral_muon_partial_width_muon"]
    assert all(row.passed for row in rows), [row for row in rows if not row.passed]
    assert {"numbers", "dimensions"} <= set(rows[-1].checks)


def test_derivatives_of_a_model(folder):
    slope = muforge.derivative("two_phases.total_width", "y_e", **INPUTS)
    electron = muforge.evaluate("decay.boson_to_leptons", boson="scalar", lepton="electron", m_X=0.3, g=2e-3)
    photons = [
        muforge.evaluate("two_phases.partial_width", channel="photons", **(INPUTS | {"y_e": 2e-3 * (1 + h)}))
        for h in (-1e-4, 1e-4)
    ]
    assert slope == pytest.approx(2 * electron / 2e-3 + (photons[1] - photons[0]) / 4e-7, rel=1e-7)


def test_an_unchanged_file_is_not_run_again(folder):
    code = (
        "import sys, muforge; muforge.build_model(sys.argv[1]); "
        "assert 'sympy' not in sys.modules, 'sympy was imported'; print(muforge.evaluate('two_phases.total_width', "
        "m_S=0.3, y_e=2e-3, y_mu=1e-3, phi=0.4))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder / "phases.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) == muforge.evaluate("two_phases.total_width", **INPUTS)


def test_only_what_changed_is_compiled_again(folder, capsys):
    path = written(folder, PHASES.replace("two_phases", "shifted"), "shifted.py")
    (first,) = build(path, user_cache())
    path.write_text(path.read_text().replace("exp(I * phi)", "exp(2 * I * phi)"))
    assert not is_current(built(user_cache())["shifted"])
    assert "shifted_partial_width_muon" in differences(path, user_cache())
    (second,) = build(path, user_cache())
    changed = {kernel for kernel in first.kernels if first.kernels[kernel] != second.kernels[kernel]}
    assert second.compiled == len(changed) > 0
    assert "shifted_partial_width_electron" not in changed
    assert main(["build", "--diff", str(path)]) == 0
    assert "no kernel would change" in capsys.readouterr().out


def test_models_run_by_numpy_give_the_same_numbers(folder, tmp_path, monkeypatch):
    expected = muforge.evaluate("two_phases.branching_ratio", channel="muon", **INPUTS)
    kaon = muforge.evaluate("chiral_muon.kaon_branching_ratio", m_V=0.05, g_L=1e-3, g_R=2e-3)
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "slow"))
    monkeypatch.setenv("CC", "no-such-compiler")
    with pytest.raises(CompilerError, match="looked for no-such-compiler.*slow=True"):
        muforge.build_model(folder / "phases.py")
    for file in ("phases.py", "chiral.py"):
        muforge.build_model(folder / file, slow=True)
    assert muforge.evaluate("two_phases.branching_ratio", channel="muon", **INPUTS) == pytest.approx(
        expected, rel=1e-13
    )
    pairs = {"lepton": "muon", "sqrt_s": 10.58, "m_V": 0.5, "g_L": 1e-3, "g_R": 0.0}
    both = [
        muforge.evaluate(
            "collider.lepton_pair_boson_cross_section", boson=boson, lepton="muon", g=5e-4, m_X=0.5, sqrt_s=10.58
        )
        for boson in ("vector", "axial")
    ]
    assert muforge.evaluate("chiral_muon.lepton_pair_cross_section", **pairs) == pytest.approx(
        sum(both), rel=1e-12, abs=0
    )
    slow, error = muforge.evaluate(
        "chiral_muon.kaon_branching_ratio", m_V=0.05, g_L=1e-3, g_R=2e-3, return_error=True, tolerance=1e-9
    )
    assert slow == pytest.approx(kaon, rel=1e-11)
    assert abs(slow - kaon) <= error + 1e-13 * kaon


MEAN = """
from sympy import Expr, IndexedBase, Symbol, Sum
from typing import Annotated

from muforge.symbolic.language.arguments import Real, Series
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.units import one

VALUES = Annotated[IndexedBase, Real(one, "values"), Series()]


@quantity(unit=one, source="made up")
def total_of(values: VALUES) -> Expr:
    \"\"\"Their sum.\"\"\"
    i, n = Symbol("i", integer=True), Symbol("n", integer=True)
    return Sum(values[i], (i, 0, n - 1))
"""


PROCEDURE = '''from muforge.modelling import Coupling, one, quantity
from muforge.symbolic.language.procedure import Procedure


@quantity(unit=one, source="made up")
def upper(g: Coupling) -> Procedure:
    """A limit."""
    return Procedure("mine.upper", "mine.other")
'''


def test_procedures_are_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))
    path = written(tmp_path, PROCEDURE, "limits.py")
    with pytest.raises(MuforgeError, match="limits.upper is a procedure, which files of yours cannot declare yet"):
        muforge.build_model(path)


def test_sums_over_lists_are_not_run_by_numpy(tmp_path, monkeypatch):
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cache"))
    with pytest.raises(MuforgeError, match="total_of sums over a list, which takes a C compiler"):
        muforge.build_model(written(tmp_path, MEAN, "mean.py"), slow=True)


def test_a_compiler_that_fails_is_quoted(folder, tmp_path, monkeypatch):
    fake = tmp_path / "fakecc"
    fake.write_text(
        "#!/bin/sh\n[ \"$1\" = --version ] && echo fake 1.0 && exit 0\necho 'error: out of ink' >&2\nexit 1\n"
    )
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    before = built(user_cache())
    monkeypatch.setenv("CC", str(fake))
    path = written(tmp_path, PHASES.replace("two_phases", "inked"))
    with pytest.raises(CompilerError, match="out of ink.*the command was.*fakecc.*all its output is in") as error:
        build(path, user_cache())
    log = str(error.value).rpartition(" is in ")[2]
    with open(log) as file:
        assert "out of ink" in file.read()
    assert built(user_cache()) == before


def test_a_cache_that_is_a_file(folder, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "file"))
    with pytest.raises(CacheError, match="cannot be written.*MUFORGE_CACHE"):
        muforge.build_model(folder / "chiral.py")


def test_processes_that_build_at_once_agree(folder, tmp_path, monkeypatch):
    environment = os.environ | {"MUFORGE_CACHE": str(tmp_path / "shared")}
    command = [sys.executable, "-m", "muforge", "build", str(folder / "chiral.py")]
    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(lambda _: subprocess.run(command, env=environment, check=False).returncode, range(2)))
    assert codes == [0, 0]
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "shared"))
    assert muforge.evaluate("chiral_muon.total_width", m_V=1.0, g_L=1e-3, g_R=1e-3) > 0
    assert not list((tmp_path / "shared").glob(".new-*"))


def test_models_that_an_older_version_built_are_built_again(folder, tmp_path, monkeypatch):
    """Older versions kept Python code in the cache, which is not run."""
    expected = muforge.evaluate("two_phases.total_width", **INPUTS)
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "older"))
    path = written(tmp_path, PHASES.replace("two_phases", "older_model"), "older.py")
    ran = tmp_path / "ran"
    answer = {
        "file": str(path),
        "quantities": ["older_model.total_width"],
        "kernels": {},
        "module": f"open({str(ran)!r}, 'w')",
    }
    user_cache().remember("families", "older_model", answer)
    with pytest.raises(KeyError, match=f"built by an older version of muforge; build it again: muforge build {path}"):
        muforge.evaluate("older_model.total_width", **INPUTS)
    assert "older_model" not in muforge.families()
    muforge.build_model(path, slow=True)
    assert muforge.evaluate("older_model.total_width", **INPUTS) == pytest.approx(expected, rel=1e-13)
    assert not ran.exists()


def test_clean_removes_models(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MUFORGE_CACHE", str(tmp_path / "cleaned"))
    muforge.build_model(folder / "chiral.py", slow=True)
    assert main(["build", "--list"]) == 0
    assert "chiral_muon" in capsys.readouterr().out
    assert main(["build", "--clean"]) == 0
    with pytest.raises(KeyError, match="chiral_muon.total_width"):
        muforge.evaluate("chiral_muon.total_width", m_V=1.0, g_L=1e-3, g_R=1e-3)
