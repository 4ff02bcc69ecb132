"""Secrets as words: what is said is heard again, and one wrong word is not."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.errors import InvalidInputError
from referral_app.spoken import TELLING, folded, hear, say, wordlist


def test_the_list_is_the_one_that_paper_was_printed_with() -> None:
    assert len(wordlist()) == 2048
    assert wordlist()[0] == "abaisser"
    assert wordlist()[-1] == "zoologie"
    assert len({folded(word)[:TELLING] for word in wordlist()}) == 2048


def test_known_answers_stay() -> None:
    assert say(bytes(16)) == ("abaisser",) * 11 + ("abeille",)
    assert say(b"\xff" * 32)[:23] == ("zoologie",) * 23


@given(st.sampled_from((16, 32)).flatmap(lambda n: st.binary(min_size=n, max_size=n)))
def test_what_is_said_is_heard_whole_without_accents_or_by_four_letters(secret: bytes) -> None:
    words = say(secret)
    assert len(words) == len(secret) * 3 // 4
    for typed in (words, [folded(w).upper() for w in words], [folded(w)[:4] for w in words]):
        assert hear("  ".join(typed) + "\n", len(secret)) == secret


@given(st.binary(min_size=32, max_size=32), st.integers(0, 23), st.integers(1, 2047))
def test_another_word_never_says_the_same_secret(secret: bytes, place: int, step: int) -> None:
    words = list(say(secret))
    at = (wordlist().index(words[place]) + step) % 2048
    words[place] = wordlist()[at]
    heard = b""
    with suppress(InvalidInputError):  # all but one in 256 are noticed
        heard = hear(" ".join(words), 32)
    assert heard != secret


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "words.too_few"),
        ("abaisser " * 11, "words.too_few"),
        ("abaisser " * 13, "words.too_few"),
        ("abaisser " * 11 + "xylophone", "words.unknown"),
        ("abaisser " * 11 + "abaissement", "words.unknown"),
        ("abaisser " * 12, "words.mistaken"),
    ],
)
def test_what_cannot_be_a_secret_is_told_apart(typed: str, key: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        hear(typed, 16)
    assert caught.value.key == key
    assert caught.value.field == "words"
