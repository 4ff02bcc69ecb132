"""What happened, in words: entries of a timeline for the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from referral_app.domain.case import Need
from referral_app.domain.facts import Value
from referral_app.domain.identifiers import Moment, RecordId
from referral_app.domain.referral import RECIPIENT_RANK, Referral, Status
from referral_app.language import N_, isolate, isolate_text
from referral_app.services.ports import Activity
from referral_app.services.timeline import TimelineEntry
from ui.context import Ui
from ui.parts.answer_words import said
from ui.parts.case_words import SILENT, field_label, field_words
from ui.parts.consent_words import recipient_words
from ui.parts.dates import day_of
from ui.parts.names import Names
from ui.widgets.timeline import Entry

_STATUSES: Final[dict[str, tuple[str, str, str]]] = {
    Status.REQUESTED.value: ("send", "accent", N_("Referral sent to {centre}")),
    Status.RECEIVED.value: ("inbox", "accent", N_("Opened by a person at {centre}")),
    Status.ON_HOLD.value: ("clock", "soon", N_("Put on hold by {centre}")),
    Status.ACCEPTED.value: ("circle-check", "ok", N_("Accepted by {centre}")),
    Status.IN_PROGRESS.value: ("heart-handshake", "ok", N_("In the care of {centre}")),
    Status.COMPLETED.value: ("check", "ok", N_("Completed by {centre}")),
    Status.REJECTED.value: ("circle-x", "late", N_("Declined by {centre}")),
    Status.FAILED.value: ("circle-alert", "late", N_("Not achieved at {centre}")),
    Status.CANCELLED.value: ("x", "accent", N_("Referral cancelled by {centre}")),
    Status.ENTERED_IN_ERROR.value: ("x", "accent", N_("Marked as an error by {centre}")),
    Status.REINSTATED.value: ("undo-2", "accent", N_("Referral reinstated by {centre}")),
}
"""Status → icon, its colour, sentence."""
_OUTSIDE: Final[dict[str, tuple[str, str]]] = {
    Status.RECEIVED.value: ("inbox", N_("{centre} has the request")),
    Status.IN_PROGRESS.value: ("heart-handshake", N_("The person was seen at {centre}")),
}
"""What a service without a desk is said to have done: nobody there has opened anything."""
_BRIEF: Final = 2


class TimelineWords:
    """Words entries; `needs` and `referrals` say what the entries of theirs are about.

    Without `needs` the entries stand on the page of one referral, which says its need itself.
    """

    def __init__(
        self, names: Names, needs: Iterable[Need] = (), referrals: Iterable[Referral] = ()
    ) -> None:
        self._names, self._ui = names, names.ui
        self._needs: dict[RecordId, str] = {need.id: need.category for need in needs}
        self._referrals: dict[RecordId, Referral] = {r.id: r for r in referrals}
        self._word: dict[str, Callable[[TimelineEntry], tuple[str, str]]] = {
            "case.opened": lambda _told: ("folder", self._ui.gettext("File opened")),
            "case.field": self._case_field,
            "case.redacted": self._redaction,
            "note.added": self._note,
            "need.recorded": self._need,
            "need.field": self._need_field,
            "consent.given": self._consent,
            "consent.ended": self._consent_ended,
            "follow_up.recorded": self._follow_up,
            "referral.countersigned": self._countersigned,
            "referral.loop": self._loop,
        }

    def entries(self, timeline: Iterable[TimelineEntry]) -> list[Entry]:
        """The entries in words, in the order given."""
        return [self.entry(told) for told in timeline]

    def entry(self, told: TimelineEntry) -> Entry:
        """One entry; a kind that a newer program wrote is said to be one."""
        color = "accent"
        if told.kind in self._word:
            icon, text = self._word[told.kind](told)
        else:
            icon, color, text = self._status(told)
        when = when_words(self._ui, told.happened, told.entered, self._names.now())
        if told.author_label:
            when = f"{when} · {isolate_text(told.author_label)}"
        return Entry(icon, text, when, color)

    def _status(self, told: TimelineEntry) -> tuple[str, str, str]:
        _ = self._ui.gettext
        if told.kind not in _STATUSES:
            text = _("A step that a newer version of the program wrote: {name}")
            return "circle-help", "soon", text.format(name=isolate(told.kind))
        icon, color, sentence = _STATUSES[told.kind]
        referral = self._referrals.get(told.record)
        outside = referral is not None and referral.service is not None
        if outside and told.kind in _OUTSIDE:
            icon, sentence = _OUTSIDE[told.kind]
        answers = outside and told.kind in RECIPIENT_RANK
        ours = told.kind != Status.REQUESTED.value and not answers
        to = told.centre if referral is None or ours else referral.recipient
        line = _(sentence).format(centre=isolate_text(self._names.centre(to)))
        head = [line, *self._about(referral, told)]
        return icon, color, _lines(" · ".join(head), " · ".join(self._said(told)))

    def _about(self, referral: Referral | None, told: TimelineEntry) -> list[str]:
        if not self._needs:
            return []
        category = _text(told.values, "category")
        if not category and referral and referral.request:
            category = referral.request.category
        return [self._names.category(category)] if category else []

    def _said(self, told: TimelineEntry) -> list[str]:
        if told.kind != Status.REQUESTED.value:
            parts = said(self._names, told.kind, told.values)
            # On the page of the file the card of the need says the rest.
            return parts[:_BRIEF] if self._needs else parts
        priority = _text(told.values, "priority")
        urgent = [self._names.label("priorities", priority)] if priority in ("P1", "P2") else []
        reason = _text(told.values, "priority_reason")
        return urgent + ([isolate_text(reason)] if urgent and reason else [])

    def _case_field(self, told: TimelineEntry) -> tuple[str, str]:
        _ = self._ui.gettext
        closure = told.values.get("closure")
        if closure == "":
            return "lock-open", _("File reopened")
        if isinstance(closure, str):
            reason = self._names.label("closing_reasons", closure)
            note = isolate_text(_text(told.values, "closure_note"))
            text = _("File closed: {reason}").format(reason=reason)
            return "folder", _lines(text, note if told.values.get("closure_note") else "")
        return "pencil", _lines(_("File corrected"), *self._changed(told.values))

    def _need(self, told: TimelineEntry) -> tuple[str, str]:
        category = self._names.category(_text(told.values, "category"))
        head = [self._ui.gettext("Need recorded: {need}").format(need=category)]
        priority = _text(told.values, "priority")
        if priority in ("P1", "P2"):
            head.append(self._names.label("priorities", priority))
        detail = _text(told.values, "detail")
        return "hand-heart", _lines(" · ".join(head), isolate_text(detail) if detail else "")

    def _need_field(self, told: TimelineEntry) -> tuple[str, str]:
        category = self._names.category(self._needs.get(told.record, ""))
        head = self._ui.gettext("Need changed: {need}").format(need=category)
        return "pencil", _lines(head, *self._changed(told.values))

    def _changed(self, values: Mapping[str, Value]) -> list[str]:
        sentence = self._ui.gettext("{field}: {value}")
        return [
            sentence.format(
                field=field_label(self._ui, name), value=field_words(self._names, name, value)
            )
            for name, value in values.items()
            if name not in SILENT
        ]

    def _note(self, told: TimelineEntry) -> tuple[str, str]:
        if "redacted" in told.values:
            return "eye-off", self._ui.gettext("Hidden note")
        return "message-square", isolate_text(_text(told.values, "text"))

    def _redaction(self, told: TimelineEntry) -> tuple[str, str]:
        text = self._ui.gettext("A note was hidden: {reason}")
        return "eye-off", text.format(reason=isolate_text(_text(told.values, "reason")))

    def _consent(self, told: TimelineEntry) -> tuple[str, str]:
        _ = self._ui.gettext
        language = self._names.label("languages", _text(told.values, "language"))
        head = _("Consent read and given: {language}").format(language=language)
        until = told.values.get("until")
        named = told.values.get("recipients")
        line = recipient_words(self._names, named if isinstance(named, tuple) else ())
        if isinstance(until, int):
            day = isolate(self._ui.language.format_date(day_of(Moment(until))))
            line = _("{recipients}, until {day}").format(recipients=line, day=day)
        return "shield-check", _lines(head, line)

    def _consent_ended(self, told: TimelineEntry) -> tuple[str, str]:
        text = self._ui.gettext("Consent withdrawn: {reason}")
        return "shield-alert", text.format(reason=isolate_text(_text(told.values, "reason")))

    def _follow_up(self, told: TimelineEntry) -> tuple[str, str]:
        names, values = self._names, told.values
        referral = self._referrals.get(told.record)
        means = names.label("follow_up_means", _text(values, "means"))
        head = [self._ui.gettext("Follow-up: {means}").format(means=means)]
        return "phone", _lines(
            " · ".join(head + self._about(referral, told)),
            " · ".join(said(names, told.kind, values)),
        )

    def _countersigned(self, told: TimelineEntry) -> tuple[str, str]:
        words = self._ui.gettext("Countersigned: sent because of a danger")
        return "shield-check", _lines(words, isolate_text(_text(told.values, "text")))

    def _loop(self, told: TimelineEntry) -> tuple[str, str]:
        _ = self._ui.gettext
        referral = self._referrals.get(told.record)
        closed = told.values.get("loop") == "closed"
        head = _("Outcome checked, loop closed") if closed else _("Loop opened again")
        icon = "circle-check" if closed else "refresh-cw"
        return icon, " · ".join([head, *self._about(referral, told)])


def activity_words(names: Names, told: Activity) -> tuple[str, str, str]:
    """What came from another centre: icon, its colour, sentence."""
    _ = names.ui.gettext
    centre = isolate_text(names.centre(told.peer))
    if told.incoming and told.status == Status.REQUESTED.value:
        return "inbox", "brand", _("New referral from {centre}").format(centre=centre)
    if told.status not in _STATUSES:
        return "circle-help", "soon", _("News from {centre}: to check").format(centre=centre)
    icon, color, sentence = _STATUSES[told.status]
    parts = [_(sentence).format(centre=centre)]
    if told.reason:
        parts += said(names, told.status, {"reason": told.reason})
    return icon, "brand" if color == "accent" else color, " · ".join(parts)


def when_words(ui: Ui, happened: Moment, entered: Moment, now: Moment) -> str:
    """When something happened, and when it was entered where that was on another day.

    The hour is said only where it is known: an act entered later has a day alone.
    """
    language = ui.language
    if day_of(happened) == day_of(entered):
        return language.format_when(happened, now)
    return ui.gettext("{day} · entered {when}").format(
        day=isolate(language.format_date(day_of(happened))),
        when=language.format_when(entered, now),
    )


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _text(values: Mapping[str, Value], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
