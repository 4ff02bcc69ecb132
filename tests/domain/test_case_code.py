"""Case codes: unique without a server, safe to type and to say."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.case_code import (
    ALL_BLOCKS,
    BLOCK_SIZE,
    BLOCKS,
    BlockRange,
    CaseCode,
    CodeBlock,
    code_at,
)
from referral_app.errors import InvalidInputError, RefusedError

KEY = bytes(range(32))
BLOCK = st.integers(0, BLOCKS - 1)
INDEX = st.integers(0, BLOCK_SIZE - 1)
CODES = st.builds(lambda block, index: code_at(KEY, block, index), BLOCK, INDEX)


def holds(digits: str) -> bool:
    try:
        CaseCode(digits)
    except InvalidInputError:
        return False
    return True


def refusal(typed: str) -> InvalidInputError:
    with pytest.raises(InvalidInputError) as raised:
        CaseCode.parse(typed)
    assert raised.value.field == "code"
    return raised.value


# The permutation.


@pytest.mark.parametrize(
    ("block", "index", "digits"),
    [
        (0, 0, "4589166516"),
        (0, 1, "6460900438"),
        (1, 0, "3074640041"),
        (42, 1234, "8341709098"),
        (7999, 9999, "7835669507"),
    ],
)
def test_codes_are_those_of_the_reference(block: int, index: int, digits: str) -> None:
    # Computed with the code of privacy.md 8.4: a change would give two people one code.
    assert code_at(KEY, block, index).digits == digits


def test_no_code_is_given_twice() -> None:
    rnd = random.Random(1)
    drawn = rnd.sample(range(BLOCKS * BLOCK_SIZE), 40_000)
    # The trap of privacy.md 1.5 shows near the ends of the range: sample these wholly.
    drawn += [*range(1_000), *range(BLOCKS * BLOCK_SIZE - 1_000, BLOCKS * BLOCK_SIZE)]
    places = {divmod(number, BLOCK_SIZE) for number in drawn}
    codes = {code_at(KEY, block, index) for block, index in places}
    assert len(codes) == len(places)


@given(BLOCK, INDEX, st.binary(min_size=32, max_size=32))
def test_a_code_holds_and_is_never_a_telephone_number(block: int, index: int, key: bytes) -> None:
    digits = code_at(key, block, index).digits
    assert len(digits) == 10
    assert digits[0] in "23456789"
    assert int(digits) % 97 == 1


def test_neighbours_show_neither_order_nor_block() -> None:
    row = [code_at(KEY, 5, index).digits for index in range(400)]
    rising = sum(a < b for a, b in pairwise(row))
    assert 150 < rising < 250
    assert len({digits[:2] for digits in row}) > 60


def test_another_key_gives_other_codes() -> None:
    ours = {code_at(KEY, 3, index) for index in range(500)}
    theirs = {code_at(bytes(32), 3, index) for index in range(500)}
    assert len(ours & theirs) < 5


def test_a_wrong_key_or_place_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        code_at(b"short", 0, 0)
    for index in (-1, BLOCK_SIZE):
        with pytest.raises(ValueError, match="10,000"):
            code_at(KEY, 0, index)
    for block in (-1, BLOCKS):
        with pytest.raises(RefusedError, match=r"code\.no_such_block"):
            code_at(KEY, block, 0)


# What a slip of the tongue or of the finger does.


@given(CODES, st.integers(0, 9), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(code: CaseCode, place: int, by: int) -> None:
    digits = list(code.digits)
    digits[place] = str((int(digits[place]) + by) % 10)
    assert not holds("".join(digits))


@given(CODES, st.integers(0, 8), st.sampled_from([1, 2]))
def test_every_swap_of_neighbours_or_over_one_is_found(
    code: CaseCode, place: int, over: int
) -> None:
    digits = list(code.digits)
    other = place + over
    if other < 10 and digits[place] != digits[other]:
        digits[place], digits[other] = digits[other], digits[place]
        assert not holds("".join(digits))


@pytest.mark.parametrize("number", range(60))
def test_each_error_at_each_place_of_a_code_is_found(number: int) -> None:
    digits = code_at(KEY, number * 131, number).digits
    wrong = set()
    for place in range(10):
        wrong |= {digits[:place] + d + digits[place + 1 :] for d in "0123456789"}
        wrong.add(digits[:place] + digits[place : place + 2][::-1] + digits[place + 2 :])
        wrong.add(digits[:place] + digits[place : place + 3][::-1] + digits[place + 3 :])
        twin = digits[place : place + 2]
        if len(set(twin)) == 1 and len(twin) == 2:
            wrong |= {digits[:place] + d + d + digits[place + 2 :] for d in "0123456789"}
    wrong.discard(digits)
    assert [w for w in wrong if holds(w)] == []


@pytest.mark.parametrize("check", ["00", "01", "99"])
def test_check_digits_that_the_standard_never_yields_are_refused(check: str) -> None:
    # They leave 1 when divided by 97 all the same for some codes.
    alike = [n for n in range(20_000_000, 20_000_400) if int(f"{n}{check}") % 97 == 1]
    assert alike
    assert not any(holds(f"{n}{check}") for n in alike)


# Typing and scanning.


def test_a_code_is_written_in_three_groups() -> None:
    code = CaseCode.parse("4589166516")
    assert str(code) == "4589-1665-16"
    assert code.scanned == "RC1:4589166516"


@pytest.mark.parametrize(
    "typed",
    [
        "4589166516",
        "4589-1665-16",
        " 4589 1665 16\r\n",
        "45 89 16 65 16",
        "4589\u202f1665\u00a016",
        "4589–1665—16",
        "4589.1665.16",
        "4589/1665_16",
        "4589\u22121665\u201116",
        "\u20664589-1665-16\u2069",
        "٤٥٨٩-١٦٦٥-١٦",
        "\u200f٤٥٨٩ ١٦٦٥ ١٦",
        "۴۵۸۹۱۶۶۵۱۶",
        "RC1:4589166516",
        "rc1: 4589-1665-16\n",
        "RC&M'(_ç&--(&-",  # the same scan on a French keyboard
        "'(_ç&--(&-",  # its digit row without the shift key
        "\u064c}1:4589166516",  # the same scan on an Arabic keyboard
        "\u064c}١:٤٥٨٩١٦٦٥١٦".replace("١:", "1:"),
    ],
)
def test_a_code_is_read_as_people_and_scanners_type_it(typed: str) -> None:
    assert CaseCode.parse(typed) == CaseCode("4589166516")


@given(CODES, st.data())
def test_separators_anywhere_change_nothing(code: CaseCode, data: st.DataObject) -> None:
    marks = data.draw(st.lists(st.sampled_from(["", " ", "-", "\u202f"]), min_size=11, max_size=11))
    typed = "".join(m + d for m, d in zip(marks, [*code.digits, ""], strict=True))
    assert CaseCode.parse(typed) == code
    assert CaseCode.parse(str(code)) == code
    assert CaseCode.parse(code.scanned) == code


@pytest.mark.parametrize(
    ("typed", "key", "values"),
    [
        ("", "code.empty", {}),
        (" - ", "code.empty", {}),
        ("RC1:", "code.empty", {}),
        ("4589-1665-1", "code.too_short", {"count": 9}),
        ("4589-1665-167", "code.too_long", {"count": 11}),
        ("0612345678", "code.first_digit", {}),
        ("1589166516", "code.first_digit", {}),
        ("4589-1665-17", "code.check_digits", {}),
        ("4589-1665-1O", "code.not_digits", {}),
        ("Fatou", "code.not_digits", {}),
        ("RC2:4589166516", "code.not_digits", {}),
        ("458916651²", "code.not_digits", {}),
    ],
)
def test_each_mistake_has_its_own_word(typed: str, key: str, values: dict[str, int]) -> None:
    error = refusal(typed)
    assert (error.key, error.values) == (key, values)


@given(st.text(max_size=30))
def test_any_other_text_is_refused_without_repeating_it(typed: str) -> None:
    error = refusal(typed)  # chance does not write ten digits that check
    assert all(isinstance(value, int) for value in error.values.values())


def test_a_code_is_never_made_of_other_digits() -> None:
    for digits in ("٤٥٨٩١٦٦٥١٦", "4589-1665-16", ""):
        with pytest.raises(InvalidInputError):
            CaseCode(digits)


# Blocks and ranges.


def test_the_first_centre_holds_everything_and_gives_a_twentieth() -> None:
    granted = ALL_BLOCKS.next_for_centre()
    assert granted == BlockRange(7600, 400)
    rest = ALL_BLOCKS.remaining([], [granted])
    assert rest == BlockRange(0, 7600)
    assert rest.next_for_centre() == BlockRange(7220, 380)
    assert granted.next_for_centre() == BlockRange(7980, 20)


def test_desks_draw_from_the_bottom() -> None:
    own = BlockRange(7600, 400)
    assert own.next_for_desk() == CodeBlock(7600)
    assert own.remaining([CodeBlock(7600), CodeBlock(7601)], []).next_for_desk() == CodeBlock(7602)


def test_a_small_range_gives_one_block_and_keeps_one() -> None:
    assert BlockRange(10, 2).next_for_centre() == BlockRange(11, 1)
    for left in (0, 1):
        with pytest.raises(RefusedError, match=r"code\.no_blocks_left"):
            BlockRange(10, left).next_for_centre()
    with pytest.raises(RefusedError, match=r"code\.no_blocks_left"):
        BlockRange(10, 0).next_for_desk()


def test_what_is_left_never_turns_negative() -> None:
    own = BlockRange(0, 3)
    left = own.remaining([CodeBlock(0), CodeBlock(2)], [BlockRange(1, 2)])
    assert left.count == 0


@pytest.mark.parametrize(("first", "count"), [(-1, 1), (0, -1), (7999, 2), (8001, 0)])
def test_a_range_outside_the_commune_is_refused(first: int, count: int) -> None:
    with pytest.raises(RefusedError, match=r"code\.no_such_block"):
        BlockRange(first, count)


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=120))
def test_no_block_is_ever_held_twice(acts: list[tuple[int, bool]]) -> None:
    """Centres invite and grant in any order, each knowing nothing but its own acts."""
    ranges = [ALL_BLOCKS]
    desks: list[list[CodeBlock]] = [[]]
    given_away: list[list[BlockRange]] = [[]]
    for who, invites in acts:
        centre = who % len(ranges)
        left = ranges[centre].remaining(desks[centre], given_away[centre])
        try:
            if invites:
                granted = left.next_for_centre()
                given_away[centre].append(granted)
                ranges.append(granted)
                desks.append([])
                given_away.append([])
            else:
                desks[centre].append(left.next_for_desk())
        except RefusedError:
            assert left.count < 2
    used = [block.number for blocks in desks for block in blocks]
    for own, blocks, gifts in zip(ranges, desks, given_away, strict=True):
        left = own.remaining(blocks, gifts)
        used += range(left.first, left.end)
    assert sorted(used) == list(range(BLOCKS))
