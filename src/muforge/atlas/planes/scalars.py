"""Planes of scalars: coupled to muons, to leptons by mass, mixed with the Higgs boson."""

from __future__ import annotations

from muforge.atlas.layers import SetupLayer
from muforge.atlas.plane_declarations import Axis, Plane, Wanted
from muforge.atlas.planes.shared import (
    DIRAC,
    E137,
    KAON_INVISIBLE,
    KAON_VISIBLE,
    M3,
    MOMENT_2021,
    MOMENT_2025,
    NA64MU,
    ORSAY,
)

MASS = r"$m_\phi$ [GeV]"
DUMP = SetupLayer("fermilab_muon_dump", "muons of 3 GeV in a dump", "dumps", "reach", points=40, high=0.25)

PLANES = (
    Plane(
        name="muon_scalar",
        about="Scalar that couples to muons alone and decays to them, or to photons below.",
        source="arXiv:1902.07715, FIG. 2 left; C.-Y. Chen, M. Pospelov, Y.-M. Zhong, Phys. Rev. D 95 (2017) 115005",
        horizontal=Axis(MASS, 1e-2, 3.0),
        vertical=Axis(r"coupling $g$", 1e-5, 1e-1),
        layers=(MOMENT_2021, MOMENT_2025, KAON_VISIBLE, DUMP),
        model="muon_philic_scalar",
        coupling="g",
        wanted=(Wanted("BaBar_4mu_2016", r"BaBar $4\mu$"), Wanted("BelleII_4mu_2024", r"Belle II $4\mu$")),
    ),
    Plane(
        name="muon_scalar_dark",
        about="Scalar that couples to muons and decays to Dirac dark matter, m_chi = m_phi/3, g_chi = 1.",
        source="arXiv:1902.07715, FIG. 2 right",
        horizontal=Axis(MASS, 1e-3, 3.0),
        vertical=Axis(r"coupling $g$", 1e-5, 1e-1),
        layers=(
            MOMENT_2021,
            MOMENT_2025,
            KAON_INVISIBLE,
            NA64MU,
            *M3,
        ),
        model="muon_philic_scalar",
        coupling="g",
        fixed=DIRAC,
        wanted=(Wanted("NA64mu_2024_full", r"NA64$\mu$"),),
    ),
    Plane(
        name="leptophilic",
        about="Scalar that couples to charged leptons in proportion to their masses.",
        source="B. Batell, N. Lange, D. McKeen, M. Pospelov, A. Ritz, Phys. Rev. D 95 (2017) 075003",
        horizontal=Axis(MASS, 1e-2, 7.0),
        vertical=Axis(r"$\xi$", 1e-3, 10.0),
        layers=(MOMENT_2021, MOMENT_2025, E137, ORSAY, KAON_VISIBLE),
        model="leptophilic_scalar",
        coupling="xi",
        wanted=(
            Wanted("BaBar_leptophilic_2020", "BaBar 2020"),
            Wanted("Belle_leptophilic_2024", "Belle 2024"),
        ),
    ),
    Plane(
        name="higgs_mixed",
        about="Scalar that mixes with the Higgs boson, from rare decays of mesons.",
        source="as the reach of SHiP in its physics case, arXiv:1504.04855",
        horizontal=Axis(r"$m_S$ [GeV]", 1e-2, 5.0),
        vertical=Axis(r"$\sin\theta$", 1e-7, 1e-1),
        layers=(
            SetupLayer("kaon_to_pion_neutrinos", r"$K\to\pi\nu\nu$", "kaons"),
            SetupLayer("b_to_kaon_neutrinos", r"$B\to K\nu\nu$", "mesons"),
            SetupLayer("ship", "SHiP", "dumps", "reach", points=60),
            SetupLayer("na62_dump", "NA62 as a dump", "dumps", "reach", points=60),
        ),
        model="higgs_mixed_scalar",
        coupling="sin_theta",
        landmarks=("2 m_e", "2 m_mu", "2 m_pi", "m_K - m_pi"),
        wanted=(Wanted("LHCb_BK_mumu_2017", r"LHCb $B\to K\mu\mu$"), Wanted("NA62_Kpi_inv_2025", r"NA62 $K\to\pi X$")),
        caption="no angular acceptance; between 0.6 and 2 GeV widths to hadrons must be given, hadronic_width=FILE",
    ),
)
