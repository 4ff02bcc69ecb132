"""What a restored store says of itself, inside its encrypted database."""

from __future__ import annotations

from typing import Final

STAMP: Final = "restored"
"""Name of the value: CBOR [restored at, backup made at, last row of the journal, folder kept]."""
