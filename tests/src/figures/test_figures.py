import os
import subprocess
import sys

import numpy as np
import pytest

import muforge

pytest.importorskip("matplotlib")
from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

from muforge.figures import draw, save  # noqa: E402
from muforge.figures.labels import argument_title, number_title, unit_title, with_unit  # noqa: E402
from muforge.figures.style import wrapped  # noqa: E402


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("m_X", "$m_{X}$"),
        ("g", "$g$"),
        ("s_nuX", r"$s_{\nu X}$"),
        ("m2_miss_min", r"$m^2_{\mathrm{miss},\mathrm{min}}$"),
        ("delta_a_mu", r"$\Delta a_{\mu}$"),
        ("sqrt_s", r"$\sqrt{s}$"),
        ("sin_theta", r"$\sin \theta$"),
        ("q_squared", "$q^2$"),
        ("hadronic_r_ratio", "hadronic r ratio"),
    ],
)
def test_argument_titles(name, title):
    assert argument_title(name) == title


@pytest.mark.parametrize(
    ("value", "title"),
    [(0, "0"), (0.25, "0.25"), (1e-3, "$10^{-3}$"), (-2.5e-4, r"$-2.5\times 10^{-4}$"), (3e6, r"$3\times 10^{6}$")],
)
def test_numbers(value, title):
    assert number_title(value) == title


def test_units():
    assert unit_title("GeV^-2") == "GeV$^{-2}$"
    assert with_unit("$g$", "1") == "$g$"


@pytest.mark.parametrize("name", muforge.names())
def test_every_argument_has_a_title_that_matplotlib_can_read(name):
    from matplotlib.mathtext import MathTextParser

    for argument in muforge.catalogue.lookup.entry(name).arguments:
        MathTextParser("path").parse(with_unit(argument_title(argument.name), argument.unit))


def test_lines_are_dashed_and_areas_hatched_where_an_approximation_is_not_trusted():
    name, masses = "decay.higgs_mixed_scalar_to_pions", [0.3, 0.4, 0.5, 0.7, 0.9]
    with pytest.warns(muforge.ValidityWarning):
        result = muforge.scan(name, {"m_X": masses}, sin_theta=1e-3, outside="warn")
    (panel,) = draw(result).axes
    solid, dashed = panel.lines
    assert (solid.get_linestyle(), dashed.get_linestyle()) == ("-", "--")
    assert np.isnan(solid.get_ydata()).tolist() == [False] * 3 + [True] * 2
    assert np.isnan(dashed.get_ydata()).tolist() == [True] * 2 + [False] * 3
    with pytest.warns(muforge.ValidityWarning):
        plane = muforge.scan(name, {"m_X": masses, "sin_theta": [1e-4, 1e-3, 1e-2]}, outside="warn")
    panel, _ = draw(plane).axes
    assert any(drawn.hatches == ["//"] for drawn in panel.collections if hasattr(drawn, "hatches"))


def test_lines_overlay_options():
    result = muforge.scan("kaon.branching_ratio", {"boson": ["vector", "lmu_ltau"], "m_X": "0.001:0.38:50:log"}, g=1e-3)
    (panel,) = draw(result).axes
    assert [line.get_label() for line in panel.lines] == ["vector", r"$L_\mu - L_\tau$"]
    assert (panel.get_xscale(), panel.get_yscale()) == ("log", "log")
    assert (panel.get_xlabel(), panel.get_ylabel()) == ("$m_{X}$ [GeV]", "branching ratio")
    for line, values in zip(panel.lines, result.values, strict=True):
        np.testing.assert_array_equal(line.get_ydata(), values)


def test_lines_overlay_numbers_in_any_order_of_axes():
    result = muforge.scan("decay.vector_to_neutrinos", {"m_X": [1.0, 2.0, 3.0], "g": [1e-3, 2e-3]})
    (panel,) = draw(result, overlay=["g"]).axes
    assert [line.get_label() for line in panel.lines] == ["$g$ = $10^{-3}$", r"$g$ = $2\times 10^{-3}$"]
    np.testing.assert_array_equal(panel.lines[1].get_ydata(), result.values[:, 1])
    assert (panel.get_xscale(), panel.get_yscale()) == ("linear", "linear")


def test_complex_quantity_has_both_parts():
    result = muforge.scan("mixing.loop_induced_mixing", {"q_squared": [-0.1, 0.3, 0.5]}, g=1.0)
    (panel,) = draw(result).axes
    np.testing.assert_array_equal(panel.lines[1].get_ydata(), result.values.imag)


