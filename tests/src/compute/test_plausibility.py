"""What is computed as asked and said to make no sense."""

import warnings

import pytest
from command import run

import muforge
from muforge import ImplausibleWarning

SAID = {
    "strong coupling": (
        "gminus2.neutral_boson boson=scalar m_X=0.1 g=5",
        "g = 5; coupling of X above 3.54 makes no",
    ),
    "mixing": ("dark_photon.total_width m_X=0.1 epsilon=2 hadronic_r_ratio=0", "epsilon = 2; kinetic mixing"),
    "fraction": ("kaon.branching_ratio boson=vector m_X=1e-3 g=1", "the result is"),
    "mass in MeV": ("gminus2.neutral_boson boson=scalar m_X=105.66 g=1e-3", "m_X = 105.66 GeV is m_mu in MeV"),
    "constant in MeV": (
        "kaon.lambda_mu --constant m_mu=105.66",
        "constant m_mu = 105.66 GeV; the table has 0.10",
    ),
    "constant in vain": (
        "kaon.two_body_width --constant m_e=1e-3",
        "constant m_e is replaced, but the result",
    ),
    "plain": ("kaon.branching_ratio boson=vector m_X=0.1 g=1e-3", ""),
}


@pytest.mark.parametrize(("line", "said"), SAID.values(), ids=SAID)
def test_said_once_and_computed(line, said, capsys):
    shown = run(f"eval {line}", capsys)
    assert shown.code == 0 and " = " in shown.out
    warned = [text for text in shown.err.splitlines() if ": warning: " in text]
    assert len(warned) == bool(said)
    assert said in shown.err


def test_a_class_of_its_own_in_python():
    with pytest.warns(ImplausibleWarning, match="g = 5; coupling of X above 3.54"):
        muforge.evaluate("gminus2.neutral_boson", boson="scalar", m_X=0.1, g=[1e-3, 5.0])
    assert issubclass(ImplausibleWarning, UserWarning)


def test_scans_have_notes_and_no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = muforge.scan("kaon.branching_ratio", {"m_X": [1e-3, 0.1], "g": [1e-3, 5.0]}, boson="vector")
    assert [note.partition(": ")[2][:12] for note in result.notes] == ["g = 5; coupl", "the result i"]
