"""The commune's registry in words: its age, what holds of each centre, what is to be looked at."""

from __future__ import annotations

from collections.abc import Iterator

from referral_app.bootstrap.registry_view import RegistryLine, RegistryState
from referral_app.domain.identifiers import Moment
from referral_app.domain.registry import EntryKind
from referral_app.language import isolate
from ui.context import Ui


def state_words(ui: Ui, state: RegistryState, now: Moment) -> str:
    """Which version holds, and how old it is."""
    words = ui.gettext("Version {version}, signed {ago}.")
    return words.format(
        version=isolate(str(state.version)), ago=ui.language.format_ago(state.issued, now)
    )


def warnings(ui: Ui, state: RegistryState, now: Moment) -> Iterator[str]:
    """What somebody has to look at; what holds goes on to hold."""
    _ = ui.gettext
    if now > state.not_after:
        yield _(
            "The registry should have been signed anew by now. It still holds; the commune’s "
            "administrator signs the next version with the key from the safe."
        )
    if state.forked:
        yield _(
            "Two different registries bear this version: the key signed twice. One of them holds "
            "everywhere; the administrator signs the next version to settle it."
        )
    if state.roots:
        yield _(
            "Two people of this centre agreed to registries of different keys at once. Open the "
            "file of the right one once more to settle it."
        )


def line_words(ui: Ui, line: RegistryLine) -> str:
    """What holds of a centre, in one line."""
    _, entry = ui.gettext, line.entry
    parts = []
    if entry.kind is EntryKind.HUB:
        parts.append(_("Hub of the commune"))
    elif entry.kind is EntryKind.PARTNER:
        parts.append(_("Partner organisation"))
    if entry.blocks:
        last = entry.first_block + entry.blocks - 1
        codes = _("Blocks of codes {first} to {last}")
        parts.append(codes.format(first=isolate(str(entry.first_block)), last=isolate(str(last))))
    if not entry.active:
        parts.append(_("No longer active: nothing is sent to it"))
    elif entry.kind is not EntryKind.HUB and not line.known:
        parts.append(_("Its keys have not arrived yet"))
    return " · ".join(parts)
