"""Proofs that were made before and still hold: remembered under a fingerprint of all that they depend on.

A fingerprint covers

- the formula, its conditions, and the accuracy that is promised;
- its declaration: ranges and units of arguments, printed equations and misprints, the matrix element;
- the sources of the language of formulas, of the generator, of the proofs and of what computes results;
- the compiled kernel, and those of the parts of a composition: formula, generator, compiler, flags, instruction set;
- the recorded accuracy, which the proof is compared with;
- the versions of Python and of the libraries.

Other formulas are not among these, so that a change of one formula leaves the proofs of the others.  Failures are not
remembered.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import mpmath
import numpy
import sympy

import muforge.symbolic
from muforge.build.cache import content_name
from muforge.build.kinds import PROOFS
from muforge.build.provenance import generator_fingerprint
from muforge.catalogue.lookup import entry
from muforge.codegen.fingerprint import Fingerprinter
from muforge.installation import FOLDER
from muforge.kernels.extension import extension
from muforge.kernels.libraries import user_cache
from muforge.kernels.source import identity
from muforge.symbolic.language.nodes.computed import parts_of
from muforge.symbolic.language.variant import Variant

WITHOUT_FORMULAS = ("families", "models")
"""Folders of `symbolic` whose content the fingerprints of declarations cover."""


class KeptProofs:
    """The details of proofs that succeeded, by variant; of a record of accuracies."""

    def __init__(self, recorded: Mapping[str, object]) -> None:
        self._recorded = recorded
        self._fingerprinter = Fingerprinter()
        self._cache = user_cache()

    def details(self, variant: Variant) -> dict[str, str] | None:
        """What each proof of a variant found, by column; None if there is none that still holds."""
        found = self._cache.answer(PROOFS, self._name(variant))
        return found["details"] if found else None

    def keep(self, variant: Variant, details: Mapping[str, str]) -> None:
        """Remember proofs that succeeded.

        Raises
        ------
        CacheError
            If the folder of the cache cannot be written.
        """
        answer = {"kernel": variant.name, "details": dict(details)}
        self._cache.remember(PROOFS, self._name(variant), answer)

    def _name(self, variant: Variant) -> str:
        quantity = variant.quantity
        declared = (
            quantity.arguments,
            variant.printed,
            variant.formula.matrix_element,
            variant.unit,
            quantity.points,
            quantity.accuracy,
        )
        return content_name(
            variant.name,
            self._fingerprinter.formula(variant),
            self._fingerprinter.data(declared),
            *(identity(entry(quantity.name), kernel) for kernel in kernels_of(variant)),
            repr(self._recorded.get(variant.name)),
            machinery(),
        )


def kernels_of(variant: Variant) -> list[str]:
    """The kernels that compute a variant."""
    parts = {part.kernel for ingredient in variant.formula.ingredients for part in parts_of(ingredient)}
    return sorted({*parts, *([variant.kernel] if variant.has_kernel else [])})


@cache
def machinery() -> str:
    """A fingerprint of everything that proofs of any formula depend on."""
    symbolic = Path(muforge.symbolic.__path__[0])
    own = [p for p in symbolic.rglob("*.py") if p.relative_to(symbolic).parts[0] not in WITHOUT_FORMULAS]
    used = [p for folder in ("verify", "kernels", "compute", "procedures") for p in (FOLDER / folder).rglob("*.py")]
    versions = [sys.version, *(library.__version__ for library in (numpy, sympy, mpmath))]
    machine_code = (extension().build, extension().instruction_set)
    return content_name(generator_fingerprint(), *machine_code, *versions, _hash([*own, *used]))


def _hash(files: Iterable[Path]) -> str:
    made = hashlib.sha256()
    for path in sorted(files):
        made.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return made.hexdigest()
