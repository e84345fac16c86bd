"""Entries of made-up quantities."""

from __future__ import annotations

import json

from muforge.catalogue.entries import Entry
from muforge.catalogue.stored_entries import StoredEntries
from muforge.codegen.interfaces.catalogue import entries_data, entries_text
from muforge.symbolic.language.quantity import Quantity


def entry_of(declared: Quantity) -> Entry:
    """The entry of a quantity, from the text of its file."""
    text = entries_text(entries_data([declared], {}))
    return StoredEntries(json.loads(text)["quantities"])[declared.name]
