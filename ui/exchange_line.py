"""How the exchange stands, in one line of the top bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.context import Ui
from ui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from referral_app.services.desk import Desk


def show_exchange(ui: Ui, desk: Desk, bar: TopBar) -> None:
    """Say what is missing, else what waits to leave, else that all has left; and the last news.

    That all has left is not that it arrived: each referral tells its own way.
    """
    reader = desk.store.reader
    # Of other centres, and of the other desks of our own.
    heard = (*reader.last_contact().values(), *reader.desks_seen().values())
    last = max(heard, default=None)
    ago = ui.language.format_ago(last, desk.now()) if last is not None else ""
    waiting, missing = reader.waiting_to_leave(), reader.missing_commits()
    if missing:
        text = ui.ngettext("{count} message is missing", "{count} messages are missing", missing)
        bar.set_exchange(text.format(count=missing), "triangle-alert", "soon")
    elif waiting and last is not None:
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
