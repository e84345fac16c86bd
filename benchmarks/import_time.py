"""What `import muforge` and `import muforge._fast` cost beyond numpy, in fresh interpreters that take turns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from common import Timing, options
from machine import description

LIMITS = {"import muforge": 0.030, "muforge._fast alone": 0.010}
"""Goals in seconds beyond `import numpy`."""

TIMED = """
import numpy, time
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_loader
start = time.perf_counter()
{statements}
print(time.perf_counter() - start)
"""
ALONE = """
loader = ExtensionFileLoader("muforge._fast", {path!r})
loader.exec_module(module_from_spec(spec_from_loader("muforge._fast", loader)))
"""


def main() -> int:
    """Run the benchmark; 1 if a goal is missed."""
    chosen = options(__doc__)
    with tempfile.TemporaryDirectory() as cache:
        # byte code is compiled once, at installation, and is not what is measured here
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = cache
        path = _run("import muforge._fast; print(muforge._fast.__file__)", environment)
        statements = {"import muforge": "import muforge", "muforge._fast alone": ALONE.format(path=path)}
        samples: dict[str, list[float]] = {name: [] for name in statements}
        for _ in range(chosen.rounds):
            for name, text in statements.items():
                samples[name].append(float(_run(TIMED.format(statements=text), environment)))
    found = [_judged(name, Timing.of(values)) for name, values in samples.items()]
    if chosen.json:
        content = {"machine": description(), "limits": {}, "cases": [], "extra": found}
        Path(chosen.json).write_text(json.dumps(content, indent=1) + "\n")
    return 0 if all(goal["met"] for goal in found) else 1


def _judged(name: str, timing: Timing) -> dict[str, object]:
    """A goal in seconds, printed."""
    met = timing.median <= LIMITS[name]
    print(
        f"{name:20} {1e3 * timing.median:6.2f} ms ({1e3 * timing.minimum:.2f} to {1e3 * timing.maximum:.2f})"
        f"; goal: at most {1e3 * LIMITS[name]:g} ms: {'met' if met else 'MISSED'}"
    )
    return {"quantity": f"{name}, after numpy", "seconds": timing.median, "limit": LIMITS[name], "met": met}


def _run(code: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
