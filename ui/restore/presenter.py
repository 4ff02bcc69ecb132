"""What the restore page hands to other threads, and what it says of both sides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from referral_app.language import Language, isolate
from referral_app.sentences.holdings import held_words
from referral_app.services.ports.backups import Checked, Progress, Restored, RestorePreview, Secret
from ui.parts.backup_words import size_words


def looking(file: Path) -> Callable[[], Checked]:
    """Work: read what stands on the outside of a backup."""

    def work() -> Checked:
        from referral_app import bootstrap

        return bootstrap.look_at_backup(file)

    return work


def previewing(
    folder: Path, file: Path, secret: Secret, progress: Progress
) -> Callable[[], RestorePreview | None]:
    """Work: open the backup, check it whole, and look at what it would replace."""

    def work() -> RestorePreview | None:
        from referral_app import bootstrap

        return bootstrap.preview_restore(folder, file, secret, progress)

    return work


def restoring(
    folder: Path, file: Path, secret: Secret, progress: Progress
) -> Callable[[], Restored | None]:
    """Work: put the backup in place; what is there was shown and is kept beside."""

    def work() -> Restored | None:
        from referral_app import bootstrap

        return bootstrap.restore_backup(folder, file, secret, replace=True, progress=progress)

    return work


def outside_words(language: Language, found: Checked) -> str:
    """What a backup says on its outside."""
    _ = language.gettext
    words = _("Made on {moment}, {size}. Who opens it: {labels}.")
    return words.format(
        moment=isolate(language.format_moment(found.file.made)),
        size=size_words(language, found.file.size),
        labels=language.format_list([isolate(label) for label in found.file.labels]),
    )


def backup_lines(language: Language, preview: RestorePreview) -> list[str]:
    """What the backup holds."""
    _ = language.gettext
    held = preview.backup.held
    lines = [
        _("Made on {moment}").format(
            moment=isolate(language.format_moment(preview.backup.file.made))
        )
    ]
    if held is not None:
        lines.append(held_words(language, held))
        if held.last_entry is not None:
            when = isolate(language.format_moment(held.last_entry))
            lines.append(_("Last entry on {moment}").format(moment=when))
    return lines


def is_newer(preview: RestorePreview) -> bool:
    """Whether the store that is there was written to after the backup."""
    present = preview.present.held if preview.present else None
    backup = preview.backup.held
    if present is None or backup is None or present.store != backup.store:
        return False
    return (present.last_entry or 0) > (backup.last_entry or 0)


def present_lines(language: Language, preview: RestorePreview) -> list[str]:
    """What the store holds in whose place it would come."""
    _ = language.gettext
    present = preview.present
    if present is None:
        return [_("There is no store in this place: nothing is replaced.")]
    touched = isolate(language.format_moment(present.touched))
    lines = [_("Last written to on {moment}").format(moment=touched)]
    if present.held is None:
        lines.append(_("It does not open with this passphrase, or is damaged: nobody can count."))
        return lines
    lines.append(held_words(language, present.held))
    if present.held.last_entry is not None:
        when = isolate(language.format_moment(present.held.last_entry))
        lines.append(_("Last entry on {moment}").format(moment=when))
    backup = preview.backup.held
    if backup is not None and backup.store != present.held.store:
        lines.append(_("It is another desk than the one of the backup."))
    return lines
