"""Lagrangians that people write, as files of models."""

from __future__ import annotations

HEAD = """from sympy import I, Rational, re

from muforge.modelling import *
from muforge.symbolic.families.mixing import quantities as mixing


"""


def _of(name: str, parameters: str, returned: str) -> str:
    return f"@model()\ndef {name}({parameters}):\n    'A model.'\n    return {returned}\n\n\n"


LAGRANGIANS = {
    "off_diagonal": _of("off_diagonal", "m: BosonMass, g: Coupling", "Scalar(m, muon_tau=g)"),
    "flavoured": _of(
        "flavoured",
        "m: BosonMass, c: Coupling, d: Coupling, h: Coupling",
        "Vector(m, couplings={('tau', 'muon'): Chiral(c - d, c + d), ('electron', 'tau'): h}, electron=h, "
        "nu_mu_nu_tau=h)",
    ),
    "to_dark_matter": _of(
        "to_dark_matter", "m: BosonMass, g: Coupling, y_chi: Coupling", "Scalar(m, muon=g, dark_matter=y_chi)"
    ),
    "own_dark_matter": _of(
        "own_dark_matter",
        "m: BosonMass, m_chi: BosonMass, g: Coupling, y: Coupling",
        "Scalar(m, electron=g, dark_matter=DarkMatter('dirac', m_chi, y + 2 * I * y))",
    ),
    "b_minus_l_with_mixing": _of(
        "b_minus_l_with_mixing",
        "m: BosonMass, g: Coupling, epsilon: Mixing",
        "with_mixing(gauge_boson(m, g, {'electron': -1, 'muon': -1, 'tau': -1, 'quark': Rational(1, 3)}), epsilon)",
    ),
    "dirac_neutrinos": _of("dirac_neutrinos", "m: BosonMass, g: Coupling", "Vector(m, muon=g, nu_mu=Chiral(g, g))"),
    "with_loops": _of(
        "with_loops",
        "m: BosonMass, g: Coupling",
        "with_mixing(gauge_boson(m, g, {'muon': 1, 'tau': -1}), -re(mixing.loop_induced_mixing(m**2, g)))",
    ),
    "to_photons": _of("to_photons", "m: BosonMass, g: Coupling", "Scalar(m, photon=g)"),
    "axion_like": _of(
        "axion_like",
        "m: BosonMass, g: PhotonCoupling, y: Coupling",
        "Scalar(m, photon=I * g, tau=I * y, electron=I * y)",
    ),
    "two_vectors": _of(
        "two_vectors", "m: BosonMass, M: BosonMass, g: Coupling", "[Vector(m, muon=g), Vector(M, muon=g)]"
    ),
    "vector_and_scalar": _of(
        "vector_and_scalar",
        "m_V: BosonMass, m_S: BosonMass, g: Coupling, y: Coupling",
        "[Vector(m_V, tau=g), Scalar(m_S, electron=y, tau=y)]",
    ),
    "two_exchanges": _of(
        "two_exchanges",
        "m_V: BosonMass, m_W2: BosonMass, g: Coupling, h: Coupling",
        "[Vector(m_V, muon=g, nu_mu=g), Vector(m_W2, muon=h, nu_mu=h)]",
    ),
    "of_quarks": _of(
        "of_quarks",
        "m: BosonMass, g: Coupling, h: Coupling",
        "Vector(m, up=g, down=h, strange=g, electron=g)",
    ),
    "halves": _of("halves", "m: BosonMass, g: Coupling", "gauge_boson(m, g, {'muon': 0.5, 'tau': -0.5})"),
}
"""Files of one model each, by its name."""
