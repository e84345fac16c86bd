"""Kernels as plain functions of floats, and the product that evaluates grids."""

import pickle

import numpy as np
import pytest
from kernel_inputs import OF_ONE_NUMBER, assert_same_bits, columns

from muforge import _fast


def test_every_real_kernel_has_one():
    assert set(_fast.scalars) == set(OF_ONE_NUMBER)


@pytest.mark.parametrize("name", OF_ONE_NUMBER)
def test_same_bits_as_the_ufunc(name):
    rows = np.array(columns(name)).T[:5]
    function, ufunc = _fast.scalars[name], getattr(_fast, name)
    for row in rows:
        value = function(*row.tolist())
        assert type(value) is float
        assert_same_bits(value, ufunc(*row))


def test_pickling():
    function = _fast.scalars["kaon_two_body_width"]
    assert pickle.loads(pickle.dumps(function)) is function


def test_wrong_arguments():
    function = _fast.scalars["decay_vector_to_neutrinos"]
    assert repr(function) == "<kernel decay_vector_to_neutrinos of 2 numbers>"
    with pytest.raises(TypeError, match="decay_vector_to_neutrinos takes 2 numbers, 1 were given"):
        function(0.1)
    with pytest.raises(TypeError):
        function(0.1, "g")
    with pytest.raises(TypeError):
        function(m_X=0.1, g=1e-3)
    assert np.isnan(function(float("nan"), 1.0))


@pytest.mark.parametrize("shape", [(0,), (1,), (7,), (3, 5)])
def test_rows_are_scaled(shape):
    rng = np.random.default_rng(1)
    factors, values = rng.normal(size=shape), rng.normal(size=11)
    np.testing.assert_array_equal(_fast.scale_rows(factors, values), factors[..., None] * values)


def test_rows_with_strides():
    rng = np.random.default_rng(2)
    factors, values = rng.normal(size=8)[::2], rng.normal(size=(4, 18))[:, ::3]
    np.testing.assert_array_equal(_fast.scale_rows(factors, values), factors[:, None] * values)
    out = np.empty((6, 4)).T
    assert _fast.scale_rows(factors, values, out=out) is out
    np.testing.assert_array_equal(out, factors[:, None] * values)
