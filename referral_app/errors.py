"""The errors that a person is told about, sorted by whose fault they are.

    ReferralAppError
    ├── RefusedError               the rules refuse: say why, nothing was changed
    │   ├── InvalidInputError      a field cannot be taken as typed (`field` names it)
    │   ├── NotPermittedError      the role matrix forbids the act
    │   ├── WrongPassphraseError
    │   └── ForeignDataError       bytes that are damaged, foreign, replayed or newer than we read
    └── UnavailableError           the world fails: say what was kept, offer to try again
        ├── StoreInUseError
        └── NoRoomError

Every other exception is a bug. An error carries a key, worded in `referral_app.sentences`, and
values that fill the sentence: never a key, a typed name, or case content.
"""

from __future__ import annotations


class ReferralAppError(Exception):
    """Something a person must be told; `key` names the sentence, `values` fill it."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class RefusedError(ReferralAppError):
    """The rules refuse; trying again unchanged will not help."""


class InvalidInputError(RefusedError):
    """What was typed in `field` cannot be taken."""

    def __init__(self, key: str, field: str = "", **values: str | int) -> None:
        super().__init__(key, **values)
        self.field = field


class NotPermittedError(RefusedError):
    """The person's role does not allow the act."""


class WrongPassphraseError(RefusedError):
    """No slot opens with this passphrase."""


class ForeignDataError(RefusedError):
    """Bytes that are damaged, foreign, or newer than this program reads."""


class UnavailableError(ReferralAppError):
    """The world fails; the same act may succeed later."""


class StoreInUseError(UnavailableError):
    """Another program has the store open."""


class NoRoomError(UnavailableError):
    """The disk or the folder is full or cannot be written."""