def test_complex_lines_share_a_legend():
    grid = {"g": [1.0, 2.0], "q_squared": [-0.1, 0.3, 0.5]}
    (panel,) = draw(muforge.scan("mixing.loop_induced_mixing", grid), overlay=["g"]).axes
    assert [text.get_text() for text in panel.get_legend().get_texts()] == ["$g$ = 1", "$g$ = 2"]
    assert panel.get_legend().get_title().get_text() == "dashed: imaginary part"
    assert [line.get_linestyle() for line in panel.lines] == ["-", "--"] * 2


def test_no_two_of_many_lines_look_the_same():
    grid = {"m_X": [0.1, 0.2], "g": np.linspace(1e-3, 1e-2, 12)}
    figure = draw(muforge.scan("kaon.branching_ratio", grid, boson="vector"), overlay=["g"])
    (panel,) = figure.axes
    assert len({(line.get_color(), line.get_linestyle()) for line in panel.lines}) == 12
    assert panel.get_legend() is None and len(figure.legends[0].get_texts()) == 12


@pytest.mark.parametrize(
    ("axis", "scale"), [("0.1:100:9:log", "log"), ("0.1:100:9", "linear"), ("1:2:9:log", "linear")]
)
def test_axes_have_the_scale_of_their_points(axis, scale):
    (panel,) = draw(muforge.scan("hvp.kernel", {"s": axis})).axes
    assert panel.get_xscale() == scale


def test_numbers_on_short_logarithmic_axes_do_not_overlap():
    (panel,) = draw(muforge.scan("hvp.kernel", {"s": "0.1:20:9:log"})).axes
    panel.figure.canvas.draw()
    texts = [text for text in panel.get_xticklabels(which="both") if text.get_text()]
    boxes = [text.get_window_extent() for text in texts]
    assert len(boxes) >= 5
    assert all(a.x1 < b.x0 for a, b in zip(boxes, boxes[1:], strict=False))


def test_contours_for_two_axes():
    grid = {"m_X": "0.001:1:20:log", "g": "1e-5:1e-2:20:log"}
    panel, bar = draw(muforge.scan("gminus2.neutral_boson", grid, boson="scalar")).axes
    assert (panel.get_xlabel(), panel.get_ylabel()) == ("$m_{X}$ [GeV]", "$g$")
    assert bar.get_ylabel() == "neutral boson"


def test_scale_can_be_chosen():
    result = muforge.scan("kaon.rate_ratio", {"m_X": "0.001:0.38:20:log"}, boson="vector")
    assert draw(result, scale="linear").axes[0].get_yscale() == "linear"
    with pytest.raises(muforge.DomainError, match="allowed are auto, linear, log"):
        draw(result, scale="logarithmic")
    negative = muforge.scan("gminus2.neutral_boson", {"m_X": [0.1, 0.2]}, boson="axial", g=1.0)
    with pytest.raises(muforge.DomainError, match="there are negative values, .* take 'linear'"):
        draw(negative, scale="log")
    mixing = muforge.scan("mixing.loop_induced_mixing", {"q_squared": [-0.1, 0.3]}, g=1.0)
    with pytest.raises(muforge.DomainError, match="the values are complex"):
        draw(mixing, scale="log")


def test_three_axes_are_refused():
    result = muforge.scan("kaon.branching_ratio", {"boson": ["vector"], "m_X": [0.1, 0.2], "g": [1e-3, 1e-2]})
    with pytest.raises(muforge.DomainError, match="a figure shows one axis"):
        draw(result)


def assert_texts_are_inside(figure):
    """Every title, caption and label lies inside the picture, and none beneath a legend beside the panel."""
    figure.canvas.draw()
    picture = figure.bbox
    texts = [figure._suptitle] if figure._suptitle else []
    for panel in figure.axes:
        texts += [panel.title, panel._left_title, panel.xaxis.label, panel.yaxis.label]
    shown = [text for text in texts if text.get_text()]
    assert shown
    for text in shown:
        box = text.get_window_extent()
        assert picture.x0 <= box.x0 and box.x1 <= picture.x1, text.get_text()
        assert picture.y0 <= box.y0 and box.y1 <= picture.y1, text.get_text()
        assert not any(box.overlaps(legend.get_window_extent()) for legend in figure.legends), text.get_text()


