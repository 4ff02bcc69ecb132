"""The tables of a store, as data. Bytes are identifiers, integers moments in milliseconds.

`journal` is what must never be lost; `traffic` what the exchange remembers; `desk` what is nobody
else's; `projections` can be thrown away and folded anew from the journal at any time.
"""

from referral_app.storage.tables import (
    desk,
    directory,
    exclusion,
    journal,
    projections,
    traffic,
)
from referral_app.storage.tables.metadata import METADATA

__all__ = ["METADATA", "desk", "directory", "exclusion", "journal", "projections", "traffic"]
