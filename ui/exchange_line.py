"""How the exchange stands, in one line of the top bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.context import Ui
from ui.parts.hub_words import hub_line
from ui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from referral_app.bootstrap import HubState
    from referral_app.domain.identifiers import Moment
    from referral_app.services.desk import Desk


def show_exchange(ui: Ui, desk: Desk, bar: TopBar, hub: HubState | None = None) -> None:
    """Say what is missing, else what keeps the hub, else what waits to leave; and the last news.

    That all has left is not that it arrived: each referral tells its own way.
    """
    reader = desk.store.reader
    waiting, missing = reader.waiting_to_leave(), reader.missing_commits()
    if missing:
        text = ui.ngettext("{count} message is missing", "{count} messages are missing", missing)
        bar.set_exchange(text.format(count=missing), "triangle-alert", "soon")
    elif hub is not None and (hub.problem or hub.waits or hub.last is not None):
        line = hub_line(ui, hub, waiting, desk.now())
        bar.set_exchange(line.text, line.icon, line.color)
    else:
        _show_folder(ui, desk, bar, waiting)


def _show_folder(ui: Ui, desk: Desk, bar: TopBar, waiting: int) -> None:
    last = _last_news(desk)
    ago = ui.language.format_ago(last, desk.now()) if last is not None else ""
    if waiting and last is not None:
        text = ui.ngettext(
            "{count} to leave · last news {ago}", "{count} to leave · last news {ago}", waiting
        )
        bar.set_exchange(text.format(count=waiting, ago=ago), "send", "muted")
    elif waiting:
        text = ui.ngettext("{count} to leave", "{count} to leave", waiting)
        bar.set_exchange(text.format(count=waiting), "send", "muted")
    elif last is not None:
        text = ui.gettext("Everything has left · last news {ago}").format(ago=ago)
        bar.set_exchange(text, "check", "ok")
    else:
        bar.set_exchange(ui.gettext("No other centre yet"), "users", "muted")


def _last_news(desk: Desk) -> Moment | None:
    """When something of another centre, or of another desk of our own, last came."""
    reader = desk.store.reader
    heard = (*reader.last_contact().values(), *reader.desks_seen().values())
    return max(heard, default=None)
