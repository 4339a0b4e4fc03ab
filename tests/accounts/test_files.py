"""The file store: under the digest, whole or not at all, and checked when it is read."""

from __future__ import annotations

import os

import pytest

from accounts import files


def test_bytes_come_back_as_they_were_put_in() -> None:
    digest = files.put(7, b"some bytes")
    # printf 'some bytes' | sha256sum
    assert digest == "0d22cdcc10e6d049dbe1af5123d50873fdfc1a4f58306e58cb6241be9472014d"
    assert files.read(7, digest) == b"some bytes"
    assert files.path_of(7, digest).parts[-3:] == ("7", digest[:2], digest)


def test_putting_twice_keeps_one_file() -> None:
    digest = files.put(7, b"twice")
    files.put(7, b"twice")
    assert [path.name for path in files.path_of(7, digest).parent.iterdir()] == [digest]


def test_agencies_do_not_see_each_other_s_files() -> None:
    digest = files.put(7, b"ours")
    with pytest.raises(files.Missing):
        files.read(8, digest)


def test_a_changed_file_is_noticed_and_mended_by_putting_it_again() -> None:
    digest = files.put(7, b"evidence")
    files.path_of(7, digest).write_bytes(b"evidencf")
    with pytest.raises(files.Damaged):
        files.read(7, digest)
    files.put(7, b"evidence")
    assert files.read(7, digest) == b"evidence"


@pytest.mark.parametrize("digest", ["", "../../secret", "A" * 64, "0" * 63])
def test_what_is_no_digest_leads_nowhere(digest: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        files.read(7, digest)


def test_a_write_that_fails_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    digest = files.digest_of(b"no room")

    def full(_handle: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.put(7, b"no room")
    assert list(files.path_of(7, digest).parent.iterdir()) == []
