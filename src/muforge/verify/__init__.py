"""The proofs of each formula, run on demand: dimensions, translation, derivation, numbers.

- *dimensions*: the expression has the declared unit;
- *translation*: the program of every stage of the compiler, expanded back, is the formula;
- *derivation*: integrals equal the form in which the literature writes them;
- *numbers*: the compiled kernel agrees with 50-digit arithmetic, and the recorded worst error belongs to
  this formula.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from muforge.catalogue import entry, families
from muforge.catalogue import names as catalogue_names
from muforge.codegen.fingerprint import Fingerprinter
from muforge.codegen.pipeline import is_constant
from muforge.symbolic.declare import Variant
from muforge.symbolic.dimensions import DimensionError, check_variant
from muforge.symbolic.registry import quantities
from muforge.verify.accuracy import ULP, Accuracy, measure, read_record, write_record
from muforge.verify.substitution import TOLERANCE, worst_difference
from muforge.verify.translation import differing_stage

QUICK_SAMPLES = 2
QUICK_OFFSETS = (1e-9,)
RECORD_SAMPLES = 24

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Check:
    """The outcome of one proof of one formula."""

    passed: bool
    detail: str


@dataclass(frozen=True)
class Row:
    """All proofs of one kernel."""

    kernel: str
    checks: dict[str, Check]

    @property
    def passed(self) -> bool:
        """Whether every proof succeeded."""
        return all(check.passed for check in self.checks.values())


def verify(names: Sequence[str] | None = None, *, progress: Progress | None = None) -> list[Row]:
    """Prove quantities again, from the formulas to the compiled kernels.

    Parameters
    ----------
    names : sequence of str, optional
        Quantities or families; all by default.
    progress : callable, optional
        Called with the kernel, its number and the number of kernels.

    Raises
    ------
    KeyError
        For a name that is neither a quantity nor a family.
    """
    record = read_record()
    chosen = _variants(names)
    rows = []
    for number, variant in enumerate(chosen):
        if progress:
            progress(variant.kernel, number, len(chosen))
        rows.append(Row(variant.kernel, _checks(variant, record.get(variant.kernel))))
    if progress:
        progress("", len(chosen), len(chosen))
    return rows


def record(names: Sequence[str] | None = None, *, progress: Progress | None = None) -> Path:
    """Measure worst errors thoroughly and keep them beside the kernels; returns the file."""
    found = {kernel: accuracy for kernel, accuracy in read_record().items() if kernel in _known_kernels()}
    chosen = _variants(names)
    for number, variant in enumerate(chosen):
        if progress:
            progress(variant.kernel, number, len(chosen))
        found[variant.kernel] = measure(variant, RECORD_SAMPLES)
    if progress:
        progress("", len(chosen), len(chosen))
    return write_record(found)


def _known_kernels() -> set[str]:
    return {variant.kernel for quantity in quantities().values() for variant in quantity.variants}


def _variants(names: Sequence[str] | None) -> list[Variant]:
    """Variants with a kernel, of quantities or families."""
    wanted: list[str] = []
    for name in names if names is not None else catalogue_names():
        wanted += catalogue_names(name) if name in families() else [entry(name).name]
    return [v for name in wanted for v in quantities()[name].variants if not is_constant(v)]


def _checks(variant: Variant, recorded: Accuracy | None) -> dict[str, Check]:
    return {
        "dimensions": _dimensions(variant),
        "translation": _translation(variant),
        "derivation": _derivation(variant),
        "numbers": _numbers(variant, recorded),
    }


def _dimensions(variant: Variant) -> Check:
    try:
        check_variant(variant)
    except DimensionError as error:
        return Check(False, str(error))
    return Check(True, str(variant.unit))


def _translation(variant: Variant) -> Check:
    stage = differing_stage(variant)
    return Check(stage is None, "every stage" if stage is None else f"differs after '{stage}'")


def _derivation(variant: Variant) -> Check:
    difference = worst_difference(variant)
    if difference is None:
        return Check(True, "no integral")
    return Check(difference <= TOLERANCE, f"{difference:.0e}")


def _numbers(variant: Variant, recorded: Accuracy | None) -> Check:
    if recorded is None or recorded.formula != Fingerprinter().formula(variant):
        return Check(False, "worst error not recorded for this formula; run 'muforge verify --record'")
    bound = variant.quantity.accuracy / ULP
    now = measure(variant, QUICK_SAMPLES, QUICK_OFFSETS)
    worst = max(now.worst_conditioned, recorded.worst_conditioned)
    return Check(worst <= bound, f"{worst:.1f} ULP")
