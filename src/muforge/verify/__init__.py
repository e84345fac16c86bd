"""The proofs of each formula, run on demand.

- *dimensions*: the expression has the declared unit;
- *derivation*: the formula equals the equations that the literature prints, differs from their misprints, and
  integrals equal the form in which physics writes them;
- *helicity*: squared amplitudes equal the sum over explicit helicity amplitudes;
- *limits*: squared amplitudes are gauge invariant and vanish without the masses that chirality demands;
- *translation*: the program of every stage of the compiler, expanded back, is the formula;
- *numbers*: the compiled kernel agrees with 50-digit arithmetic, or if integrals are nested with other rules, and the
  recorded worst error belongs to this formula.

Integrals that a composition takes from other kernels are proven with these.  Of procedures, *derivation* compares
values of the literature, and *numbers* a second method; their parts are proven with the kernels that compute them.

Proofs that succeeded are kept, and are made anew only after something that they depend on has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from muforge.build.processes import in_processes
from muforge.catalogue.declarations import declared
from muforge.catalogue.lookup import quantities_named
from muforge.codegen.fingerprint import Fingerprinter
from muforge.codegen.ir import InternalError
from muforge.symbolic.language.dimensions import DimensionError, check_variant
from muforge.symbolic.language.formula import MatrixElement
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.registry import quantities
from muforge.verify import helicity
from muforge.verify.accuracy import ULP, Accuracy, measure, read_record, write_record
from muforge.verify.equations_in_print import compare_printed
from muforge.verify.kept import KeptProofs
from muforge.verify.procedure_checks import against_second_method, known_values, wrong_value
from muforge.verify.substitution import TOLERANCE, worst_difference
from muforge.verify.symmetries import broken_limits
from muforge.verify.translation import differing_stage

COLUMNS = ("dimensions", "derivation", "helicity", "limits", "translation", "numbers")
QUICK_SAMPLES = 2
QUICK_OFFSETS = (1e-9,)
RECORD_SAMPLES = 24
UNRECORDED_SAMPLES = 6

PROCEDURE_SAMPLES = 6

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Check:
    """The outcome of one proof of one formula; if it failed, `detail` says what was got and what was expected."""

    passed: bool
    detail: str


@dataclass(frozen=True)
class Row:
    """All proofs of one kernel by column; those that do not apply are absent.

    `kept` says that they were made earlier, and that nothing they depend on has changed.
    """

    kernel: str
    checks: dict[str, Check]
    kept: bool = False

    @property
    def passed(self) -> bool:
        """Whether every proof succeeded."""
        return all(check.passed for check in self.checks.values())


Proofs = Mapping[str, Callable[[], Check | None]]


def verify(
    names: Sequence[str] | None = None, *, again: bool = False, jobs: int = 1, progress: Progress | None = None
) -> list[Row]:
    """Prove quantities again, from the formulas to the compiled kernels.

    Parameters
    ----------
    names : sequence of str, optional
        Quantities or families; all by default.
    again : bool
        Whether to make those proofs anew that were made before and still hold.
    jobs : int
        How many formulas are proven at once, each in a process of its own.
    progress : callable, optional
        Called with a kernel that is begun, the number of kernels that are done, and the number of all.

    Returns
    -------
    list of Row
        In the order of the catalogue; the same whatever `again` and `jobs` are, apart from `kept`.

    Raises
    ------
    KeyError
        For a name that is neither a quantity nor a family.
    CacheError
        If the folder in which proofs are kept cannot be written.
    """
    return [row for _, row in sorted(_numbered(names, again, jobs, progress), key=lambda pair: pair[0])]


def proofs(
    names: Sequence[str] | None = None, *, again: bool = False, jobs: int = 1, progress: Progress | None = None
) -> Iterator[Row]:
    """The rows of `verify` as they come: those that were kept, then the others in the order in which they are done."""
    for _, row in _numbered(names, again, jobs, progress):
        yield row


def _numbered(
    names: Sequence[str] | None, again: bool, jobs: int, progress: Progress | None
) -> Iterator[tuple[int, Row]]:
    """Rows with their places in the catalogue."""
    record = read_record()
    store = KeptProofs(record)
    chosen = _variants(names)
    missing = []
    for place, variant in enumerate(chosen):
        details = None if again else store.details(variant)
        if details is None:
            missing.append(place)
        else:
            yield place, Row(variant.name, {column: Check(True, text) for column, text in details.items()}, kept=True)
    done = len(chosen) - len(missing)

    def started(place: int) -> None:
        if progress:
            progress(chosen[place].name, done, len(chosen))

    def prove(place: int) -> Row:
        return Row(chosen[place].name, _checks(chosen[place], record.get(chosen[place].name)))

    for number, row in in_processes(prove, missing, jobs, started):
        done += 1
        if row.passed:
            store.keep(chosen[missing[number]], {column: check.detail for column, check in row.checks.items()})
        yield missing[number], row
    if progress:
        progress("", len(chosen), len(chosen))


def record(
    names: Sequence[str] | None = None, *, again: bool = False, jobs: int = 1, progress: Progress | None = None
) -> Path:
    """Measure worst errors thoroughly and keep them beside the kernels; returns the file.

    Errors that are recorded of the present formula stay, unless they are to be measured `again`.  Each is written when
    it is known, so that an interrupted recording goes on where it stopped.
    """
    known = _known_kernels()
    found = {kernel: accuracy for kernel, accuracy in read_record().items() if kernel in known}
    fingerprint = Fingerprinter().formula
    recorded = {} if again else {kernel: accuracy.formula for kernel, accuracy in found.items()}
    candidates = (variant for variant in _variants(names) if has_record(variant))
    chosen = [variant for variant in candidates if recorded.get(variant.name) != fingerprint(variant)]
    done = 0

    def started(variant: Variant) -> None:
        if progress:
            progress(variant.name, done, len(chosen))

    for number, accuracy in in_processes(lambda variant: measure(variant, RECORD_SAMPLES), chosen, jobs, started):
        done += 1
        found[chosen[number].name] = accuracy
        write_record(found)
    if progress:
        progress("", len(chosen), len(chosen))
    return write_record(found)


def has_record(variant: Variant) -> bool:
    """Whether the worst error of a variant is recorded: it is for kernels of the extension."""
    return variant.has_kernel and variant.quantity.name in quantities()


def _known_kernels() -> set[str]:
    return {v.name for quantity in quantities().values() for v in quantity.variants if v.has_kernel}


def _variants(names: Sequence[str] | None) -> list[Variant]:
    """Variants that are not mere numbers, of quantities or families."""
    return [v for name in quantities_named(names) for v in declared(name).variants if v.inputs]


def _checks(variant: Variant, recorded: Accuracy | None) -> dict[str, Check]:
    made = variant.formula
    proofs = _of_procedure(variant, made) if isinstance(made, Procedure) else _of_formula(variant, recorded)
    return {column: check for column in proofs if (check := _outcome(proofs[column])) is not None}


def _of_procedure(variant: Variant, procedure: Procedure) -> Proofs:
    return {
        "dimensions": lambda: _dimensions(variant),
        "derivation": lambda: _known_values(variant, procedure),
        "numbers": lambda: _second_method(variant, procedure),
    }


def _of_formula(variant: Variant, recorded: Accuracy | None) -> Proofs:
    element = variant.formula.matrix_element
    return {
        "dimensions": lambda: _dimensions(variant),
        "derivation": lambda: _derivation(variant),
        "helicity": lambda: _helicity(variant, element) if element else None,
        "limits": lambda: _limits(element) if element else None,
        "translation": lambda: _translation(variant) if variant.has_kernel else None,
        "numbers": lambda: _numbers(variant, recorded),
    }


def _outcome(proof: Callable[[], Check | None]) -> Check | None:
    """What a proof finds; one that cannot be made has failed."""
    try:
        return proof()
    except (DimensionError, InternalError, ValueError) as error:
        return Check(False, str(error))


def _dimensions(variant: Variant) -> Check:
    check_variant(variant)
    return Check(True, str(variant.unit))


def _derivation(variant: Variant) -> Check | None:
    said = []
    difference = None if variant.composed else worst_difference(variant)
    if difference is not None:
        if not difference <= TOLERANCE:
            expected = f"expected at most {TOLERANCE:.0e}"
            return Check(False, f"mapped and original integral differ by {difference:.1e}, {expected}")
        said.append(f"integrals to {difference:.0e}")
    for comparison in compare_printed(variant):
        if comparison.problem:
            return Check(False, f"{comparison.where}: {comparison.problem}")
        said.append(comparison.where + (" exactly" if comparison.exact else ""))
    return Check(True, "; ".join(said)) if said else None


def _helicity(variant: Variant, element: MatrixElement) -> Check:
    differences = {"derived square": helicity.derived_against_helicities(element.reaction)}
    if element.momenta:
        differences["compiled kernel"] = helicity.kernel_against_helicities(variant, element)
    for what, difference in differences.items():
        if not difference <= helicity.TOLERANCE:
            return Check(
                False,
                f"{what} and sum over helicities differ by {difference:.1e} of the largest diagram, "
                f"expected at most {helicity.TOLERANCE:.0e}",
            )
    return Check(True, ", ".join(f"{what} to {difference:.0e}" for what, difference in differences.items()))


def _limits(element: MatrixElement) -> Check | None:
    reaction = element.reaction
    if not reaction.conserved and not reaction.suppressed_by:
        return None
    broken = broken_limits(reaction)
    if broken:
        return Check(False, "; ".join(broken))
    gauge = [f"gauge invariance of {vector.name}" for vector in reaction.conserved]
    return Check(True, ", ".join([*gauge, *(f"0 for {mass} = 0" for mass in reaction.suppressed_by)]))


def _translation(variant: Variant) -> Check:
    stage = differing_stage(variant)
    if stage is None:
        return Check(True, "every stage")
    return Check(False, f"the program after '{stage}', expanded back, has other values than the formula")


def _numbers(variant: Variant, recorded: Accuracy | None) -> Check:
    bound = variant.quantity.accuracy / ULP
    if not has_record(variant):
        found = measure(variant, UNRECORDED_SAMPLES)
    elif recorded is None or recorded.formula != Fingerprinter().formula(variant):
        return Check(False, "worst error not recorded for this formula; run 'muforge verify --record'")
    else:
        now = measure(variant, QUICK_SAMPLES, QUICK_OFFSETS)
        found = max(now, recorded, key=lambda accuracy: accuracy.worst_conditioned)
    worst = found.worst_conditioned
    if worst <= bound:
        return Check(True, f"{worst:.1f} ULP")
    where = ", ".join(f"{name} = {value}" for name, value in found.at.items())
    return Check(False, f"error of {worst:.3g} ULP at {where}, expected at most {bound:.3g}")


def _known_values(variant: Variant, procedure: Procedure) -> Check | None:
    known = known_values(variant, procedure)
    for value in known:
        problem = wrong_value(variant, value)
        if problem:
            return Check(False, problem)
    return Check(True, "; ".join(value.where for value in known)) if known else None


def _second_method(variant: Variant, procedure: Procedure) -> Check:
    worst = against_second_method(variant, procedure, PROCEDURE_SAMPLES)
    if worst.excess <= 1:
        return Check(True, f"{procedure.second_method} to {worst.relative:.0e}")
    where = ", ".join(f"{name} = {value}" for name, value in worst.at.items())
    expected = f"expected at most {worst.allowed:.3g}"
    return Check(False, f"differs from {procedure.second_method} by {worst.relative:.3g} at {where}, {expected}")
