"""Names of quantities: identifiers, never paths; and what is known without a home folder."""

import json
import subprocess
import sys

import pytest

import muforge
from muforge import UnknownQuantityError


def test_a_name_is_no_path(tmp_path, capsys):
    """A file that a name could lead to is neither read nor run."""
    code = "import pathlib; pathlib.Path('ran').touch(); ENTRIES = {}"
    (tmp_path / "q.json").write_text(json.dumps({"module": code, "kernels": {}, "quantities": [], "file": "x"}))
    for name in (f"{tmp_path}/q.width", "../q.width", "q/../q.width", "q.width.more", "", ".", "q."):
        with pytest.raises(UnknownQuantityError, match="there is no quantity"):
            muforge.evaluate(name, m_X=1)


def test_without_a_home_folder_built_in_quantities_are_known():
    """A user whom the system does not know, as in a container."""
    program = (
        "import pathlib\n"
        "def nowhere():\n"
        "    raise RuntimeError('Could not determine home directory.')\n"
        "pathlib.Path.home = nowhere\n"
        "from muforge.cli import main\n"
        "import sys\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    environment = {"PATH": "/usr/bin:/bin"}

    def said(*words):
        return subprocess.run([sys.executable, "-c", program, *words], env=environment, capture_output=True, text=True)

    assert "gminus2.neutral_boson" in said("list", "gminus2").stdout
    assert "dark_photon" in said("model").stdout
    wrong = said("eval", "gminus2.neutral_bosn", "m_X=1")
    assert wrong.returncode == 2 and "did you mean 'gminus2.neutral_boson'" in wrong.stderr
    slope = said("build", "nothing.py")
    assert slope.returncode == 2 and "MUFORGE_CACHE" in slope.stderr and slope.stderr.count("\n") == 1
