"""What a person types finds what another person wrote, in French and in Arabic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.storage.folded import folded, folded_words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Élève", "eleve"),
        ("e\u0301te\u0301", "été"),
        ("Œuvre sociale", "oeuvre SOCIALE"),
        ("N’Diaye", "ndiaye"),
        ("l'école", "lecole"),
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
    ],
)
def test_two_ways_of_writing_fold_to_one(written: str, typed: str) -> None:
    assert folded(written) == folded(typed)


@pytest.mark.parametrize("glued", ["الأسرة", "للأسرة", "والأسرة", "بالأسرة", "فالأسرة", "كالأسرة"])
def test_the_article_comes_off(glued: str) -> None:
    assert folded(glued) == folded("أسرة")


def test_a_short_word_keeps_what_looks_like_an_article() -> None:
    assert folded("ألم") == "الم"


def test_several_texts_make_one_line() -> None:
    assert folded("Nuit d’hôtel", "", "2 lits !") == "nuit dhotel 2 lits"


@given(st.text())
def test_folding_twice_changes_no_more_than_articles(text: str) -> None:
    words = folded_words(text)
    assert all(word and not word.isspace() for word in words)
    assert " ".join(words).casefold() == " ".join(words)


@given(st.text())
def test_words_are_cut_as_the_index_cuts_them(text: str) -> None:
    """The index takes ASCII marks for gaps: none may stand inside a word."""
    assert all(char.isalnum() or not char.isascii() for word in folded_words(text) for char in word)
