"""Pictures of planes, and the command that makes them."""

from __future__ import annotations

import pytest
from command import run

import muforge
from muforge.errors import ArgumentError
from muforge.figures.style import SUBJECT_COLOURS


@pytest.mark.filterwarnings("ignore:.*low orders of alpha_s:muforge.ValidityWarning")
def test_regions_have_the_colour_of_their_subject():
    from matplotlib.colors import to_hex

    figure = muforge.plane("higgs_mixed", points=6).draw()
    (panel,) = figure.axes
    colours = {to_hex(c.get_facecolor()[0][:3]) for c in panel.collections}
    assert SUBJECT_COLOURS["kaons"].lower() in colours and SUBJECT_COLOURS["mesons"].lower() in colours


def test_axes_of_the_user():
    from matplotlib.figure import Figure

    figure = Figure()
    ax = figure.subplots()
    assert muforge.plane("muon_collider", points=4).draw(ax) is figure
    assert ax.get_xscale() == "log" and ax.get_legend() is not None
    with pytest.raises(ArgumentError, match="axes of matplotlib"):
        muforge.plane("muon_collider", points=4).draw(3)


def test_the_command_writes_a_figure_and_its_numbers(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = run("plane muon_collider --points 4 -o reach.pdf", capsys)
    assert shown.code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reach.csv", "reach.pdf", "reach.yaml"]
    assert b"muforge plane muon_collider" in (tmp_path / "reach.pdf").read_bytes()
    again = run("plane muon_collider --points 4 -o reach.pdf", capsys)
    assert again.code == 2 and "is there already" in again.err
    (tmp_path / "reach.pdf").unlink()
    again = run("plane muon_collider --points 4 -o reach.pdf", capsys)
    assert again.code == 2 and "reach.csv" in again.err
    assert run("plane muon_collider --points 4 -o reach.pdf --force", capsys).code == 0


def test_the_list_names_what_is_missing(capsys):
    shown = run("plane --list", capsys)
    assert shown.code == 0 and "Tables: BaBar_4mu_2016" in shown.out


def test_bad_input_of_the_command(capsys, tmp_path):
    for words, told in (
        ("plane nothing -o x.pdf", "no plane 'nothing'"),
        ("plane tridents", "give -o FILE"),
        (f"plane tridents -o {tmp_path}/x.gif", ".gif"),
        (f"plane muon_collider --add {tmp_path}/none.csv -o {tmp_path}/x.pdf", "none.csv"),
    ):
        shown = run(words, capsys)
        assert shown.code == 2 and told in shown.err and shown.err.count("\n") == 1
