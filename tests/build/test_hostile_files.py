"""Files of models that do not end, end the process, or are written in unusual ways."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from user_files import HEAD, WIDTH, width_file, written

import muforge
from muforge.build.machine_errors import ModelError
from muforge.build.model_files import build
from muforge.build.userfile import modules_beside, read
from muforge.kernels.libraries import user_cache

SECONDS = 1.0
ENDLESS = {
    "in the file": (HEAD + "n = 0\nwhile True:\n    n += 1\n", "line [45]"),
    "in a model": (HEAD + "@model()\ndef a(m: BosonMass) -> Scalar:\n    while True:\n        pass\n", "line [56]"),
    "deaf to signals": (
        "import signal, time\nfor number in (2, 14, 15):\n    signal.signal(number, signal.SIG_IGN)\ntime.sleep(1e6)\n",
        "line 4",
    ),
    "in C": ("import ctypes\nctypes.PyDLL(None).sleep(100000)\n", "line 2"),
    "catching all": (
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass\n",
        "line",
    ),
    "with a thread": (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(1e5,)).start()\ntime.sleep(1e5)\n",
        "line 3",
    ),
}
ENDING = {
    "at once": ("import os\nos._exit(0)\n", r"\(exit code 0\)"),
    "by a signal": ("import os\nos.kill(os.getpid(), 11)\n", r"\(Segmentation fault\)"),
}


@pytest.fixture(scope="module", autouse=True)
def cache_of_the_module(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUFORGE_CACHE", str(tmp_path_factory.mktemp("hostile") / "cache"))
        yield


@pytest.mark.skipif(os.name != "posix", reason="signals and functions of C as on Unix")
def test_a_file_is_ended_after_its_time_whatever_it_does(tmp_path):
    def outcome(number):
        text, _ = [*ENDLESS.values()][number]
        path = written(tmp_path, text, f"endless_{number}.py")
        with pytest.raises(ModelError) as error:
            build(path, user_cache(), slow=True, seconds=SECONDS)
        return str(error.value)

    with ThreadPoolExecutor(len(ENDLESS)) as pool:
        said = dict(zip(ENDLESS, pool.map(outcome, range(len(ENDLESS))), strict=True))
    for name, message in said.items():
        assert "still running after 1 seconds; a model only declares" in message, name
        assert re.search(rf"endless_\d.py, {ENDLESS[name][1]}", message), message
    running = subprocess.run(["ps", "-A", "-o", "args"], capture_output=True, text=True).stdout
    assert str(tmp_path) not in running


@pytest.mark.parametrize("kind", ENDING)
def test_a_file_that_ends_the_process_is_named(tmp_path, kind):
    text, words = ENDING[kind]
    path = written(tmp_path, text)
    with pytest.raises(ModelError, match=rf"^{path}: the file has ended the process that reads it {words}"):
        build(path, user_cache(), slow=True)


CLASSES = """
from dataclasses import dataclass
import threading, time

@dataclass
class Strength:
    k: float = 2

threading.Thread(target=time.sleep, args=(1000,)).start()
"""


def test_classes_and_threads_of_a_file(tmp_path):
    muforge.build_model(width_file(tmp_path, "classy", "int(Strength().k)", CLASSES))
    assert muforge.evaluate("classy.width", m_X=1.0, g=1.0) == 2


ENCODED = """
from pathlib import Path
from größen import k

k *= int(Path(__file__).with_name("tabelle.txt").read_text().removeprefix("µ"))
"""
LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""One in which file names and texts are in ASCII."""
MARKED = "\N{ZERO WIDTH NO-BREAK SPACE}"


def test_encodings_under_any_locale(tmp_path):
    folder = tmp_path / "Größe"
    folder.mkdir()
    (folder / "größen.py").write_text("k = 2  # Größe\n", encoding="utf-8")
    (folder / "tabelle.txt").write_text("µ3", encoding="utf-8")
    text = WIDTH.format(before=ENCODED, factor="k").replace("made up", "Müller")
    (folder / "marked_text.py").write_text(MARKED + text, encoding="utf-8")
    (folder / "latin_text.py").write_text("# -*- coding: latin-1 -*-\n" + text, encoding="latin-1")
    code = "import sys, muforge\nfor file in sys.argv[1:]:\n    muforge.build_model(file)\n"
    code += "for name in ('marked', 'latin'):\n    print(muforge.evaluate(f'{name}_text.width', m_X=1.0, g=1.0))"
    environment = os.environ | {"MUFORGE_CACHE": str(tmp_path / "cache")} | LOCALE
    files = [str(folder / f"{name}_text.py") for name in ("marked", "latin")]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *files], env=environment, capture_output=True, text=True
    )
    assert done.stdout.split() == ["6.0"] * 2, done.stderr


def test_modules_beside_a_file_leave_no_trace(tmp_path):
    (tmp_path / "beside_me.py").write_text("k = 1\n")
    path = width_file(tmp_path, "tidy", "beside_me.k", "import beside_me")
    before, places = dict(sys.modules), list(sys.path)
    with modules_beside(path):
        assert "tidy" in read(path).families
    assert {name for name in sys.modules if name not in before} & {"beside_me", "tidy"} == set()
    assert sys.path == places
