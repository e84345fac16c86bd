import json
from importlib import import_module

import pytest
from command import run

import muforge


def test_value_with_all_digits_and_unit(capsys):
    shown = run("eval kaon.two_body_width", capsys)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out == f"kaon.two_body_width = {muforge.evaluate('kaon.two_body_width')!r} GeV\n"


def test_options_may_stand_anywhere(capsys):
    line = "--constant m_mu=0.11 kaon.branching_ratio boson=scalar --json m_X=0.1 g=1e-3 --constant m_K=0.5 --error"
    answer = json.loads(run(f"eval {line}", capsys).out)
    value, error = muforge.evaluate(
        "kaon.branching_ratio",
        boson="scalar",
        m_X=0.1,
        g=1e-3,
        constants={"m_mu": 0.11, "m_K": 0.5},
        return_error=True,
    )
    assert answer == {
        "quantity": "kaon.branching_ratio",
        "value": value,
        "unit": "1",
        "error": error,
        "inputs": {"boson": "scalar", "m_X": 0.1, "g": 1e-3},
        "constants": {"m_mu": 0.11, "m_K": 0.5},
    }


def test_several_values_give_several_lines(capsys):
    lines = run("eval kaon.rate_ratio boson=vector m_X=0.01,0.1", capsys).out.splitlines()
    values = muforge.evaluate("kaon.rate_ratio", boson="vector", m_X=[0.01, 0.1])
    assert lines == [f"kaon.rate_ratio(m_X={m!r}) = {v!r}" for m, v in zip([0.01, 0.1], values.tolist(), strict=True)]


def test_lists_and_arrays_are_told_apart(capsys):
    lines = run("eval phase_space.volume masses=0.1,0.2 s=1,2", capsys).out.splitlines()
    assert [line.split(" = ")[0] for line in lines] == ["phase_space.volume(s=1.0)", "phase_space.volume(s=2.0)"]


def test_complex_value_as_json(capsys):
    answer = json.loads(run("eval mixing.loop_induced_mixing q_squared=0.3 g=1 --json", capsys).out)
    value = muforge.evaluate("mixing.loop_induced_mixing", q_squared=0.3, g=1)
    assert answer["value"] == {"real": value.real, "imag": value.imag}


def test_error_is_shown_when_asked_for(capsys):
    line = "eval hvp.kernel s=1.5"
    assert "+-" not in run(line, capsys).out
    assert " +- " in run(f"{line} --error", capsys).out


def test_outside_decides_about_points_that_are_not_trusted(capsys):
    line = "eval higgs_mixed_scalar.total_width m_X=1 sin_theta=1e-3"
    refused = run(line, capsys)
    assert refused.code == 2
    assert "trusted for m_X below chiral_region" in refused.err
    told = run(f"{line} --outside warn", capsys)
    assert told.code == 0
    assert told.err.startswith("muforge eval: warning: higgs_mixed_scalar.total_width: chiral_region = 0.6, m_X = 1,")
    assert run(f"{line} --outside nan", capsys).out == "higgs_mixed_scalar.total_width = nan GeV\n"


def test_missed_tolerance_is_one_line_of_warning(capsys, monkeypatch):
    import warnings

    def evaluate(*arguments, **keywords):
        warnings.warn("relative error up to 1e-3", muforge.AccuracyWarning, stacklevel=1)
        return 1.0, 1e-3

    monkeypatch.setattr(import_module("muforge.cli.commands.eval"), "evaluate", evaluate)
    shown = run("eval hvp.kernel s=1.5", capsys)
    assert (shown.code, shown.err) == (0, "muforge eval: warning: relative error up to 1e-3\n")


@pytest.mark.parametrize("family", muforge.families())
def test_list_shows_each_quantity_once(family, capsys):
    lines = run(f"list {family}", capsys).out.splitlines()
    assert [line.split()[0] for line in lines] == muforge.names(family)
