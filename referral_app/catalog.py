"""A compiled catalog of messages (`.mo`), of which only what is said is ever decoded.

The format is that of GNU gettext (its manual, "The Format of GNU MO Files"). `gettext`'s own reader
decodes every message first, which takes 2 ms of the first window.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final

_LITTLE_ENDIAN: Final = b"\xde\x12\x04\x95"
_BIG_ENDIAN: Final = _LITTLE_ENDIAN[::-1]
_NUL: Final = b"\0"


class Catalog:
    """The messages of one language; what has no translation is said as it is."""

    def __init__(self, data: bytes | None = None) -> None:
        """Take the bytes of a file, or none: raises ValueError for bytes that are no catalog."""
        self._place: dict[bytes, int] = {}
        self._found: dict[str, tuple[str, ...]] = {}
        self._form_of: Callable[[int], int] | None = None
        if data is not None:
            self._load(data)

    @classmethod
    def read(cls, file: Path) -> Catalog:
        """Return the catalog of a file; an empty one where there is none."""
        try:
            data = file.read_bytes()
        except FileNotFoundError:
            return cls()
        return cls(data)

    def gettext(self, message: str) -> str:
        """Return the message in the catalog's language."""
        forms = self._forms(message)
        if not forms:
            return message
        # What can be counted is said as for one.
        return forms[0] if len(forms) == 1 else forms[self._form(1)]

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return the form of the message for this count."""
        forms = self._forms(singular)
        if len(forms) > 1:
            return forms[self._form(count)]
        return singular if count == 1 else plural

    def _load(self, data: bytes) -> None:
        order = {_LITTLE_ENDIAN: "<", _BIG_ENDIAN: ">"}.get(data[:4])
        if order is None:
            raise ValueError("no catalog")
        self._data = data
        try:
            count, ids, texts = struct.unpack_from(f"{order}3I", data, 8)
            self._texts = struct.unpack_from(f"{order}{2 * count}I", data, texts)
            spans = struct.unpack_from(f"{order}{2 * count}I", data, ids)
        except struct.error:
            raise ValueError("no catalog") from None
        # Of a message that can be counted the singular stands first, and names it.
        self._place = {
            data[start : start + size].partition(_NUL)[0]: place
            for place, (size, start) in enumerate(zip(spans[::2], spans[1::2], strict=True))
        }

    def _forms(self, message: str) -> tuple[str, ...]:
        """The translation, one for each form of what can be counted; empty where there is none."""
        forms = self._found.get(message)
        if forms is None:
            place = self._place.get(message.encode())
            forms = () if place is None else self._decoded(place)
            self._found[message] = forms
        return forms

    def _decoded(self, place: int) -> tuple[str, ...]:
        size, start = self._texts[2 * place : 2 * place + 2]
        return tuple(self._data[start : start + size].decode().split("\0"))

    def _form(self, count: int) -> int:
        if self._form_of is None:
            self._form_of = _rule(self._forms(""))
        return self._form_of(count)


def _rule(header: tuple[str, ...]) -> Callable[[int], int]:
    """The rule that names the form for a count; Germanic where the header says nothing."""
    from gettext import c2py

    for line in "".join(header).splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() == "plural-forms":
            return c2py(value.partition("plural=")[2].rstrip().rstrip(";"))
    return c2py("n != 1")
