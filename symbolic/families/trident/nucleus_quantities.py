"""Neutrino trident production of a muon pair in the field of a nucleus, nu nucleus -> nu mu- mu+ nucleus.

Couplings are those of `muforge.symbolic.families.trident.quantities`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from sympy import Expr, Integer, sqrt

from muforge.symbolic.families.trident import amplitudes as trident
from muforge.symbolic.families.trident import printed
from muforge.symbolic.families.trident.field import Propagator, in_field, threshold_in_field
from muforge.symbolic.families.trident.quantities import (
    C_A_STANDARD,
    C_V_STANDARD,
    DERIVED,
    POWER,
    Axial,
    ExchangedBoson,
    RatioError,
    RatioMeasured,
    Sigmas,
    VectorCoupling,
    above_standard,
    excess_over_standard,
    resolved,
)
from muforge.symbolic.families.trident.real_photons import of_rates, of_ratios
from muforge.symbolic.language.arguments import Real
from muforge.symbolic.language.formula import Formula, MatrixElement, open_above
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import Quantity, quantity
from muforge.symbolic.nature.constants import v
from muforge.symbolic.nature.nuclei import NUCLEI
from muforge.symbolic.nature.units import GeV, centimetre, one

NeutrinoEnergy = Annotated[
    Expr, Real(GeV, "energy of the neutrino, the nucleus being at rest", above=0, range=(1.0, 300.0))
]
AtomicNumber = Annotated[Expr, Real(one, "atomic number", above=0, range=(6.0, 82.0))]
AtomicWeight = Annotated[
    Expr, Real(one, "atomic weight; the nucleus has this many mass units", at_least=1, range=(12.0, 208.0))
]
Method = Literal["equivalent_photon", "exact"]
Target = Literal["iron", "silicon", "oxygen", "silicon_dioxide", "argon", "tungsten", "lead"]
FormFactor = Literal["exponential", "helm"]
Current = Literal["vector", "axial"]
Exchanged = Literal["not_at_all", "once", "twice"]

STANDARD_MODEL: Mapping[str, Expr] = {"vector": C_V_STANDARD, "axial": C_A_STANDARD}
"""C_V and C_A of the standard model, by current."""
FIELD_ACCURACY = 1e-5


@quantity(
    unit=centimetre**2,
    source=DERIVED,
    points=("E_nu",),
    accuracy=FIELD_ACCURACY,
    results=("current",),
)
def nucleus_cross_section_of_current(
    method: Method,
    current: Current,
    Z: AtomicNumber,
    A: AtomicWeight,
    E_nu: NeutrinoEnergy,
    form_factor: FormFactor = "helm",
) -> Formula:
    """Coherent trident cross section on a nucleus of spin 0 for one current of the muon, with ``C_V`` or ``C_A`` = 1.

    The methods are those of `trident.nuclear_cross_section`.
    """
    total = in_field(method, form_factor, Z, A, E_nu, current)
    return Formula(
        open_above(threshold_in_field(method, A), E_nu, total),
        matrix_element=MatrixElement(trident.virtual(trident.along_neutrino)),
        approximations=of_rates(method, E_nu),
    )


@quantity(
    unit=centimetre**2,
    source=DERIVED,
    points=("E_nu",),
    accuracy=FIELD_ACCURACY,
    results=("current", "exchanged"),
)
def nucleus_exchange(
    method: Method,
    current: Current,
    exchanged: Exchanged,
    Z: AtomicNumber,
    A: AtomicWeight,
    E_nu: NeutrinoEnergy,
    m_X: ExchangedBoson,
    form_factor: FormFactor = "helm",
) -> Formula:
    """Trident cross section of one current of the muon, with X exchanged not at all, once or twice.

    On a nucleus, as `trident.nucleus_cross_section_of_current`; a power of ``m_X^2/(m_X^2 - k^2)``, k the momentum that
    the neutrino loses, is in place of the squared coupling.  All six results come from one integration.
    """
    total = in_field(method, form_factor, Z, A, E_nu, current, Propagator(m_X, POWER[exchanged]))
    made = open_above(threshold_in_field(method, A), E_nu, total)
    return Formula(made, valid=resolved(m_X), approximations=of_rates(method, E_nu))


@quantity(unit=centimetre**2 / GeV**2, source=DERIVED, points=("E_nu",), accuracy=FIELD_ACCURACY)
def nucleus_exchange_interference(
    method: Method,
    current: Current,
    Z: AtomicNumber,
    A: AtomicWeight,
    E_nu: NeutrinoEnergy,
    m_X: ExchangedBoson,
    form_factor: FormFactor = "helm",
) -> Formula:
    """Trident cross section of one current of the muon, ``1/(m_X^2 - k^2)`` in place of the squared coupling.

    On a nucleus, as `trident.nucleus_cross_section_of_current`; k is the momentum that the neutrino loses.
    """
    field = {"method": method, "form_factor": form_factor, "Z": Z, "A": A, "E_nu": E_nu, "m_X": m_X}
    once = computed(nucleus_exchange, current=current, exchanged="once", **field)
    return Formula(once / m_X**2, valid=resolved(m_X), approximations=of_rates(method, E_nu))


@quantity(unit=centimetre**2 / GeV**4, source=DERIVED, points=("E_nu",), accuracy=FIELD_ACCURACY)
def nucleus_exchange_squared(
    method: Method,
    current: Current,
    Z: AtomicNumber,
    A: AtomicWeight,
    E_nu: NeutrinoEnergy,
    m_X: ExchangedBoson,
    form_factor: FormFactor = "helm",
) -> Formula:
    """Trident cross section of one current of the muon, ``1/(m_X^2 - k^2)^2`` in place of the squared coupling.

    On a nucleus, as `trident.nucleus_cross_section_of_current`; k is the momentum that the neutrino loses.
    """
    field = {"method": method, "form_factor": form_factor, "Z": Z, "A": A, "E_nu": E_nu, "m_X": m_X}
    twice = computed(nucleus_exchange, current=current, exchanged="twice", **field)
    return Formula(twice / m_X**4, valid=resolved(m_X), approximations=of_rates(method, E_nu))


ATOMS = {
    "iron": {"iron": 1},
    "silicon": {"silicon": 1},
    "oxygen": {"oxygen": 1},
    "silicon_dioxide": {"silicon": 1, "oxygen": 2},
    "argon": {"argon": 1},
    "tungsten": {"tungsten": 1},
    "lead": {"lead": 1},
}
"""Target -> numbers of its nuclei."""


def on_target(target: str, cross_section: Quantity, **arguments: Any) -> Expr:
    """A cross section summed over the nuclei of a target."""
    return sum(
        number * computed(cross_section, Z=NUCLEI[name].Z, A=NUCLEI[name].A, **arguments)
        for name, number in ATOMS[target].items()
    )


def contact_cross_section(couplings: Mapping[str, Expr], target: str, **arguments: Any) -> Expr:
    """Cross section on a target with the couplings C_V and C_A, by current; the two do not interfere.

    The other arguments are those of `trident.nucleus_cross_section_of_current`.
    """
    return sum(
        coupling**2 * on_target(target, nucleus_cross_section_of_current, current=current, **arguments)
        for current, coupling in couplings.items()
    )


def exchange_terms(products: Mapping[str, Expr], target: str, m_X: Expr, **arguments: Any) -> tuple[Expr, Expr, Expr]:
    """The standard model's cross section on a target, and the terms that exchange of a boson adds to it.

    The terms linear and quadratic in the products of couplings, by current, with which ``C_V`` and ``C_A`` are shifted
    by ``v^2 product/(m_X^2 - k^2)``.  All are results of one kernel for each nucleus.
    """

    def term(current: str, exchanged: str) -> Expr:
        return on_target(target, nucleus_exchange, current=current, exchanged=exchanged, m_X=m_X, **arguments)

    shift = v**2 / m_X**2
    standard = sum(coupling**2 * term(current, "not_at_all") for current, coupling in STANDARD_MODEL.items())
    interference = sum(
        2 * STANDARD_MODEL[current] * shift * product * term(current, "once") for current, product in products.items()
    )
    squared = sum((shift * product) ** 2 * term(current, "twice") for current, product in products.items())
    return standard, interference, squared


def coupling_at_excess(linear: Expr, quadratic: Expr, excess: Expr) -> Expr:
    """The coupling g at which ``linear g^2 + quadratic g^4`` is the excess."""
    return sqrt(2 * excess / (linear + sqrt(linear**2 + 4 * quadratic * excess)))


@quantity(unit=centimetre**2, source=DERIVED, points=("E_nu",), accuracy=FIELD_ACCURACY, printed=printed.NUCLEAR)
def nuclear_cross_section(
    method: Method,
    target: Target,
    E_nu: NeutrinoEnergy,
    C_V: VectorCoupling,
    C_A: Axial,
    form_factor: FormFactor = "helm",
) -> Formula:
    """Coherent cross section of nu nucleus -> nu mu- mu+ nucleus, for SiO2 per formula unit.

    Nuclei of spin 0 at rest with the mass of A atomic mass units, momentum transfers below 2 GeV (`largest_transfer`);
    no cuts.

    exact:
        one virtual photon with all its polarisations, recoil included.
    equivalent_photon:
        the widely used ``(Z^2 alpha/pi) int dq^2/q^2 F^2(q^2) int ds/s sigma(s)`` with the cross section of a real
        photon and s from ``4 m_mu^2`` to ``2 E q``.  This flux lacks the factor ``1 - q_min^2/q^2`` that it has where
        virtuality matters little; results are 1.4 to 1.8 times the exact ones for heavy nuclei.
    """
    arguments = {"method": method, "form_factor": form_factor, "E_nu": E_nu}
    total = contact_cross_section({"vector": C_V, "axial": C_A}, target, **arguments)
    return Formula(total, approximations=of_rates(method, E_nu))


def _coefficients(method: str, target: str, form_factor: str, E_nu: Expr, m_X: Expr) -> tuple[Expr, Expr]:
    """The coefficients of g^2 and g^4 in the cross section over the standard model's."""
    arguments = {"method": method, "form_factor": form_factor, "E_nu": E_nu}
    standard, linear, quadratic = exchange_terms({"vector": Integer(1)}, target, m_X, **arguments)
    return linear / standard, quadratic / standard


