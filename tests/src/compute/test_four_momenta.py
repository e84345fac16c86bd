"""Quantities whose arguments are four-momenta."""

import numpy as np
import pytest

import muforge

M_MU = muforge.constants()["m_mu"].value
COMPTON = "qed.muon_compton_scattering"


def compton(angle, energy=0.3):
    """Muon and photon in their centre of mass, scattered by an angle."""
    angle = np.asarray(angle, dtype=float)
    p = np.sqrt(energy**2 - M_MU**2)
    direction = np.stack([np.sin(angle), 0 * angle, np.cos(angle)], axis=-1)

    def momentum(E, vector):
        return np.concatenate([np.full((*vector.shape[:-1], 1), E), vector], axis=-1)

    return {
        "p_muon": [energy, 0.0, 0.0, p],
        "p_photon": [p, 0.0, 0.0, -p],
        "k_muon": momentum(energy, p * direction),
        "k_photon": momentum(p, -p * direction),
    }


def test_momenta_broadcast():
    angles = np.linspace(0.1, 3.0, 7)
    together = muforge.evaluate(COMPTON, **compton(angles))
    assert together.shape == (7,)
    assert together.tolist() == [muforge.evaluate(COMPTON, **compton(angle)) for angle in angles]


def test_arrays_of_momenta_may_have_several_axes():
    angles = np.linspace(0.1, 3.0, 6).reshape(2, 3)
    assert muforge.evaluate(COMPTON, **compton(angles)).shape == (2, 3)


def test_result_does_not_depend_on_the_frame():
    momenta = compton(0.7)
    boosted, rotated = {}, {}
    gamma, speed = 1.25, 0.6
    for name, p in momenta.items():
        E, x, y, z = np.asarray(p)
        boosted[name] = [gamma * (E + speed * y), x, gamma * (y + speed * E), z]
        rotated[name] = [E, z, x, y]
    value = muforge.evaluate(COMPTON, **momenta)
    assert muforge.evaluate(COMPTON, **boosted) == pytest.approx(value, rel=1e-13)
    assert muforge.evaluate(COMPTON, **rotated) == pytest.approx(value, rel=1e-13)


def test_rounded_momenta_are_welcome():
    momenta = {name: np.round(p, 9) for name, p in compton(0.7).items()}
    assert muforge.evaluate(COMPTON, **momenta) == pytest.approx(muforge.evaluate(COMPTON, **compton(0.7)), rel=1e-6)


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"k_photon": [0.3, 0.0, 0.0, 0.3]}, ValueError, r"conserved in p_muon \+ p_photon = k_muon \+ k_photon"),
        ({"k_photon": [0.5, 0.0, 0.0, 0.3]}, ValueError, r"k_photon = \[0.5, 0, 0, 0.3\]; .* mass shell \(massless\)"),
        ({"p_muon": [0.3, 0.0, 0.0, 0.3]}, ValueError, r"p_muon .* mass shell \(of mass m_mu\)"),
        ({"p_muon": [0.3, 0.0, 0.3]}, ValueError, r"p_muon = \[0.3, 0.0, 0.3\]; a list of E, x, y, z is expected"),
        ({"p_muon": 0.3}, ValueError, "p_muon = 0.3; a list of E, x, y, z is expected"),
        ({"p_muon": [0.3, 0.0, 0.0, "p"]}, TypeError, "a number or an array of numbers"),
        ({"p_muon": [0.3, 0.0, 0.0, float("nan")]}, ValueError, "p_muon = nan; finite numbers"),
        ({"p_muon": None}, TypeError, r"needs 'p_muon' \(four-momentum \[GeV\]\)"),
        ({"k_muon": np.ones((3, 4)), "k_photon": np.ones((2, 4))}, ValueError, "do not broadcast"),
    ],
)
def test_bad_momenta(changed, error, message):
    with pytest.raises(error, match=message):
        muforge.evaluate(COMPTON, **(compton(0.7) | changed))


def test_a_momentum_is_no_axis_of_a_scan():
    momenta = compton(0.7)
    axis = momenta.pop("k_muon")
    with pytest.raises(TypeError, match="k_muon is a list; only numbers and options can be axes"):
        muforge.scan(COMPTON, {"k_muon": axis}, **momenta)


def test_a_scan_over_another_argument_takes_fixed_momenta():
    m_X, p = 0.5, np.sqrt(0.25**2 - M_MU**2)
    momenta = {
        "p_vector": [m_X, 0.0, 0.0, 0.0],
        "k_muon": [m_X / 2, 0.0, p, 0.0],
        "k_antimuon": [m_X / 2, 0.0, -p, 0.0],
    }
    result = muforge.scan("qed.vector_to_muons", {"g": [1e-3, 2e-3]}, m_X=m_X, **momenta)
    assert result.values[1] == pytest.approx(4 * result.values[0], rel=1e-15)


class TestYesAndNo:
    """Options that are switched on or off."""

    def test_both_values(self):
        tree = muforge.evaluate("qed.muon_lifetime", radiative_correction=False)
        corrected = muforge.evaluate("qed.muon_lifetime", radiative_correction=np.True_)
        alpha = muforge.constants()["alpha"].value
        assert tree / corrected == pytest.approx(1 - alpha / (2 * np.pi) * (np.pi**2 - 25 / 4), rel=1e-15)

    @pytest.mark.parametrize("value", ["yes", 1, 0.0, "True"])
    def test_other_values(self, value):
        with pytest.raises(ValueError, match="allowed are False, True"):
            muforge.evaluate("qed.muon_lifetime", radiative_correction=value)

    def test_as_an_axis(self):
        result = muforge.scan("qed.muon_lifetime", {"radiative_correction": [False, True]})
        assert result.values[0] < result.values[1]

    def test_missing(self):
        with pytest.raises(TypeError, match=r"needs 'radiative_correction' \(one of False, True\)"):
            muforge.evaluate("qed.muon_lifetime")
