"""Make the two keys of an installation, once: secret.key and signing-master.key in PCF_VAR_DIR, mode 0600.

A key that is there, or that the environment (or .env) gives, is left alone: a new one would end all sessions and
lock away the certificates of the signers for ever. Run with the project's Python, before anything reads settings.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent
KEYS = {"PCF_SECRET_KEY": "secret.key", "PCF_SIGNING_MASTER_KEY": "signing-master.key"}


def make_key(path: Path) -> bool:
    """Write 64 hexadecimal digits to ``path``; true when made.

    The hard link appears in one step and fails when the name is taken, so of two containers that start at once on
    one folder only one makes the key, and nobody reads half of it.
    """
    if path.exists():
        return False
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_hex(32) + "\n")
        stream.flush()
        os.fsync(descriptor)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def main() -> int:
    environ.Env.read_env(ROOT / ".env", overwrite=False)
    folder = Path(os.environ.get("PCF_VAR_DIR") or ROOT / "var")
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    for variable, name in KEYS.items():
        if not os.environ.get(variable) and make_key(folder / name):
            print(f"已生成密钥：{folder / name}（请与数据库一并备份）")
    return 0


if __name__ == "__main__":
    sys.exit(main())
