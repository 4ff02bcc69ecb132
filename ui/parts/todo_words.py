"""Lines of work in words: what waits, until when, and the one act that each leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from referral_app.domain.identifiers import CaseId, Moment, NeedId, ReferralId
from referral_app.domain.referral import Status
from referral_app.domain.staff import Act, Staff
from referral_app.services.views import Todo, TodoItem
from ui.parts.code_words import dashed
from ui.parts.due_words import due_pill
from ui.parts.names import Names
from ui.parts.status import PillWords, priority_pill, status_pill
from ui.tokens import Kind
from ui.widgets.rows import Row, Way

_LOUDEST: Final = (Kind.NEUTRAL, Kind.BRAND, Kind.OK, Kind.SOON, Kind.LATE)


@dataclass(frozen=True)
class Goal:
    """Where a row's act leads; `opens` is a referral to acknowledge on the way."""

    page: str
    arguments: dict[str, Any] = field(default_factory=dict)
    opens: ReferralId | None = None


@dataclass(frozen=True)
class Task:
    """A row with its act (button, Enter) and what a click shows."""

    row: Row
    act: Goal
    show: Goal


class TodoWords:
    """Words what waits for the person at the desk."""

    def __init__(self, names: Names, actor: Staff) -> None:
        self._names, self._ui, self._actor = names, names.ui, actor

    def task(self, item: TodoItem) -> Task:
        """One line, with what its button does and what a click shows."""
        word: dict[Todo, Callable[[str, TodoItem], Task]] = {
            Todo.ANSWER: self._answer,
            Todo.CALL: self._call,
            Todo.REFER_AGAIN: self._refer_again,
            Todo.CLOSE_LOOP: self._close_loop,
            Todo.CONSENT_ENDS: self._consent,
            Todo.TO_CHECK: self._to_check,
            Todo.DRAFT: self._draft,
            Todo.SERVE: self._serve,
            Todo.CALL_PERSON: self._call_person,
            Todo.AWAITED: self._awaited,
            Todo.COUNTERSIGN: self._countersign,
            Todo.TERM_OVER: self._term_over,
        }
        named = item.referral or item.case
        about = named.hex() if named else f"{item.form}/{item.subject}"
        return word[item.kind](f"{item.kind.value}/{about}", item)

    def _answer(self, key: str, item: TodoItem) -> Task:
        _ = self._ui.gettext
        page = Goal("referral", {"referral": item.referral})
        act, text = _("Answer"), _("Received {ago}").format(ago=self._ago(item.since))
        goal = page
        if item.status == Status.ON_HOLD.value:
            text = _("To look at again since {day}").format(day=self._day(item.since))
        elif item.status == Status.REQUESTED.value and self._actor.may(Act.ANSWER_REFERRAL):
            act, goal = _("Open"), Goal(page.page, page.arguments, opens=item.referral)
        if not self._actor.may(Act.ANSWER_REFERRAL):
            act = _("See")
        pill = self._due(item)
        if item.status == Status.ON_HOLD.value or item.due is None:
            pill = PillWords(text, pill.kind)
        return Task(self._row(key, item, pill, act, Way.IN), goal, page)

    def _serve(self, key: str, item: TodoItem) -> Task:
        """A referral that was accepted here: the person is to be seen."""
        _ = self._ui.gettext
        page = Goal("referral", {"referral": item.referral})
        act = _("Person seen?") if self._actor.may(Act.ANSWER_REFERRAL) else _("See")
        return Task(self._row(key, item, self._due(item), act, Way.IN), page, page)

    def _call_person(self, key: str, item: TodoItem) -> Task:
        _ = self._ui.gettext
        page = Goal("referral", {"referral": item.referral})
        act = _("Call the person") if self._actor.may(Act.CLOSE_LOOP) else _("See")
        return Task(self._row(key, item, self._due(item), act, Way.OUT), page, page)

    def _awaited(self, key: str, item: TodoItem) -> Task:
        """An answer of the other centre that should be here by now."""
        _ = self._ui.gettext
        page = Goal("referral", {"referral": item.referral})
        act = _("Remind") if self._actor.may(Act.CLOSE_LOOP) else _("See")
        return Task(self._row(key, item, self._due(item), act, Way.OUT), page, page)

    def _countersign(self, key: str, item: TodoItem) -> Task:
        """What left because of a danger waits for the supervisor."""
        _ = self._ui.gettext
        page = Goal("referral", {"referral": item.referral})
        pill = self._due(item, _("Sent in danger"))
        row = self._row(key, item, pill, _("Countersign"), Way.OUT)
        return Task(replace(row, icon="shield-alert"), page, page)

    def _call(self, key: str, item: TodoItem) -> Task:
        """A service without a desk answers when somebody asks."""
        _ = self._ui.gettext
        page = Goal("referral", {"referral": item.referral})
        may = self._actor.may(Act.ANSWER_REFERRAL)
        act = _("Call the service") if may else _("See")
        goal = Goal("telephone", {"referral": item.referral}) if may else page
        return Task(self._row(key, item, self._due(item), act, Way.OUT), goal, page)

    def _refer_again(self, key: str, item: TodoItem) -> Task:
        _ = self._ui.gettext
        page = Goal("referral", {"referral": item.referral})
        if self._actor.may(Act.SEND_REFERRAL):
            act, goal = _("Refer again"), Goal("send", {"again": item.referral})
        else:
            act, goal = _("See"), page
        return Task(self._row(key, item, self._since(item), act, Way.OUT), goal, page)

    def _close_loop(self, key: str, item: TodoItem) -> Task:
        _ = self._ui.gettext
        page = Goal("referral", {"referral": item.referral})
        act = _("Check outcome") if self._actor.may(Act.CLOSE_LOOP) else _("See")
        return Task(self._row(key, item, self._since(item), act, Way.OUT), page, page)

    def _to_check(self, key: str, item: TodoItem) -> Task:
        _ = self._ui.gettext
        page = Goal("referral", {"referral": item.referral})
        pill = PillWords(_("To check"), Kind.SOON)
        return Task(self._row(key, item, pill, _("Check"), None), page, page)

    def _consent(self, key: str, item: TodoItem) -> Task:
        _ = self._ui.gettext
        page = Goal("case", {"case": item.case})
        ended = item.since <= self._names.now()
        text = _("Ended {ago}") if ended else _("Ends {ago}")
        row = Row(
            key,
            "shield-alert",
            _("The consent has ended") if ended else _("The consent ends soon"),
            code=dashed(item.code),
            other=self._names.category(item.category),
            pill=text.format(ago=self._ago(item.since)),
            kind=Kind.LATE if ended else Kind.SOON,
            act=_("Ask again") if self._actor.may(Act.EDIT_CASE) else _("See"),
        )
        if not self._actor.may(Act.EDIT_CASE):
            return Task(row, page, page)
        return Task(row, Goal("case", {"case": item.case, "panel": "consent"}), page)

    def _term_over(self, key: str, item: TodoItem) -> Task:
        """Files that should be erased by now; told once, for all of them."""
        ui, _ = self._ui, self._ui.gettext
        words = ui.ngettext(
            "{count} file is past its term", "{count} files are past their term", item.count
        ).format(count=ui.language.format_number(item.count))
        row = Row(key, "trash-2", words, other=_("Nothing is erased by itself"), act=_("See"))
        return Task(row, Goal("retention"), Goal("retention"))

    def _draft(self, key: str, item: TodoItem) -> Task:
        _ = self._ui.gettext
        titles = {
            "intake": _("New file, not saved yet"),
            "send": _("Referral, not sent yet"),
            "case": _("Entry in a file, not saved yet"),
            "referral": _("Answer, not sent yet"),
            "telephone": _("Answer by telephone, not saved yet"),
            "coupon": _("Return coupon, not saved yet"),
            "directory": _("Service of the directory, not saved yet"),
        }
        row = Row(
            key,
            "pencil",
            titles.get(item.form, _("Form, not saved yet")),
            other=_("Draft kept {ago}").format(ago=self._ago(item.since)),
            act=_("Continue"),
        )
        goal = _draft_goal(item)
        return Task(row, goal, goal)

    def _row(self, key: str, item: TodoItem, pill: PillWords, act: str, way: Way | None) -> Row:
        names = self._names
        return Row(
            key,
            names.category_icon(item.category),
            names.category(item.category),
            code=dashed(item.code),
            way=way,
            other=names.centre(item.peer) if item.peer else "",
            pill=pill.text,
            kind=pill.kind,
            act=act,
        )

    def _due(self, item: TodoItem, lead: str = "") -> PillWords:
        """Until when, after `lead` or the priority, in the louder of the two colours.

        What is so late that the supervisor must see to it says so.
        """
        _, urgent = self._ui.gettext, priority_pill(self._names, item.priority)
        if item.due is None:
            return urgent or PillWords("", Kind.NEUTRAL)
        due = due_pill(self._names, item.due, item.priority)
        if item.escalated:
            lead = _("For the supervisor")
        lead = lead or (urgent.text if urgent else "")
        kind = max(due.kind, urgent.kind if urgent else due.kind, key=_LOUDEST.index)
        return PillWords(f"{lead} · {due.text}" if lead else due.text, kind)

    def _since(self, item: TodoItem) -> PillWords:
        """A status and for how long nobody has looked after it, or by how much it is late."""
        pill = status_pill(self._names, item.status)
        if item.due is not None and item.due < self._names.now():
            return self._due(item, pill.text)
        text = self._ui.gettext("{status} · {ago}")
        return PillWords(text.format(status=pill.text, ago=self._ago(item.since)), pill.kind)

    def _ago(self, moment: Moment) -> str:
        return self._ui.language.format_ago(moment, self._names.now())

    def _day(self, moment: Moment) -> str:
        return self._ui.language.format_when(moment, self._names.now())


def _draft_goal(item: TodoItem) -> Goal:
    """The form that the draft belongs to; its page offers what was typed."""
    if item.form == "case":
        return Goal("case", {"case": CaseId(bytes.fromhex(item.subject))})
    if item.form == "send":
        return Goal("send", {"need": NeedId(bytes.fromhex(item.subject))})
    return Goal(item.form, {"draft": item.subject})
