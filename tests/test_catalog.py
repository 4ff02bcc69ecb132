"""Our reader of `.mo` files says what `gettext`'s own reader says."""

from __future__ import annotations

import gettext
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog as Written
from babel.messages.mofile import write_mo
from hypothesis import given
from hypothesis import strategies as st

from referral_app.catalog import Catalog

WORDS = st.text(st.characters(exclude_characters="\0\4", exclude_categories=["Cs"]), min_size=1)
PLAIN = st.dictionaries(WORDS, WORDS)
COUNTED = st.dictionaries(WORDS, st.tuples(*[WORDS] * 6))
COUNTS = st.integers(0, 10_000)


def written(plain: dict[str, str], counted: dict[str, tuple[str, ...]]) -> bytes:
    catalog = Written(locale="ar", charset="utf-8")
    for message, said in plain.items():
        catalog.add(message, said)
    for singular, forms in counted.items():
        catalog.add((singular, f"{singular}s"), forms)
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


@given(PLAIN, COUNTED, WORDS, COUNTS)
def test_it_says_what_the_stock_reader_says(
    plain: dict[str, str], counted: dict[str, tuple[str, ...]], other: str, count: int
) -> None:
    data = written({key: said for key, said in plain.items() if key not in counted}, counted)
    ours, stock = Catalog(data), gettext.GNUTranslations(BytesIO(data))
    for message in (*plain, *counted, other):
        assert ours.gettext(message) == stock.gettext(message)
    for singular in (*counted, other):
        plural = f"{singular}s"
        assert ours.ngettext(singular, plural, count) == stock.ngettext(singular, plural, count)


def test_what_has_no_translation_is_said_as_it_is(tmp_path: Path) -> None:
    catalog = Catalog.read(tmp_path / "none.mo")
    assert catalog.gettext("Save") == "Save"
    assert catalog.ngettext("{count} file", "{count} files", 1) == "{count} file"
    assert catalog.ngettext("{count} file", "{count} files", 0) == "{count} files"


def test_a_message_that_is_not_counted_has_one_form() -> None:
    catalog = Catalog(written({"file": "ملف"}, {}))
    assert catalog.ngettext("file", "files", 2) == "files"


def test_the_other_order_of_bytes_is_read_too() -> None:
    data = written({"Save": "حفظ"}, {})
    head = 28 + 2 * 2 * 8  # the numbers of a header and two messages
    turned = b"".join(data[at : at + 4][::-1] for at in range(0, head, 4)) + data[head:]
    assert Catalog(turned).gettext("Save") == "حفظ"


@pytest.mark.parametrize("size", [0, 3, 12, 27, 40])
def test_bytes_that_are_no_catalog_are_named_so(size: int) -> None:
    whole = written({"Save": "حفظ"}, {})
    with pytest.raises(ValueError, match="no catalog"):
        Catalog(whole[:size])
    with pytest.raises(ValueError, match="no catalog"):
        Catalog(b"PK" + whole)