@quantity(unit=one, source=DERIVED, points=("m_X",), accuracy=FIELD_ACCURACY)
def ratio_linear_coefficient(
    method: Method,
    target: Target,
    E_nu: NeutrinoEnergy,
    m_X: ExchangedBoson,
    form_factor: FormFactor = "helm",
) -> Formula:
    """Coefficient b of tridents, ``sigma/sigma_SM = 1 + b g^2 + c g^4`` with the boson of L_mu - L_tau.

    Coherent production on nuclei as in `trident.nuclear_cross_section`.  ``C_V`` is shifted by
    ``v^2 g^2/(m_X^2 - k^2)``; the other couplings are those of the standard model.
    """
    linear, _ = _coefficients(method, target, form_factor, E_nu, m_X)
    return Formula(linear, **produced(method, target, E_nu, m_X), approximations=of_ratios(method))


@quantity(unit=one, source=DERIVED, points=("m_X",), accuracy=FIELD_ACCURACY)
def ratio_quadratic_coefficient(
    method: Method,
    target: Target,
    E_nu: NeutrinoEnergy,
    m_X: ExchangedBoson,
    form_factor: FormFactor = "helm",
) -> Formula:
    """Coefficient c of tridents, ``sigma/sigma_SM = 1 + b g^2 + c g^4`` with the boson of L_mu - L_tau.

    Production and couplings are those of `trident.ratio_linear_coefficient`.
    """
    _, quadratic = _coefficients(method, target, form_factor, E_nu, m_X)
    return Formula(quadratic, **produced(method, target, E_nu, m_X), approximations=of_ratios(method))


