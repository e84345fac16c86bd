"""Formulas that changed after muforge was installed are usable at once: their kernels are compiled into the cache."""

import shutil

import pytest
from sites import REGENERATE, copy_of_package, printed, python

import muforge

pytestmark = pytest.mark.slow
EDITS = {
    "mixing": ("ratio = 12 * pi**2 / (sqrt", "ratio = 24 * pi**2 / (sqrt"),
    "decay": ("charge_states = 1 + Rational(1, 2)", "charge_states = 3"),
    "hvp": ('"""Contribution to a_mu', '"""A contribution to a_mu'),
    "phase_space": (
        "return M.value / pi * pair * two_body(W, M.from_high, M.value, m_3)",
        "return 2 / pi * M.value * pair * two_body(W, M.from_high, M.value, m_3)",
    ),
}
"""Topic -> a piece of its formulas and what takes its place."""
NEW = '''

@quantity(unit=one, source="made for a test")
def twice_alpha() -> Expr:
    """Twice the fine-structure constant."""
    return 2 * alpha
'''
SHOW = "import muforge, sys; print(repr({}), 'sympy' in sys.modules)"
COUPLING = 'muforge.evaluate("mixing.coupling_over_epsilon")'


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A package in which formulas were changed and regenerated, with the extension as it was."""
    folder = tmp_path_factory.mktemp("site")
    package = copy_of_package(folder)
    for topic, (old, new) in EDITS.items():
        path = package / f"symbolic/families/{topic}/quantities.py"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new) + (NEW if topic == "mixing" else ""))
    changed = set(printed(folder, REGENERATE).split())
    assert {"mixing_coupling_over_epsilon", "mixing_twice_alpha", "phase_space_volume_3"} < changed
    assert {"higgs_mixed_scalar_partial_width_pions", "hvp_narrow_resonance_contribution"} < changed
    assert not any(name.startswith(("kaon", "trident")) for name in changed)
    return folder


def test_a_changed_formula_is_compiled_once_and_needs_sympy_once(site, tmp_path):
    expected = repr(2 * muforge.evaluate("mixing.coupling_over_epsilon"))
    cache = {"MUFORGE_CACHE": str(tmp_path)}
    assert printed(site, SHOW.format(COUPLING), **cache) == f"{expected} True"
    libraries = [*tmp_path.glob("libraries/*.so")]
    assert len(libraries) == 1
    assert printed(site, SHOW.format(COUPLING), **cache) == f"{expected} False"
    assert [*tmp_path.glob("libraries/*.so")] == libraries


def test_a_new_formula(site):
    shown = printed(site, SHOW.format("muforge.evaluate('mixing.twice_alpha')"))
    assert shown == f"{2 * muforge.constants()['alpha'].value!r} True"


def test_formulas_that_did_not_change_need_nothing(site, tmp_path):
    call = "muforge.evaluate('kaon.two_body_branching_ratio')"
    expected = repr(muforge.evaluate("kaon.two_body_branching_ratio"))
    assert printed(site, SHOW.format(call), MUFORGE_CACHE=str(tmp_path), CC="/nonexistent") == f"{expected} False"
    assert list(tmp_path.iterdir()) == []


def test_scans_and_parts_of_compositions(site):
    scan = "muforge.scan('decay.higgs_mixed_scalar_to_pions', {'m_X': [0.4, 0.5]}, sin_theta=1e-3).values.tolist()"
    before = muforge.scan("decay.higgs_mixed_scalar_to_pions", {"m_X": [0.4, 0.5]}, sin_theta=1e-3).values
    assert printed(site, SHOW.format(scan)) == f"{(2 * before).tolist()!r} True"
    ratio = "higgs_mixed_scalar.branching_ratio", {"channel": "pions", "m_X": 0.5, "sin_theta": 1e-3}
    then = muforge.evaluate(ratio[0], **ratio[1])
    now = float(printed(site, f"import muforge; print(repr(muforge.evaluate({ratio[0]!r}, **{ratio[1]})))"))
    assert now == pytest.approx(2 * then / (1 + then), rel=1e-13)


def test_derivatives(site):
    call = "muforge.derivative('decay.higgs_mixed_scalar_to_pions', 'sin_theta', m_X=0.5, sin_theta=1e-3)"
    before = muforge.derivative("decay.higgs_mixed_scalar_to_pions", "sin_theta", m_X=0.5, sin_theta=1e-3)
    assert float(printed(site, f"import muforge; print(repr({call}))")) == pytest.approx(2 * before, rel=1e-13)


def test_integrals_with_errors(site):
    value, error = muforge.evaluate("phase_space.volume", masses=[0.1, 0.2, 0.3], s=1.0, return_error=True)
    call = "muforge.evaluate('phase_space.volume', masses=[0.1, 0.2, 0.3], s=1.0, return_error=True)"
    got, claimed = map(float, printed(site, f"import muforge; print(*map(repr, {call}))").split())
    assert got == pytest.approx(2 * value, rel=1e-13)
    assert 0 <= claimed <= 10 * error


def test_a_kernel_of_the_same_formula_has_the_same_bits(site):
    call = (
        "muforge.evaluate('hvp.narrow_resonance_contribution', m_resonance=[0.78, 1.02, 3.1], width_ee=1e-6).tolist()"
    )
    inputs = {"m_resonance": [0.78, 1.02, 3.1], "width_ee": 1e-6}
    expected = muforge.evaluate("hvp.narrow_resonance_contribution", **inputs).tolist()
    assert printed(site, SHOW.format(call)) == f"{expected!r} True"


def test_without_a_compiler_the_error_says_what_to_do(site, tmp_path):
    done = python(site, "-m", "muforge", "eval", "mixing.coupling_over_epsilon", MUFORGE_CACHE=str(tmp_path), CC="/no")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "the formula of mixing_coupling_over_epsilon is newer than muforge._fast" in line
    assert "no C compiler was found (looked for /no); install one" in line


def test_a_formula_that_was_changed_again_asks_for_another_regeneration(site, tmp_path):
    copied = shutil.copytree(site, tmp_path / "copy", symlinks=True)
    path = copied / "muforge/symbolic/families/mixing/quantities.py"
    path.write_text(path.read_text().replace("ratio = 24 * pi**2", "ratio = 36 * pi**2"))
    done = python(copied, "-m", "muforge", "eval", "mixing.coupling_over_epsilon", MUFORGE_CACHE=str(tmp_path / "new"))
    assert done.returncode == 2
    assert done.stderr.strip().endswith("was changed after 'muforge regenerate' had run; run it again, then this")


def test_another_description_of_kernels_is_refused(site, tmp_path):
    copied = shutil.copytree(site, tmp_path / "copy", symlinks=True)
    path = copied / "muforge/codegen/runtime/kernel.h"
    path.write_text(path.read_text().replace("    int nested;", "    int first, nested;"))
    done = python(copied, "-m", "muforge", "eval", "mixing.coupling_over_epsilon", MUFORGE_CACHE=str(tmp_path / "new"))
    assert done.returncode == 2
    assert "kernel.h has changed since muforge._fast was compiled" in done.stderr


def test_an_installation_without_sources_is_not_regenerated(site):
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    for words in (["regenerate"], ["regenerate", "--check"]):
        done = python(site, "-m", "muforge", *words)
        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        assert line.startswith("muforge regenerate: this needs the sources, and ")
        assert line.endswith("get the tree of sources and install it with 'pip install --editable .'")
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before
