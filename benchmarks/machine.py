"""The machine of a measurement: what it is, and one core of it for every contestant."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
import subprocess
import sysconfig
from pathlib import Path

PACKAGES = ("numpy", "scipy", "sympy", "numexpr", "numba", "jax", "heyoka", "symengine", "vegas", "hazma", "Cython")
THREAD_SETTINGS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS", "NUMEXPR_MAX_THREADS", "NPROC")


def one_core() -> None:
    """Keep this process, and all threads that libraries start in it, on one core.

    To be called before peers are imported; their thread pools adapt.
    """
    for name in THREAD_SETTINGS:
        os.environ[name] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def compiler() -> str:
    """The C compiler that Python uses."""
    return (sysconfig.get_config_var("CC") or "cc").split()[0]


def description() -> dict[str, object]:
    """Date, processor, load, compiler and versions."""
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "compiler": _compiler_version(),
        "versions": {"Python": platform.python_version()} | {p: v for p in PACKAGES if (v := _version(p))},
    }


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _compiler_version() -> str:
    try:
        done = subprocess.run([compiler(), "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "no C compiler"
    return done.stdout.splitlines()[0]


def _processor() -> str:
    """Model, and family and model number where the name says little."""
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor() or platform.machine()
    fields: dict[str, str] = {}
    for line in info.read_text().split("\n\n")[0].splitlines():
        key, _, value = line.partition(":")
        fields[key.strip()] = value.strip()
    name = fields.get("model name", platform.machine())
    numbers = [
        f"{key} {fields[field]}" for key, field in (("family", "cpu family"), ("model", "model")) if field in fields
    ]
    return f"{name} ({', '.join(numbers)})" if numbers else name
