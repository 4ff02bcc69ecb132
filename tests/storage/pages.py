"""The pages of an encrypted store in the clear, free ones and those of the log among them.

A page of SQLCipher 4 ends with 80 bytes: the vector of AES-256-CBC (16) and a seal of 64. The first
page begins with a salt of 16 bytes; with a raw key the salt plays no part in the cipher.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE: Final = 4096
_RESERVE: Final = 80
_SALT: Final = 16
_LOG_HEAD: Final = 32
_FRAME_HEAD: Final = 24


def clear_pages(database: Path, key: bytes) -> Iterator[bytes]:
    """Every page of the file and of its write-ahead log, deciphered."""
    data = database.read_bytes()
    for at in range(0, len(data), PAGE):
        yield _clear(data[at : at + PAGE], key, first=at == 0)
    log = database.with_name(database.name + "-wal")
    frames = log.read_bytes() if log.exists() else b""
    for at in range(_LOG_HEAD, len(frames) - PAGE, _FRAME_HEAD + PAGE):
        number = int.from_bytes(frames[at : at + 4])
        start = at + _FRAME_HEAD
        yield _clear(frames[start : start + PAGE], key, first=number == 1)


def holding(database: Path, key: bytes, *words: bytes) -> list[bytes]:
    """Which of the words stand somewhere in a store."""
    pages = list(clear_pages(database, key))
    return [word for word in words if any(word in page for page in pages)]


def _clear(page: bytes, key: bytes, *, first: bool) -> bytes:
    body = page[_SALT if first else 0 : PAGE - _RESERVE]
    vector = page[PAGE - _RESERVE : PAGE - _RESERVE + 16]
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return cipher.update(body) + cipher.finalize()
