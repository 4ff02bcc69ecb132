"""What a person types finds what another person wrote, in French and in Arabic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.storage.connection import Connection
from referral_app.storage.folded import folded, folded_words
from referral_app.storage.reading.look_up import words_of
from referral_app.storage.tables.projections import LOOK_UP, LOOK_UP_DDL


class Index:
    """The index of words, as a store has it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._connection.run(LOOK_UP_DDL)

    def finds(self, typed: str, written: str) -> bool:
        """Whether each word typed begins one that was written."""
        self._connection.run(
            f"INSERT OR REPLACE INTO {LOOK_UP}(rowid, words) VALUES (1, ?)",  # noqa: S608 - a name
            [folded(written)],
        )
        sql = f"SELECT count(*) FROM {LOOK_UP} WHERE {LOOK_UP} MATCH ?"  # noqa: S608 - a name
        words = words_of(typed)
        return bool(words) and all(self._connection.all(sql, [word])[0][0] for word in words)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder: Path = tmp_path_factory.mktemp("index")
    connection = Connection(folder / "index.db", bytes(32), mode="rwc")
    yield Index(connection)
    connection.close()


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Élève", "eleve"),
        ("e\u0301te\u0301", "été"),
        ("Œuvre sociale", "oeuvre SOCIALE"),
        ("N’Diaye", "ndiaye"),
        ("Ndiaye", "n'diaye"),
        ("N’Diaye", "diaye"),
        ("l'école", "lecole"),
        ("près de l’école", "école"),
        ("l´école", "école"),
        ("école", "l’école"),
        ("jusqu’à l’hôpital", "hopit"),
        ("qu’aujourd’hui", "aujourd'hui"),
        ("aujourd’hui", "aujourdhui"),
        ("ﬁn de mois", "fin de mois"),
        ("Straße", "strasse"),
        ("4231-9008-69", "4231900869"),
        ("4231–9008–69", "4231900869"),
        ("فَاطِمَةُ الزَّهْرَاء", "فاطمه الزهراء"),
        ("أحمد إبراهيم آمنة", "احمد ابراهيم امنه"),
        ("مستشفى", "مستشفي"),
        ("أگادير", "اكادير"),
        ("ڭلميم", "كلميم"),
        ("مسؤولة", "مسوولة"),
        ("طـــويل", "طويل"),
        ("١٢٣", "123"),
        ("٤٢٣١-٩٠٠٨-٦٩", "4231-9008-69"),
        # What begins like an article may be the word itself: a father, his mother, both parents.
        ("جاءت والدته", "والد"),
        ("والدة", "والده"),
        ("الأم", "أم"),
        ("أم", "الأم"),
    ],
)
def test_it_is_found_however_it_was_written(index: Index, written: str, typed: str) -> None:
    assert index.finds(typed, written)


@pytest.mark.parametrize("glued", ["الأسرة", "للأسرة", "والأسرة", "بالأسرة", "فالأسرة", "كالأسرة"])
def test_the_article_may_stand_or_be_left_out(index: Index, glued: str) -> None:
    assert index.finds(glued, "أسرة")
    assert index.finds("أسرة", glued)
    assert index.finds("الأسر", glued)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("une école", "colle"),
        ("ecolier", "ecoles"),
        ("deux hommes", "prud’hommes"),  # no elision: one word
        ("orange", "l’or"),  # two letters say too little to be a beginning
        ("دهون", "والدة"),
        ("123", "1234"),
    ],
)
def test_other_words_are_not_found(index: Index, written: str, typed: str) -> None:
    assert not index.finds(typed, written)


def test_several_texts_make_one_line() -> None:
    assert folded("Nuit d’hôtel", "", "2 lits !") == "nuit dhotel hotel 2 lits"


@given(st.text())
def test_words_are_folded_to_the_end(text: str) -> None:
    words = folded_words(text)
    assert all(word and not word.isspace() for word in words)
    assert " ".join(words).casefold() == " ".join(words)


@given(st.text())
def test_words_are_cut_as_the_index_cuts_them(text: str) -> None:
    """The index takes ASCII marks for gaps: none may stand inside a word."""
    assert all(char.isalnum() or not char.isascii() for word in folded_words(text) for char in word)


@given(st.text(max_size=40))
def test_what_was_written_finds_itself(index: Index, text: str) -> None:
    assert index.finds(text, text) or not folded_words(text)
