from __future__ import annotations

import pytest

from referral_app.domain.facts import Place
from referral_app.errors import ForeignDataError
from referral_app.journal.stream import (
    Stream,
    commune,
    commune_id,
    decode,
    from_key,
    link,
    membership,
    own,
    summaries,
)
from tests.journal.desks import AGDAL, YACOUB, YOUSSOUFIA

RABAT = commune_id(bytes(32))
ALL = [
    own(YACOUB),
    membership(YACOUB),
    link(YACOUB, YOUSSOUFIA),
    link(AGDAL, YACOUB),
    commune(RABAT),
    summaries(YACOUB),
]


@pytest.mark.parametrize("stream", ALL)
def test_a_stream_is_read_as_it_was_written(stream: Stream) -> None:
    assert decode(stream.encode()) == stream
    assert from_key(stream.key) == stream


def test_streams_differ_in_their_short_form() -> None:
    assert len({stream.key for stream in ALL}) == len(ALL)


def test_a_link_is_the_same_from_both_ends() -> None:
    assert link(YACOUB, AGDAL) == link(AGDAL, YACOUB)
    assert link(YACOUB, AGDAL).peer_of(AGDAL) == YACOUB
    assert link(YACOUB, AGDAL).peer_of(YACOUB) == AGDAL


def test_who_is_concerned() -> None:
    assert own(YACOUB).concerns(YACOUB)
    assert not own(YACOUB).concerns(AGDAL)
    assert link(YACOUB, AGDAL).concerns(AGDAL)
    assert link(YACOUB, AGDAL).place is Place.LINK
    assert commune(RABAT).concerns(AGDAL)
    assert summaries(YACOUB).concerns(YACOUB)
    assert not summaries(YACOUB).concerns(AGDAL)


def test_a_commune_is_named_by_its_key() -> None:
    assert commune_id(bytes(32)) == RABAT
    assert len(RABAT) == len(YACOUB)
    assert commune_id(b"k" * 32) != RABAT


@pytest.mark.parametrize(
    "key", [b"", b"o", b"x" + YACOUB, b"o" + YACOUB[:15], b"l" + YACOUB, b"o" + YACOUB * 2, b"\xff"]
)
def test_a_short_form_of_nothing_is_refused(key: bytes) -> None:
    with pytest.raises(ForeignDataError):
        from_key(key)
