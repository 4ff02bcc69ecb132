"""What the end of the day says: groups of lines, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from referral_app.domain.staff import Act, Staff
from referral_app.services.end_of_day import EndOfDay, FilesLeft, Left
from referral_app.services.ports import CaseRow
from ui.parts.code_words import dashed
from ui.parts.names import Names
from ui.parts.todo_words import Goal, Task, TodoWords
from ui.tokens import Kind
from ui.widgets.rows import Row


@dataclass(frozen=True)
class Group:
    """Lines of one kind under their title; `more` of them stand in the lists."""

    title: str
    tasks: tuple[Task, ...]
    more: int = 0


class EndOfDayPresenter:
    """Words what is still open for the person at the desk."""

    def __init__(self, names: Names, actor: Staff) -> None:
        self._names, self._ui, self._actor = names, names.ui, actor
        self._work = TodoWords(names, actor)

    def groups(self, found: EndOfDay) -> tuple[Group, ...]:
        """What is open, group by group."""
        return tuple(self._groups(found))

    def day_words(self, found: EndOfDay) -> str:
        """What was done today, in a sentence."""
        ui, parts = self._ui, []
        if found.opened:
            words = ui.ngettext("{count} file opened", "{count} files opened", found.opened)
            parts.append(words.format(count=ui.language.format_number(found.opened)))
        if found.informed:
            words = ui.ngettext(
                "information given {count} time",
                "information given {count} times",
                found.informed,
            )
            parts.append(words.format(count=ui.language.format_number(found.informed)))
        if not parts:
            return ""
        return ui.gettext("Today at the centre: {done}.").format(done=" · ".join(parts))

    def paper_words(self, cards: int) -> str:
        """That forms filled on paper can be entered now."""
        words = self._ui.ngettext(
            "A day on paper? {count} printed card has no file yet: enter the form that goes "
            "with it.",
            "A day on paper? {count} printed cards have no file yet: enter the forms that go "
            "with them.",
            cards,
        )
        return words.format(count=self._ui.language.format_number(cards))

    def _groups(self, found: EndOfDay) -> Iterator[Group]:
        _ = self._ui.gettext
        yield from self._todo(_("Sent in danger: to countersign"), found.signatures)
        yield from self._todo(_("Received and not opened yet"), found.unopened)
        yield from self._todo(_("Promised for today"), found.promised)
        yield from self._todo(_("Calls due today"), found.calls)
        yield from self._todo(_("Begun and not saved"), found.drafts)
        yield from self._files(
            _("Opened today without consent"), found.without_consent, consent=True
        )
        yield from self._files(_("Opened today without a need"), found.without_need, consent=False)
        desk = tuple(self._desk(found))
        if desk:
            yield Group(_("The desk"), desk)

    def _todo(self, title: str, left: Left) -> Iterator[Group]:
        if left.total:
            tasks = tuple(self._work.task(item) for item in left.items)
            yield Group(title, tasks, left.total - len(tasks))

    def _files(self, title: str, left: FilesLeft, *, consent: bool) -> Iterator[Group]:
        if left.total:
            tasks = tuple(self._file(row, consent=consent) for row in left.rows)
            yield Group(title, tasks, left.total - len(tasks))

    def _file(self, row: CaseRow, *, consent: bool) -> Task:
        names, _ = self._names, self._ui.gettext
        who = [names.label("sex", row.sex)] if row.sex else []
        who += [names.label("age_bands", row.age_band)] if row.age_band else []
        edits = self._actor.may(Act.EDIT_CASE)
        act = _("Record the consent") if consent else _("Add a need")
        page = Goal("case", {"case": row.id})
        goal = replace(
            page, arguments={**page.arguments, "panel": "consent" if consent else "need"}
        )
        line = Row(
            f"{'consent' if consent else 'need'}/{row.id.hex()}",
            "shield-alert" if consent else "circle-help",
            _("File"),
            code=dashed(row.code),
            other=" · ".join(who),
            act=act if edits else _("See"),
        )
        return Task(line, goal if edits else page, page)

    def _desk(self, found: EndOfDay) -> Iterator[Task]:
        ui, _ = self._ui, self._ui.gettext
        if found.to_leave:
            words = ui.ngettext(
                "{count} message waits to leave", "{count} messages wait to leave", found.to_leave
            ).format(count=ui.language.format_number(found.to_leave))
            yield _plain("exchange", "send", words, _("Exchange"), Kind.SOON)
        elif not found.exchanged:
            words = _("No exchange with the others today")
            yield _plain("exchange", "refresh-cw", words, _("Exchange"), Kind.NEUTRAL)
        if found.backup_due:
            words = _("No backup was made today")
            yield _plain("backup", "shield-check", words, _("Back up"), Kind.NEUTRAL)


def _plain(page: str, icon: str, title: str, act: str, kind: Kind) -> Task:
    goal = Goal(page)
    return Task(Row(f"desk/{page}", icon, title, kind=kind, act=act), goal, goal)


def keys_of(groups: Sequence[Group]) -> dict[str, Task]:
    """Every line by its key."""
    return {task.row.key: task for group in groups for task in group.tasks}
