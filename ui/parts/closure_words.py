"""A closure in one sentence."""

from __future__ import annotations

from datetime import date

from referral_app.domain.calendar import Closure
from referral_app.language import isolate, isolate_text
from ui.context import Ui
from ui.parts.names import Names


def closure_words(names: Names, closure: Closure) -> str:
    """What is closed, when and why."""
    ui, _ = names.ui, names.ui.gettext
    days, reason = days_words(ui, *closure.days), isolate_text(closure.reason)
    if not closure.categories:
        return _("Our centre is closed {days} ({reason}).").format(days=days, reason=reason)
    services = ui.language.format_list([names.category(code) for code in closure.categories])
    words = _("{services}: suspended here {days} ({reason}).")
    return words.format(services=services, days=days, reason=reason)


def days_words(ui: Ui, first: date, last: date) -> str:
    """From when until when, or on which day."""
    _, language = ui.gettext, ui.language
    begin, end = isolate(language.format_date(first)), isolate(language.format_date(last))
    if first == last:
        return _("on {day}").format(day=begin)
    return _("from {first} to {last}").format(first=begin, last=end)
