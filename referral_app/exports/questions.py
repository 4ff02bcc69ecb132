"""Questions of the blank form: about the consent and the person, each beside its boxes."""

from __future__ import annotations

from typing import Final

from referral_app.exports.layout import (
    BASE,
    HEAD,
    LABEL,
    Block,
    Pen,
    beside,
    column_width,
    in_columns,
    inset,
    stacked,
)
from referral_app.exports.words import Words
from referral_app.services.ports.pages import Type

TICK: Final = Type(8.0)


def consent_questions(
    words: Words, pen: Pen, width: float, consent: tuple[str, ...]
) -> list[Block]:
    """Lay out the consent; `consent` is the text to read aloud, a paragraph each."""
    _ = words.gettext
    read = [pen.text(paragraph, BASE, width - 5.0) for paragraph in consent]
    half = column_width(width, 2)
    form = [*words.choices("consent_forms"), ("", _("No consent: nothing is sent"))]
    found = [pen.text(_("Consent"), HEAD, width)]
    if read:
        found.append(inset(stacked(read, 0.4), width))
    return [
        *found,
        question(_("How it was given"), form, pen, width),
        question(_("Language of the talk"), _common_languages(words), pen, width),
        stacked([
            question(_("To whom"), [("", _("All centres of the commune"))], pen, width),
            pen.blank(_("or only to"), width),
        ], 0.2),
        question(_("What may be told"), words.choices("consent_fields"), pen, width),
        question(
            _("Counted in the statistics, without the code"),
            [("", _("yes")), ("", _("no"))],
            pen,
            width,
        ),
        question(_("For a minor: who answers"), words.choices("caregivers"), pen, width),
        question(_("The child agrees"), [("", _("yes")), ("", _("no"))], pen, width),
        in_columns(
            [
                pen.blank(_("Valid until (12 months if nothing is written)"), half),
                pen.blank(_("Signature of the person or caregiver"), half),
            ],
            2,
            width,
        ),
    ]  # fmt: skip


def _common_languages(words: Words) -> list[tuple[str, str]]:
    """The languages in which most talks are held; another one is written beside."""
    entries = [entry for entry in words.lists.languages.choices if entry.common]
    named = [("", entry.label(words.language.code)) for entry in entries]
    return [*named, ("", "…………………"), ("", words.gettext("With an interpreter"))]


def person_questions(words: Words, pen: Pen, width: float) -> list[Block]:
    """Lay out what is asked of the person, in the order of the page; there is no name."""
    _ = words.gettext
    half = column_width(width, 2)
    lists = (
        (_("Sex"), "sex"),
        (_("Age"), "age_bands"),
        (_("Region of origin"), "origins"),
        (_("Residence status"), "person_status"),
        (_("Languages"), "languages"),
        (_("District"), "districts"),
        (_("How to reach the person"), "contact_means"),
        (_("Vulnerabilities"), "vulnerability_flags"),
    )
    asked = {name: question(label, words.choices(name), pen, width) for label, name in lists}
    country = in_columns(
        [pen.blank(_("Country"), half), pen.blank(_("People in the household"), half)], 2, width
    )
    page = in_columns(
        [
            pen.blank(_("Page of the register"), half),
            pen.blank(_("Take care when contacting"), half),
        ],
        2,
        width,
    )
    return [
        pen.text(_("The person"), HEAD, width),
        asked["sex"],
        asked["age_bands"],
        country,
        asked["origins"],
        asked["person_status"],
        asked["languages"],
        question("", [("", _("Needs an interpreter"))], pen, width),
        asked["districts"],
        asked["contact_means"],
        page,
        asked["vulnerability_flags"],
    ]


def question(label: str, choices: list[tuple[str, str]], pen: Pen, width: float) -> Block:
    """A question beside its boxes; codes that are no words of ours stand as they are typed."""
    name_width = 33.0
    ticks = ticks_only(choices, pen, width - name_width)
    name = pen.text(label, LABEL, name_width - 2.0)
    return beside([(0.0, name), (name_width, ticks)])


def ticks_only(choices: list[tuple[str, str]], pen: Pen, width: float) -> Block:
    """Boxes without a question; codes that are words of the program's own are left out."""
    shown = [(code if _is_code(code) else "", text) for code, text in choices]
    return pen.ticks(shown, width, TICK)


def _is_code(code: str) -> bool:
    """Whether a code is one that people type, such as S10, and no word of the program's own."""
    return code[:1].isupper() and code[1:].isdigit()
