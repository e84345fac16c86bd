"""Why a result is 0."""

import pytest
from command import run

CLOSED = {
    "kaon.branching_ratio boson=vector m_X=0.4 g=1e-3": "m_X is above m_K - m_mu = 0.388019",
    "kaon.branching_ratio boson=vector m_X=0.1,0.5 g=1e-3": "m_X is above m_K - m_mu = 0.388019",
    "decay.boson_to_leptons boson=vector lepton=muon m_X=0.1 g=1e-3": "m_X is below 2*m_mu = 0.211317",
    "kaon.branching_ratio boson=vector m_X=0.1 g=0": "g is 0",
    "kaon.two_body_width --constant m_mu=0.6": "m_K is below m_mu = 0.6",
    "dark_photon.kaon_branching_ratio m_X=0.4 epsilon=1e-3": "m_X is above m_K - m_mu = 0.388019",
    "phase_space.volume s=1 masses=0.5,0.6": "sqrt(s) > masses_1 + masses_2 does not hold",
    "lmu_ltau.branching_ratio channel=tau m_X=1.09 g=0.09": "m_X is below 2*m_tau = 3.55386",
    "hvp.hadronic_r_ratio m_X=0.1 current=electric": "m_X is below 2*m_pi = 0.279141",
}


@pytest.mark.parametrize(("line", "reason"), CLOSED.items())
def test_a_note_says_which_channel_is_closed(line, reason, capsys):
    shown = run(f"eval {line}", capsys)
    assert shown.code == 0
    assert f"muforge eval: note: 0: {reason}\n" in shown.err


def test_no_note_on_other_results(capsys):
    assert run("eval kaon.branching_ratio boson=vector m_X=0.1 g=1e-3", capsys).err == ""
