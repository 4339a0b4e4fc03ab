"""Keys at rest: what opens, what does not, and that nothing is shown."""

from __future__ import annotations

import copy
import json
import pickle
import traceback

import pytest

from reports.signing.errors import VaultError
from reports.signing.secret import Secret
from reports.signing.vault import MASTER_KEY_BYTES, Vault, key_number, new_master_key

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
CONTENT = b"the private key of somebody"


@pytest.fixture
def vault() -> Vault:
    return Vault({1: KEY}, current=1)


def test_what_was_locked_opens_for_its_owner(vault: Vault) -> None:
    blob = vault.lock(Secret(CONTENT), owner="agency:7/seal")
    assert CONTENT not in blob
    assert vault.unlock(blob, owner="agency:7/seal").reveal() == CONTENT


def test_the_same_content_is_never_locked_alike(vault: Vault) -> None:
    assert vault.lock(Secret(CONTENT), owner="a") != vault.lock(Secret(CONTENT), owner="a")


def test_another_owner_cannot_open_it(vault: Vault) -> None:
    blob = vault.lock(Secret(CONTENT), owner="agency:7/seal")
    with pytest.raises(VaultError, match="不属于这一所有者"):
        vault.unlock(blob, owner="agency:8/seal")


def test_a_wrong_master_key_does_not_open_it(vault: Vault) -> None:
    blob = vault.lock(Secret(CONTENT), owner="a")
    with pytest.raises(VaultError, match="主密钥不对"):
        Vault({1: OTHER_KEY}, current=1).unlock(blob, owner="a")


def test_every_changed_byte_keeps_it_closed(vault: Vault) -> None:
    blob = vault.lock(Secret(CONTENT), owner="a")
    for position in range(len(blob)):
        changed = blob[:position] + bytes([blob[position] ^ 1]) + blob[position + 1 :]
        with pytest.raises(VaultError):
            vault.unlock(changed, owner="a")


def test_a_cut_or_foreign_blob_is_told_so(vault: Vault) -> None:
    blob = vault.lock(Secret(CONTENT), owner="a")
    # header 9, nonce 12, tag 16: less than 37 bytes hold nothing
    for piece in (b"", blob[:36], b"-----BEGIN PRIVATE KEY-----" * 4):
        with pytest.raises(VaultError, match="不是本系统加密的密钥"):
            vault.unlock(piece, owner="a")


def test_a_later_format_is_told_so(vault: Vault) -> None:
    blob = vault.lock(Secret(CONTENT), owner="a")
    with pytest.raises(VaultError, match="第 2 版"):
        vault.unlock(blob[:4] + b"\x02" + blob[5:], owner="a")


def test_a_new_master_key_takes_over_row_by_row(vault: Vault) -> None:
    old = vault.lock(Secret(CONTENT), owner="a")
    both = Vault({1: KEY, 2: OTHER_KEY}, current=2)
    assert both.needs_relock(old)
    new = both.relock(old, owner="a")
    assert (key_number(old), key_number(new)) == (1, 2)
    assert not both.needs_relock(new)
    assert Vault({2: OTHER_KEY}, current=2).unlock(new, owner="a").reveal() == CONTENT
    with pytest.raises(VaultError, match="第 2 号主密钥"):
        vault.unlock(new, owner="a")


@pytest.mark.parametrize(
    ("keys", "current", "message"),
    [
        ({1: KEY}, 2, "没有配置第 2 号主密钥"),
        ({1: KEY[:16]}, 1, "应为 32 字节，实际为 16 字节"),
        ({-1: KEY}, -1, "超出范围"),
    ],
)
def test_wrong_master_keys_are_refused(keys: dict[int, bytes], current: int, message: str) -> None:
    with pytest.raises(VaultError, match=message):
        Vault(keys, current=current)


def test_master_keys_are_random_and_long_enough() -> None:
    assert len(new_master_key()) == MASTER_KEY_BYTES
    assert new_master_key() != new_master_key()


def test_neither_vault_nor_secret_show_anything(vault: Vault) -> None:
    secret = Secret("口令 open sesame")
    shown = f"{vault!r} {vault} {secret!r} {secret} {[secret]} {vars(vault)}"
    assert "sesame" not in shown
    assert str(KEY)[2:-1] not in shown
    assert shown.startswith("Vault(keys=[1], current=1)")


def test_a_secret_cannot_become_a_task_argument() -> None:
    secret = Secret("open sesame")
    for carry in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError):
            carry(secret)


def test_a_failed_opening_tells_nothing(vault: Vault) -> None:
    blob = vault.lock(Secret(CONTENT), owner="a")
    with pytest.raises(VaultError) as caught:
        Vault({1: OTHER_KEY}, current=1).unlock(blob, owner="a")
    told = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert str(OTHER_KEY)[2:-1] not in told
    assert caught.value.__suppress_context__
