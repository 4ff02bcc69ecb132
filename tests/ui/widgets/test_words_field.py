"""A telephone number in a line of words is pointed out, and can be saved all the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.fakes import neighbours
from ui.answering.fields import text
from ui.consent.scope import ScopeLine
from ui.context import Ui
from ui.parts.danger import DangerPart
from ui.parts.names import Names
from ui.parts.need_fields import NeedFields
from ui.parts.person_fields import PersonFields
from ui.send.form import SendForm
from ui.widgets.date_field import DateField
from ui.widgets.form_row import FormRow
from ui.widgets.words_field import WordsField

NUMBER = "call 06 12 34 56 78"


def test_the_hint_comes_and_goes_beneath_the_field(ui: Ui) -> None:
    field = WordsField(ui)
    row = FormRow(ui, "Words", field, help_text="In short")
    assert row.hint == ""
    field.set_value(NUMBER)
    assert "looks like a telephone number" in row.hint
    assert row.error == "", "it is no mistake"
    assert row.hint in field.accessibleDescription()
    row.set_error("Too long.")
    assert row.hint
    field.set_value("asks for 4231-9008-69")
    assert row.hint == ""
    assert field.accessibleDescription() == "In short"


def test_the_number_of_a_service_may_stand_in_words_about_it(ui: Ui) -> None:
    row = FormRow(ui, "Where else to try", WordsField(ui, services=True))
    row.field.set_value(NUMBER)
    assert "That of a service may stand here" in row.hint


def test_wherever_somebody_s_number_could_land(ui: Ui, tmp_path: Path) -> None:
    with neighbours(tmp_path) as two:
        lists, today = two.here.desk.vocabularies, lambda: date(2026, 11, 22)
        danger, need = DangerPart(ui, lists), NeedFields(ui, lists)
        person = PersonFields(ui, lists, locked_flags=False)
        scope = ScopeLine(ui, lists, DateField(ui, today))
        send = SendForm(ui, lists, [], today)
        answer = FormRow(ui, "", text()(Names(ui, two.here.desk)))
        rows = [
            danger.rows["exception_reason"],
            need.rows["priority_reason"],
            need.rows["detail"],
            person.rows["contact_warning"],
            scope.rows["restrictions"],
            send.rows["priority_reason"],
            send.rows["services_given"],
            send.rows["restrictions"],
            answer,
        ]
        for row in rows:
            row.field.set_value(NUMBER)
            assert "looks like a telephone number" in row.hint
            assert not row.error
