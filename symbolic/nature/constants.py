"""The table of physical constants: one value, one unit and one source for each.

Formulas use the sympy symbols of this module; compiled kernels take the constants as ordinary
arguments, and `muforge.evaluate` fills in the values below unless ``constants={...}`` overrides them.
`v` and `G_F` are independent entries, although ``v = (sqrt(2) G_F)^(-1/2)`` at tree level: formulas with both, such as
the exchange of a boson that interferes with the weak interaction, are consistent only if both are replaced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from sympy import Symbol

from muforge.symbolic.nature.units import GeV, Unit, attobarn, centimetre, gram, metre, one, picobarn, second

EDITION = "PDG 2024 / CODATA 2022"


@dataclass(frozen=True)
class Constant:
    """A physical constant.

    Parameters
    ----------
    name : str
    value : Fraction
        Exactly the decimal (or ratio) written in the table.
    unit : Unit
    about : str
        Its meaning, and the source of the value if that is not `EDITION`.
    """

    name: str
    value: Fraction
    unit: Unit
    about: str

    @property
    def symbol(self) -> Symbol:
        return Symbol(self.name, positive=True)


def _table(*rows: tuple[str, str, Unit, str]) -> Mapping[str, Constant]:
    constants = {}
    for name, value, unit, about in rows:
        numerator, _, denominator = value.partition("/")
        constants[name] = Constant(name, Fraction(numerator) / Fraction(denominator or 1), unit, about)
    return MappingProxyType(constants)


TABLE = _table(
    ("m_e", "0.51099895069e-3", GeV, "electron mass"),
    ("m_mu", "0.1056583755", GeV, "muon mass"),
    ("m_tau", "1.77693", GeV, "tau mass"),
    ("m_K", "0.493677", GeV, "charged-kaon mass"),
    ("m_pi", "0.13957039", GeV, "charged-pion mass"),
    ("alpha", "1/137.035999177", one, "fine-structure constant at zero momentum"),
    ("G_F", "1.1663788e-5", GeV**-2, "Fermi constant from the muon lifetime"),
    ("v", "246.21965", GeV, "Higgs vacuum expectation value (independent of G_F here)"),
    ("f_K", "0.160", GeV, "kaon decay constant in the normalisation of 156 MeV; value of the kaon formulas' source"),
    ("V_us", "0.223", one, "CKM matrix element; value of the kaon formulas' source"),
    ("Gamma_K", "5.3167e-17", GeV, "total width of the charged kaon"),
    ("BR_K_mu_nu", "0.6356", one, "measured branching ratio of K -> mu nu"),
    ("sin2_theta_W", "0.23122", one, "weak mixing angle, MS-bar at m_Z"),
    ("m_p", "0.93827209", GeV, "proton mass"),
    ("m_n", "0.93956542", GeV, "neutron mass"),
    ("m_pi0", "0.1349768", GeV, "neutral-pion mass"),
    ("m_B", "5.27934", GeV, "charged B-meson mass"),
    ("m_Z", "91.1876", GeV, "Z mass"),
    ("Gamma_Z", "2.4952", GeV, "Z width"),
    ("m_W", "80.3692", GeV, "W mass"),
    ("m_h", "125.13", GeV, "Higgs mass, PDG 2026"),
    ("m_t", "165", GeV, "top mass in loops"),
    ("m_t_pole", "172.57", GeV, "pole mass of the top"),
    ("m_b", "4.18", GeV, "bottom mass m_b(m_b), MS-bar"),
    ("m_c", "1.27", GeV, "charm mass m_c(m_c), MS-bar"),
    ("m_s", "0.093", GeV, "strange mass"),
    ("m_d", "0.0047", GeV, "down mass"),
    ("V_ts_V_tb", "0.0405", one, "modulus of V_ts* V_tb"),
    ("V_ts_V_td", "3.5e-4", one, "modulus of V_ts* V_td"),
    ("alpha_s_m_Z", "0.1180", one, "strong coupling at m_Z"),
    ("atomic_mass_unit", "0.93149410", GeV, "atomic mass unit"),
    ("proton_magnetic_moment", "2.79", one, "magnetic moment of the proton in nuclear magnetons"),
    ("neutron_magnetic_moment", "1.9130427", one, "modulus of the neutron's magnetic moment in nuclear magnetons"),
    (
        "fermi_momentum",
        "0.235",
        GeV,
        "largest momentum of nucleons in a nucleus, for Pauli blocking of tridents: arXiv:1807.10973",
    ),
    ("Z_tungsten", "74", one, "atomic number of tungsten"),
    ("A_tungsten", "183.84", one, "standard atomic weight of tungsten"),
    ("Z_lead", "82", one, "atomic number of lead"),
    ("A_lead", "207.2", one, "standard atomic weight of lead"),
    ("Z_iron", "26", one, "atomic number of iron"),
    ("A_iron", "55.845", one, "standard atomic weight of iron"),
    ("Z_silicon", "14", one, "atomic number of silicon"),
    ("A_silicon", "28.086", one, "standard atomic weight of silicon"),
    ("Z_oxygen", "8", one, "atomic number of oxygen"),
    ("A_oxygen", "15.999", one, "standard atomic weight of oxygen"),
    ("Z_argon", "18", one, "atomic number of argon"),
    ("A_argon", "39.948", one, "standard atomic weight of argon"),
    ("Z_aluminium", "13", one, "atomic number of aluminium"),
    ("A_aluminium", "26.982", one, "standard atomic weight of aluminium"),
    ("nuclear_scale", "0.164", GeV**2, "A^(2/3) times the scale of the elastic form factor of a nucleus"),
    ("dipole_scale", "0.71", GeV**2, "scale of the dipole form factor of the nucleon"),
    ("largest_transfer", "4", GeV**2, "squared momentum transfer to a nucleus above which it is taken to break up"),
    ("M_Planck", "1.220890e19", GeV, "Planck mass (not reduced)"),
    ("omega_dm_h2", "0.12", one, "density of dark matter times h^2"),
    ("s_0_cm3", "2891.2", centimetre**-3, "entropy density today"),
    ("rho_c_over_h2_GeV_cm3", "1.053672e-5", GeV * centimetre**-3, "critical density over h^2"),
    ("tau_mu_s", "2.1969811e-6", second, "muon lifetime"),
    ("tau_tau_s", "2.903e-13", second, "tau lifetime"),
    ("tau_B_s", "1.638e-12", second, "charged-B lifetime"),
    ("tau_K_s", "1.238e-8", second, "charged-kaon lifetime"),
    ("hbarc_GeV_m", "1.973269804e-16", GeV * metre, "hbar c"),
    ("femtometre_m", "1e-15", metre, "a femtometre in metres, exact"),
    ("hbarc2_GeV2_cm2", "0.3893793721e-27", GeV**2 * centimetre**2, "(hbar c)^2"),
    ("pb_per_cm2", "1e36", picobarn * centimetre**-2, "picobarns in a square centimetre, exact"),
    ("avogadro", "6.02214076e23", gram**-1, "Avogadro's number: atoms in a gram times the atomic weight"),
    ("ab_per_pb", "1e6", attobarn * picobarn**-1, "attobarns in a picobarn, exact"),
    ("hbar_GeV_s", "6.582119569e-25", GeV * second, "hbar"),
    ("c_cm_s", "2.99792458e10", centimetre / second, "speed of light"),
    ("m_omega_782", "0.78266", GeV, "mass of the omega(782)"),
    ("Gamma_omega_782", "8.68e-3", GeV, "total width of the omega(782)"),
    ("Gamma_ee_omega_782", "0.60e-6", GeV, "width of the omega(782) to e+e-"),
    ("m_phi_1020", "1.01946", GeV, "mass of the phi(1020), PDG 2026"),
    ("Gamma_phi_1020", "4.249e-3", GeV, "total width of the phi(1020)"),
    ("Gamma_ee_phi_1020", "1.27e-6", GeV, "width of the phi(1020) to e+e-, PDG 2026 fit"),
    ("m_K0", "0.497611", GeV, "neutral-kaon mass"),
    ("one_GeV", "1", GeV, "a gigaelectronvolt, exact; the unit of numbers that a formula has in its text"),
    ("beryllium_line_energy", "0.862e-3", GeV, "energy of the strong line of solar 7Be neutrinos"),
    ("beryllium_weak_line_energy", "0.3843e-3", GeV, "energy of the weak line of solar 7Be neutrinos"),
    ("beryllium_line_fraction", "0.896", one, "fraction of solar 7Be neutrinos in the strong line, PDG 2026"),
    ("chiral_region", "0.6", GeV, "mass up to which chiral perturbation theory at lowest order describes two pions"),
    (
        "perturbative_region",
        "2",
        GeV,
        "mass from which on quarks and gluons stand for the hadrons of a Higgs-mixed scalar",
    ),
    (
        "factor_two_region",
        "4",
        GeV,
        "mass up to which quarks and gluons give the hadrons of a Higgs-mixed scalar within a factor of two only",
    ),
    (
        "common_bath_mass",
        "0.01",
        GeV,
        "mass of dark matter from which on it freezes out before neutrinos decouple, at m_chi/20",
    ),
    (
        "equivalent_photon_energy",
        "10",
        GeV,
        "energy of a neutrino from which on equivalent photons give tridents within a factor of two of the exact rate",
    ),
    (
        "uniform_flux_momentum",
        "0.5e-3",
        GeV,
        "momentum transfer up to which one flux of photons for all angles is within a factor of 2.5 of the exact rate",
    ),
)

m_e, m_mu, m_tau, m_K, m_pi = (TABLE[name].symbol for name in ("m_e", "m_mu", "m_tau", "m_K", "m_pi"))
m_p, m_n, atomic_mass_unit = (TABLE[name].symbol for name in ("m_p", "m_n", "atomic_mass_unit"))
femtometre_m, one_GeV = (TABLE[name].symbol for name in ("femtometre_m", "one_GeV"))
m_pi0, m_K0 = (TABLE[name].symbol for name in ("m_pi0", "m_K0"))
proton_magnetic_moment, neutron_magnetic_moment, fermi_momentum = (
    TABLE[name].symbol for name in ("proton_magnetic_moment", "neutron_magnetic_moment", "fermi_momentum")
)
nuclear_scale, dipole_scale, largest_transfer = (
    TABLE[name].symbol for name in ("nuclear_scale", "dipole_scale", "largest_transfer")
)
m_Z, Gamma_Z, alpha_s_m_Z, m_h = (TABLE[name].symbol for name in ("m_Z", "Gamma_Z", "alpha_s_m_Z", "m_h"))
alpha, G_F, v, sin2_theta_W = (TABLE[name].symbol for name in ("alpha", "G_F", "v", "sin2_theta_W"))
f_K, V_us, Gamma_K, BR_K_mu_nu = (TABLE[name].symbol for name in ("f_K", "V_us", "Gamma_K", "BR_K_mu_nu"))
m_W, m_t_pole, m_b, m_c = (TABLE[name].symbol for name in ("m_W", "m_t_pole", "m_b", "m_c"))
m_t, m_s, m_d, m_B = (TABLE[name].symbol for name in ("m_t", "m_s", "m_d", "m_B"))
V_ts_V_tb, V_ts_V_td, tau_B_s, tau_K_s = (
    TABLE[name].symbol for name in ("V_ts_V_tb", "V_ts_V_td", "tau_B_s", "tau_K_s")
)
perturbative_region, factor_two_region = (TABLE[name].symbol for name in ("perturbative_region", "factor_two_region"))
chiral_region, equivalent_photon_energy, uniform_flux_momentum = (
    TABLE[name].symbol for name in ("chiral_region", "equivalent_photon_energy", "uniform_flux_momentum")
)
beryllium_line_energy, beryllium_weak_line_energy, beryllium_line_fraction = (
    TABLE[name].symbol for name in ("beryllium_line_energy", "beryllium_weak_line_energy", "beryllium_line_fraction")
)
avogadro = TABLE["avogadro"].symbol
tau_mu_s, tau_tau_s, ab_per_pb = (TABLE[name].symbol for name in ("tau_mu_s", "tau_tau_s", "ab_per_pb"))
hbarc_GeV_m, hbarc2_GeV2_cm2, pb_per_cm2, hbar_GeV_s = (
    TABLE[name].symbol for name in ("hbarc_GeV_m", "hbarc2_GeV2_cm2", "pb_per_cm2", "hbar_GeV_s")
)
M_Planck, omega_dm_h2, s_0_cm3, rho_c_over_h2_GeV_cm3 = (
    TABLE[name].symbol for name in ("M_Planck", "omega_dm_h2", "s_0_cm3", "rho_c_over_h2_GeV_cm3")
)
c_cm_s, common_bath_mass = TABLE["c_cm_s"].symbol, TABLE["common_bath_mass"].symbol
