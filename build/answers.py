"""The text of an answer in the cache: plain data, with the version of its form and a hash of its content.

An answer of another version, a cut one and one with a changed letter are like none.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

VERSION = "2"
"""Of the form of answers of every kind; another one when a reader of older answers would take them for something else.
"""
BREAK = b"\n"
BEFORE, AFTER = b' "answer": ', b"}\n"


def as_bytes(answer: Any) -> bytes:
    """An answer of plain data as the content of a file."""
    content = json.dumps(answer, indent=1).encode()
    head = json.dumps({"version": VERSION, "sha256": hashlib.sha256(content).hexdigest()}).encode()
    return head.removesuffix(b"}") + b"," + BREAK + BEFORE + content + AFTER


def from_bytes(text: bytes) -> Any:
    """The answer that a file holds; None if it is of another version, or not as it was written."""
    head, _, rest = text.partition(BREAK)
    try:
        facts = json.loads(head.removesuffix(b",") + b"}")
        content = rest.removeprefix(BEFORE).removesuffix(AFTER)
        whole = facts["version"] == VERSION and facts["sha256"] == hashlib.sha256(content).hexdigest()
        whole = whole and rest == BEFORE + content + AFTER
        return json.loads(content) if whole else None
    except (ValueError, KeyError, TypeError):
        return None