@quantity(unit=one, source=DERIVED, points=("m_X",), accuracy=FIELD_ACCURACY)
def coupling_bound(
    method: Method,
    target: Target,
    E_nu: NeutrinoEnergy,
    m_X: ExchangedBoson,
    ratio_measured: RatioMeasured,
    ratio_error: RatioError,
    n_sigma: Sigmas,
    form_factor: FormFactor = "helm",
) -> Formula:
    """Coupling of the L_mu - L_tau boson at which the trident ratio is `n_sigma` errors above the measured one.

    Larger couplings are excluded.  There is no bound if the measurement plus errors does not exceed the standard model.
    """
    excess = excess_over_standard(ratio_measured, ratio_error, n_sigma)
    linear, quadratic = _coefficients(method, target, form_factor, E_nu, m_X)
    bound = coupling_at_excess(linear, quadratic, excess)
    domain, above = produced(method, target, E_nu, m_X), above_standard(excess)
    return Formula(
        bound,
        valid=domain["valid"] + above["valid"],
        words=domain["words"] | above["words"],
        approximations=of_ratios(method),
    )


def produced(method: str, target: str, E_nu: Expr, m_X: Expr) -> dict[str, Any]:
    """Above the threshold of every nucleus of the target."""
    thresholds = [threshold_in_field(method, NUCLEI[name].A) for name in ATOMS[target]]
    conditions = tuple(E_nu > threshold for threshold in thresholds)
    words = dict.fromkeys(conditions, "an energy of the neutrino above the threshold of pair production")
    return {"valid": (*conditions, *resolved(m_X)), "words": words}