def test_long_captions_and_titles_stay_inside_the_picture():
    long = {"method": "equivalent_photon", "target": "silicon_dioxide", "form_factor": "helm", "E_nu": 160.0}
    measured = {"ratio_measured": 0.82, "ratio_error": 0.28, "n_sigma": 1.96}
    bound = muforge.scan("lmu_ltau.g_trident_bound", {"m_X": [0.1, 1.0]}, tolerance=1e-2, **long, **measured)
    figure = draw(bound)
    assert "\n" in figure.axes[0].get_title(loc="left")
    assert_texts_are_inside(figure)
    grid = {"sqrt_s": "10:12:5", "m_X": "0.1:8:5"}
    inputs = {"lepton": "muon", "boson": "vector", "g": 1e-3}
    assert_texts_are_inside(draw(muforge.scan("collider.lepton_pair_boson_cross_section", grid, **inputs)))
    grid = {"m2_miss_min": "0.01:0.1:5", "m_X": "0.1:0.3:5"}
    assert_texts_are_inside(draw(muforge.scan("kaon.fraction_above_missing_mass_squared", grid, boson="lmu_ltau")))


def test_a_caption_does_not_run_beneath_a_legend_beside_the_panel():
    grid = {"x": "0.1:0.9:5", "g": np.linspace(1e-3, 1e-2, 9)}
    inputs = {"method": "weizsaecker_williams", "boson": "vector", "m_X": 0.1, "E_beam": 160.0, "target": "lead"}
    figure = draw(muforge.scan("fixed_target.differential_cross_section", grid, **inputs), overlay=["g"])
    assert len(figure.legends) == 1
    assert_texts_are_inside(figure)


def test_titles_of_models_and_of_the_demonstration_stay_inside_the_picture():
    from muforge.catalogue.declarations import declared_models
    from muforge.figures.demo_figure import draw_demo
    from muforge.figures.demonstration import demonstrate
    from muforge.figures.model_figure import draw_model

    values = {name: 1.23456e-5 for name in ("v_e", "a_e", "v_mu", "a_mu", "v_tau", "a_tau", "g_nu")}
    assert_texts_are_inside(draw_model(declared_models()["free_vector"], "0.01:1", **values))
    assert_texts_are_inside(draw_demo(demonstrate()))


def test_texts_are_broken_between_words_alone():
    figure = Figure(figsize=(3, 2))
    FigureCanvasAgg(figure)
    text = "one two $a b c$ name = 3 four five six seven eight nine ten"
    lines = wrapped(figure, text, 10, 0.8).splitlines()
    assert " ".join(lines) == text and len(lines) > 4
    assert any("$a b c$" in line for line in lines) and any("name = 3" in line for line in lines)
    assert wrapped(figure, text, 10, 100.0) == text


@pytest.mark.parametrize("ending", ["png", "pdf", "svg"])
def test_files_are_reproducible(ending, tmp_path):
    result = muforge.scan("hvp.kernel", {"s": [0.1, 1.0, 10.0]})
    contents = []
    for number in range(2):
        path = tmp_path / f"{number}.{ending}"
        save(draw(result), path)
        contents.append(path.read_bytes())
    assert contents[0] == contents[1]
    assert len(contents[0]) > 1000


def test_unknown_ending_is_refused(tmp_path):
    result = muforge.scan("hvp.kernel", {"s": [0.1, 1.0, 10.0]})
    with pytest.raises(muforge.OutputError, match="known are .pdf, .png, .svg"):
        save(draw(result), tmp_path / "a.xyz")


def test_missing_matplotlib_says_what_to_install(tmp_path, monkeypatch, capsys):
    from muforge.cli import main

    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert main(["figure", "hvp.kernel", "s=1:2:3", "-o", str(tmp_path / "a.png")]) == 2
    assert capsys.readouterr().err == (
        "muforge figure: drawing a figure needs matplotlib, which is not installed: pip install 'muforge[figures]'\n"
    )


def test_pyplot_is_not_touched():
    result = muforge.scan("hvp.kernel", {"s": [0.1, 1.0, 10.0]})
    draw(result)
    assert "matplotlib.pyplot" not in sys.modules


@pytest.mark.parametrize(
    "settings",
    [{"MPLBACKEND": "module://matplotlib_inline.backend_inline"}, {"MATPLOTLIBRC": "."}],
    ids=["backend of a notebook", "LaTeX in the settings file"],
)
def test_figures_are_the_same_whatever_the_settings_of_the_user(settings, tmp_path):
    (tmp_path / "matplotlibrc").write_text("text.usetex: True\nfont.family: no-such-font\n")
    words = [sys.executable, "-m", "muforge", "model", "dark_photon", "epsilon=1e-4", "-o", "a.png", "--force"]
    pictures = []
    for environment in ({}, settings):
        done = subprocess.run(words, env=os.environ | environment, cwd=tmp_path, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        pictures.append((tmp_path / "a.png").read_bytes())
    assert pictures[0] == pictures[1]
