"""The manifest of generated files."""

import pytest

from muforge.build.machine_errors import ManifestError
from muforge.build.manifest import FILE, Manifest


def test_a_manifest_with_marks_of_a_merge_is_refused(tmp_path):
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text("{\n<<<<<<< HEAD\n}\n")
    with pytest.raises(ManifestError, match="line 2: not JSON, as after a merge with conflicts; restore the file"):
        Manifest(tmp_path)


def test_without_a_manifest_nothing_is_known(tmp_path):
    assert Manifest(tmp_path).kernels == {}
