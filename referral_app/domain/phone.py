"""Telling a Moroccan telephone number in what somebody types: the number of no person is kept."""

from __future__ import annotations

import re
from typing import Final

_GAP: Final = r"[\s.\-\u2010-\u2015/]?"
_NUMBER: Final = re.compile(
    rf"(?<!\d)(?:(?:\+|00){_GAP}2{_GAP}1{_GAP}2{_GAP}(?:\(0\){_GAP}|0{_GAP})?|0{_GAP})"
    rf"[5-8](?:{_GAP}\d){{8}}(?!{_GAP}\d)"
)
"""National (0 and nine digits) or with +212; digits of every script, in any grouping. A case code
begins with 2 to 9 (`case_code`), so that it is never taken for one."""


def holds_phone_number(text: str) -> bool:
    """Whether a part of the text looks like a Moroccan telephone number."""
    return _NUMBER.search(_western(text)) is not None


def _western(text: str) -> str:
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)
