"""Families in C files of about equal cost."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import muforge
from muforge.codegen.plan.pieces import EACH, LARGEST, pieces

GENERATED = Path(muforge.__file__).parent / "generated"


@given(st.lists(st.integers(EACH, 2 * LARGEST), min_size=1, max_size=60))
def test_all_kernels_in_their_order_and_no_piece_much_larger_than_the_others(costs):
    cut = pieces(costs)
    assert [number for piece in cut for number in piece] == list(range(len(costs)))
    total = sum(costs)
    assert len(cut) <= -(-total // LARGEST)
    assert max(sum(costs[number] for number in piece) for piece in cut) <= LARGEST + max(costs)


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        ([LARGEST], [1]),
        ([EACH] * 3, [3]),
        ([LARGEST // 2] * 4, [2, 2]),
        ([LARGEST + 1], [1]),
        ([2 * LARGEST, EACH], [1, 1]),
    ],
)
def test_sizes(costs, expected):
    assert [len(piece) for piece in pieces(costs)] == expected


def test_no_file_is_more_than_a_tenth_of_all():
    sizes = [path.stat().st_size for path in GENERATED.glob("*.c")]
    assert max(sizes) < 0.1 * sum(sizes)


def test_the_manifest_names_the_file_of_each_kernel():
    for kernel, entry in json.loads((GENERATED / "manifest.json").read_text())["kernels"].items():
        assert f'.name = "{kernel}"' in (GENERATED.parent / entry["file"]).read_text()
