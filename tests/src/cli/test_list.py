"""Every line of `muforge list` says what a quantity is, by itself."""

import re
from collections import Counter

import pytest
from command import run

import muforge
from muforge.catalogue.lookup import entry, families

RELATIVE = re.compile(
    r"^(the same|same as|as above|like |see |this |that |these |it )|, see |\bsee `|\babove one\b", re.I
)
"""Words with which a summary would lean on another one."""


@pytest.mark.parametrize("family", families())
def test_summaries_are_unique_in_a_family_and_stand_alone(family):
    summaries = {name: entry(name).summary for name in muforge.names(family)}
    assert [text for text, number in Counter(summaries.values()).items() if number > 1] == []
    for name, summary in summaries.items():
        assert summary.endswith("."), name
        assert len(summary) >= 15, name
        assert not RELATIVE.search(summary), f"{name}: {summary}"


def test_the_list_shows_units_and_summaries(capsys):
    out = run("list trident", capsys).out
    assert len(out.splitlines()) == len(muforge.names("trident"))
    for name in muforge.names("trident"):
        assert f"{name} " in out and entry(name).summary in out


@pytest.mark.parametrize("text", ["The same of one current.", "Coefficient c, see `trident.b`.", "As above for axial."])
def test_summaries_that_lean_on_others_are_found(text):
    assert RELATIVE.search(text)
