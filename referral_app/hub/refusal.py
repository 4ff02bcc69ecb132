"""Why a request gets no answer: the statuses and words of `openapi.yaml`."""

from __future__ import annotations

from typing import Final

REWOUND: Final = "rewound"


class RefusedRequest(Exception):  # noqa: N818 (the field's own name for it)
    """A request that is answered with `status` and one word; `later` says in how many seconds."""

    def __init__(self, status: int, word: str, *, later: int | None = None) -> None:
        super().__init__(word)
        self.status = status
        self.word = word
        self.later = later


def malformed() -> RefusedRequest:
    """Not a request of the contract."""
    return RefusedRequest(400, "malformed")


def unsigned(word: str) -> RefusedRequest:
    """Nobody known asks."""
    return RefusedRequest(401, word)


def forbidden(word: str) -> RefusedRequest:
    """Known, and not allowed."""
    return RefusedRequest(403, word)


def absent() -> RefusedRequest:
    """There is none."""
    return RefusedRequest(404, "absent")


def too_large() -> RefusedRequest:
    """More than `limits` of hello."""
    return RefusedRequest(413, "too_large")


def too_many(seconds: int) -> RefusedRequest:
    """The desk's share is used up until then."""
    return RefusedRequest(429, "too_many", later=seconds)


def unavailable(word: str = "busy") -> RefusedRequest:
    """The world fails; the same request may succeed soon."""
    return RefusedRequest(503, word, later=30)
