"""Helicity sums and limits of the amplitudes behind formulas: what is wrong is seen."""

from dataclasses import replace

import pytest
from sympy import Symbol

from muforge.symbolic.families.kaon import amplitudes as kaon
from muforge.symbolic.families.qed import weak
from muforge.symbolic.families.reactions import REACTIONS
from muforge.symbolic.feynman import P_L, Fermion, Process, Reaction, Scalar, slash, ubar, v
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.registry import quantities
from muforge.verify.helicity import TOLERANCE, derived_against_helicities
from muforge.verify.symmetries import broken_limits


@pytest.mark.parametrize("reaction", [kaon.axial(), kaon.dark_photon(), weak.inverse_muon_decay()])
def test_derived_squares(reaction):
    assert derived_against_helicities(reaction) <= TOLERANCE


def test_amplitudes_of_formulas():
    formulas = [v.formula for q in quantities().values() for v in q.variants if isinstance(v.formula, Formula)]
    reactions = {id(f.matrix_element.reaction): f.matrix_element.reaction for f in formulas if f.matrix_element}
    assert len(reactions) > 20
    assert [r.process for r in reactions.values() if not derived_against_helicities(r) <= TOLERANCE] == []
    assert [problem for r in reactions.values() for problem in broken_limits(r)] == []


def test_a_wrong_square_is_seen():
    wrong = replace(kaon.scalar())
    wrong.__dict__["squared"] = kaon.scalar().squared * (1 + 1e-9)
    assert derived_against_helicities(wrong) > 100 * TOLERANCE


def test_symbols_without_a_number_are_named():
    K, mu, nu = Scalar("K", Symbol("m_strange_kaon", positive=True)), Fermion("mu", kaon.m_mu), Fermion("nu")
    reaction = Reaction(Process(K, (mu, nu)), ubar(nu) * slash(K.p) * P_L * v(mu))
    with pytest.raises(ValueError, match="depends on m_strange_kaon; give these .* a value in NUMBERS"):
        derived_against_helicities(reaction)


@pytest.mark.parametrize("name", ["K to mu nu", "K to mu nu lmu_ltau", "K to mu nu dark_photon", "Compton"])
def test_limits_that_hold(name):
    reaction = REACTIONS[name]()
    assert reaction.conserved or reaction.suppressed_by
    assert broken_limits(reaction) == ()


def test_broken_gauge_invariance_is_told():
    (problem,) = broken_limits(replace(kaon.vector(), conserved=(kaon.V,)))
    assert problem.startswith("got ") and problem.endswith(
        "expected 0, with the polarisation of X replaced by its momentum"
    )


def test_chirality_that_does_not_hold_is_told():
    (problem,) = broken_limits(replace(kaon.scalar(), suppressed_by=(kaon.m_mu,)))
    assert problem.startswith("got ") and problem.endswith("expected 0, for m_mu = 0")
