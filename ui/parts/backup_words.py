"""What is said of backups, on their page and before a restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from referral_app.language import Language, isolate, isolate_text
from referral_app.services.ports.backups import Restoration

if TYPE_CHECKING:
    from pathlib import Path

_KILO = 1000


def size_words(language: Language, size: int) -> str:
    """A size in bytes as people say it."""
    _ = language.gettext
    for unit, word in ((_KILO**3, _("{count} GB")), (_KILO**2, _("{count} MB"))):
        if size >= unit:
            return word.format(count=isolate(language.format_number(size / unit, 1)))
    kilobytes = max(1, round(size / _KILO))
    return _("{count} KB").format(count=isolate(language.format_number(kilobytes)))


def path_words(path: Path) -> str:
    """A path inside a sentence of either direction."""
    return isolate_text(str(path))


def restoration_lines(language: Language, found: Restoration) -> list[str]:
    """What became of what a restored desk was lacking, most important first."""
    _, ngettext = language.gettext, language.ngettext
    made = isolate(language.format_moment(found.made))
    lines = []
    if found.came_back:
        words = ngettext(
            "{count} entry that had left this desk since then has come back.",
            "{count} entries that had left this desk since then have come back.",
            found.came_back,
        )
        lines.append(words.format(count=found.came_back))
    else:
        lines.append(_("Synchronise: what had left this desk since then comes back."))
    if found.lacking:
        words = ngettext(
            "{count} entry of this desk is named by others and has not come back. It may lie on a "
            "stick that was not read yet; else it is lost.",
            "{count} entries of this desk are named by others and have not come back. They may lie "
            "on a stick that was not read yet; else they are lost.",
            found.lacking,
        )
        lines.append(words.format(count=found.lacking))
    if found.without_file:
        words = ngettext(
            "{count} referral came back without its file: the file had never left this computer. "
            "Open it anew from the person’s card.",
            "{count} referrals came back without their files: the files had never left this "
            "computer. Open them anew from the persons’ cards.",
            found.without_file,
        )
        lines.append(words.format(count=found.without_file))
    words = _("What was written here after {moment} and had not left yet is lost.")
    lines.append(words.format(moment=made))
    if found.kept:
        words = _("The files as they were before the restore are kept in {folder}.")
        lines.append(words.format(folder=isolate(found.kept)))
    return lines


def restored_words(language: Language, found: Restoration) -> str:
    """That this desk was restored, and from what."""
    words = language.gettext("This desk was restored on {moment}, from a backup of {made}.")
    return words.format(
        moment=isolate(language.format_moment(found.at)),
        made=isolate(language.format_moment(found.made)),
    )
