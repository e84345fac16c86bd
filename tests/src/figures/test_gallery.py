"""The gallery: three figures are drawn every day, all of them in long runs."""

from __future__ import annotations

import re

import numpy as np
import pytest
from command import run

import muforge
from muforge.errors import UnknownQuantityError
from muforge.figures.gallery import figure_named, known_figures
from muforge.figures.gallery_entry import GalleryTable

DAILY = ("light_bosons", "forward_backward", "kaon_branching_ratio")


def test_there_are_at_least_26_figures_and_tables(capsys):
    shown = run("gallery --list", capsys)
    assert shown.code == 0 and len(shown.out.splitlines()) == len(known_figures()) >= 26
    assert "Can take: r_table." in shown.out


@pytest.mark.parametrize("name", DAILY)
def test_figures_of_every_day(name):
    figure = known_figures()[name].make({})
    for axes in figure.axes:
        assert axes.get_xlabel() and axes.lines
        assert all(np.isfinite(line.get_ydata()).any() for line in axes.lines)


@pytest.mark.long
@pytest.mark.filterwarnings("ignore::muforge.ValidityWarning")
@pytest.mark.parametrize("name", sorted(set(known_figures()) - set(DAILY)))
def test_all_figures(name):
    made = known_figures()[name].make({})
    if isinstance(made, GalleryTable):
        assert len(made.rows) > 2
        return
    made.canvas.draw()
    assert all(axes.get_xlabel() for axes in made.axes if axes.get_xticks().size)


def test_the_curves_are_those_of_the_quantities():
    figure = known_figures()["forward_backward"].make({})
    (line, *_) = figure.axes[1].lines
    given = {"boson": "scalar", "m_X": line.get_xdata(), "sqrt_s": 3000.0, "theta_cut_deg": 38.0, "delta_a_mu": 2.79e-9}
    shift = muforge.evaluate("muon_collider.forward_backward_ratio_shift", **given)
    known = muforge.evaluate("muon_collider.forward_backward_ratio", sqrt_s=3000.0, theta_cut_deg=38.0)
    np.testing.assert_allclose(line.get_ydata(), known * (1 + shift), rtol=1e-13)


def test_the_table_of_run_1():
    """3.70730045(164) with chi squared 6.48, from the printed columns."""
    table = known_figures()["run_1_groups"].make({})
    assert "3.70730045" in table.text() and "chi2 = 6.48, p = 0.090" in table.text()
    latex = table.latex()
    assert latex.count("{") == latex.count("}") and latex.count(r"\\") == len(table.rows) + 1
    assert re.search(r"R'\\_mu", latex)


def test_the_command_writes_figures_and_tables(capsys, tmp_path):
    shown = run(f"gallery light_bosons run_1_groups -o {tmp_path}/out", capsys)
    assert shown.code == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["light_bosons.pdf", "run_1_groups.tex", "run_1_groups.txt"]
    assert b"muforge gallery light_bosons" in (tmp_path / "out" / "light_bosons.pdf").read_bytes()
    again = run(f"gallery run_1_groups -o {tmp_path}/out", capsys)
    assert again.code == 2 and "is there already" in again.err


def test_what_is_missing_is_named(capsys, tmp_path):
    shown = run(f"gallery four_muons -o {tmp_path}", capsys)
    assert shown.code == 0 and "four_muons: without limits" in shown.err
    (tmp_path / "fb.csv").write_text("0.3,0.5\n3,0.2\n")
    shown = run(f"gallery four_muons -o {tmp_path} --input limits={tmp_path}/fb.csv --force", capsys)
    assert shown.code == 0 and shown.err == ""


def test_bad_input(capsys, tmp_path):
    with pytest.raises(UnknownQuantityError, match="did you mean 'light_bosons'"):
        figure_named("light_boson")
    for words, told in (
        (f"gallery light_bosons -o {tmp_path} --input cats=x.csv", "no figure takes the input 'cats'"),
        (f"gallery four_muons -o {tmp_path} --input limits={tmp_path}/none.csv", "no such file"),
        (f"gallery nothing -o {tmp_path}", "the gallery has no 'nothing'"),
    ):
        shown = run(words, capsys)
        assert shown.code == 2 and told in shown.err and shown.err.count("\n") == 1
