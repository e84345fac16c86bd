"""Looking up quantities and constants; the entries of a family are loaded on the first request."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from muforge.catalogue.contents import CONSTANTS, EDITION, NAMES, family_data
from muforge.catalogue.entries import ConstantEntry, Entry
from muforge.catalogue.models_in_use import user_families
from muforge.catalogue.stored_entries import StoredEntries
from muforge.catalogue.user_models import advice, reason_for_absence, user_entries
from muforge.errors import ArgumentError, DomainError, UnknownQuantityError, nearest
from muforge.inputs.with_units import in_unit

__all__ = [
    "CONSTANTS",
    "EDITION",
    "constant_values",
    "constants",
    "constants_used",
    "entry",
    "families",
    "names",
    "quantities_named",
]

NO_NUMBERS = (str, bytes, bool, np.bool_, np.complexfloating)
"""What Python would make a number of, without a word of what is lost."""
_VALUES = {name: constant.value for name, constant in CONSTANTS.items()}


def names(family: str | None = None) -> list[str]:
    """Names of all quantities, or of those of one family.

    Raises
    ------
    KeyError
        If there is no such family.
    """
    if family is not None and not (isinstance(family, str) and family in families()):
        raise UnknownQuantityError(
            f"there is no family '{family}'{nearest(family, families())}; families: {', '.join(families())}"
        )
    own = [name for own, members in NAMES.items() if family in (None, own) for name in members]
    users = user_families() if family is None else [family]
    if family is not None and not own and not user_entries(family):
        raise UnknownQuantityError(advice(family) or f"there is no family '{family}'")
    return [*own, *(name for user in users for name in user_entries(user))]


def families() -> list[str]:
    """Names of the families of quantities, those of the user's own models last."""
    return [*NAMES, *user_families()]


def quantities_named(wanted: Sequence[str] | None) -> list[str]:
    """Names of quantities, from names of quantities and families; all for None.

    Raises
    ------
    KeyError
        For a name that is neither.
    """
    found: dict[str, None] = {}
    for name in families() if wanted is None else wanted:
        if name not in families() and _found(name) is None:
            hint = nearest(name, [*families(), *names()])
            raise UnknownQuantityError(f"there is no quantity or family '{name}'{hint}; 'muforge list' shows all")
        found |= dict.fromkeys(names(name) if name in families() else [name])
    return list(found)


def entry(name: str) -> Entry:
    """The catalogue entry of a quantity.

    Raises
    ------
    KeyError
        If there is none; the message names the nearest one.
    """
    found = _found(name) if isinstance(name, str) else None
    if found is None:
        reason = reason_for_absence(name) if isinstance(name, str) and _is_name(name) else None
        if reason:
            raise UnknownQuantityError(f"there is no quantity '{name}': {reason}")
        family = name.partition(".")[0] if isinstance(name, str) and _is_name(name) else ""
        if not user_entries(family) and (what_to_do := advice(family)):
            raise UnknownQuantityError(what_to_do)
        if isinstance(name, str) and name in families():
            members = names(name)
            raise UnknownQuantityError(
                f"'{name}' is a family of quantities: give one of its {len(members)}, e.g. {members[0]}; "
                f"'muforge list {name}' shows all"
            )
        hint = nearest(name, names()) if isinstance(name, str) else ""
        raise UnknownQuantityError(f"there is no quantity '{name}'{hint}; 'muforge list' shows all")
    return found


def _is_name(name: str) -> bool:
    """Whether a text may name a quantity: it is no path."""
    family, _, own = name.partition(".")
    return family.isidentifier() and own.isidentifier()


def _found(name: str) -> Entry | None:
    """The entry of a quantity of muforge, or else of a model of the user."""
    if not _is_name(name):
        return None
    family = name.partition(".")[0]
    return (_own_entries(family) if family in NAMES else user_entries(family)).get(name)


@cache
def _own_entries(family: str) -> Mapping[str, Entry]:
    """Entries of a family of muforge itself."""
    return StoredEntries(family_data(family))


def constants() -> dict[str, ConstantEntry]:
    """The table of physical constants with values, units and descriptions."""
    return dict(CONSTANTS)


def constants_used(quantity: Entry) -> list[str]:
    """Constants that a quantity depends on, for any of its options, in the order of the table."""
    used = {name for variant in quantity.variants for name in variant.inputs}
    used |= {name for v in quantity.variants for a in v.approximations if a.holds for name in a.holds.names}
    used |= {constant for v in quantity.variants for _, _, choices in v.selected for constant in choices.values()}
    own = {argument.name for argument in quantity.arguments}
    return [name for name in CONSTANTS if name in used - own]


def constant_values(overrides: Mapping[str, float] | None = None) -> dict[str, float]:
    """Values of all constants, some of them replaced.

    Raises
    ------
    TypeError
        For an unknown constant or a value that is not a number.
    ValueError
        For a value that is not finite and positive.
    """
    values = dict(_VALUES)
    if not isinstance(overrides, Mapping | None):
        raise ArgumentError(
            f"constants = {overrides!r}; a mapping of names to numbers is expected, e.g. {{'m_mu': 0.1}}"
        )
    for name, value in (overrides or {}).items():
        if name not in values:
            raise ArgumentError(f"there is no constant '{name}'{nearest(name, values)}; see muforge.constants()")
        plain = in_unit(f"constant {name}", value, CONSTANTS[name].unit)
        try:
            number = None if isinstance(plain, NO_NUMBERS) else float(plain)
        except (TypeError, ValueError, OverflowError):
            number = None
        if number is None:
            raise ArgumentError(f"constant {name} = {value!r}; a number is expected")
        if not (math.isfinite(number) and number >= 0):
            raise DomainError(f"constant {name} = {number:g}; a finite number that is not negative is expected")
        values[name] = number
    return values
