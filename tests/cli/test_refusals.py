"""Everything that can go wrong has its exit status and its sentence, in French and in Arabic."""

from __future__ import annotations

import errno
import hashlib
import shutil
from pathlib import Path

import pytest

from referral_app import bootstrap
from referral_app.cli.demo import Told
from referral_app.cli.demo.cast import YACOUB, YOUSSOUFIA
from referral_app.domain.identifiers import CentreId
from referral_app.errors import (
    ForeignDataError,
    NoRoomError,
    ReferralAppError,
    RefusedError,
    StoreInUseError,
    UnavailableError,
    WrongPassphraseError,
)
from referral_app.exchange.envelope import Kind, Letter, seal
from referral_app.exchange.files import Files
from referral_app.exchange.founding import found
from referral_app.exchange.keys import DeskKeys, Identity
from referral_app.exchange.vectors import StateVector, sign_vector
from referral_app.journal.stream import link
from referral_app.language import Language
from referral_app.sentences import sentence
from referral_app.services.ports import Epoch
from referral_app.storage.slot_file import VERSION
from tests.cli.conftest import Answer, CommandLine, Copy

LANGUAGES = pytest.mark.parametrize("language", ["fr", "ar"])


def assert_said(answer: Answer, code: int, error: ReferralAppError, language: str) -> None:
    """One sentence, the error's own, in the language and not in English."""
    wanted = sentence(Language(language), error)  # type: ignore[arg-type]
    assert (answer.code, answer.out, answer.err) == (code, "", f"{wanted}\n")
    assert error.key not in wanted
    assert wanted != sentence(Language("en"), error)


# The store


@LANGUAGES
def test_wrong_passphrase(command: CommandLine, copy: Copy, language: str) -> None:
    command.passphrase.write_text("huit pigeons sur le toit", encoding="utf-8")
    before = (copy.store / "store.keys").read_bytes()
    error = WrongPassphraseError("store.wrong_passphrase")
    assert_said(command.sync(copy.store, copy.folder, language), 1, error, language)
    assert (copy.store / "store.keys").read_bytes() == before


@LANGUAGES
def test_initials_of_nobody(command: CommandLine, copy: Copy, language: str) -> None:
    answer = command(
        *("show", "--store", copy.store, "--cases", "--json", "--user", "ZZ"),
        *("--passphrase-file", command.passphrase),
        language=language,
    )
    assert_said(answer, 1, RefusedError("store.no_such_person"), language)


@LANGUAGES
def test_store_in_use(command: CommandLine, copy: Copy, language: str) -> None:
    with_it_open = bootstrap.open_workspace(copy.store, YACOUB.hand.passphrase)
    try:
        answer = command.show(copy.store, "--cases", language=language)
    finally:
        with_it_open.close()
    assert_said(answer, 3, StoreInUseError("store.in_use"), language)


@LANGUAGES
def test_no_store(command: CommandLine, tmp_path: Path, language: str) -> None:
    answer = command.sync(tmp_path / "nowhere", tmp_path, language)
    assert_said(answer, 1, RefusedError("store.none"), language)
    assert not (tmp_path / "nowhere").exists()


@LANGUAGES
def test_keys_that_are_none(command: CommandLine, copy: Copy, language: str) -> None:
    (copy.store / "store.keys").write_text("a shopping list", encoding="utf-8")
    answer = command.sync(copy.store, copy.folder, language)
    assert_said(answer, 1, ForeignDataError("store.slots_damaged"), language)


@LANGUAGES
def test_a_database_that_is_none(command: CommandLine, copy: Copy, language: str) -> None:
    for name in ("store.db-wal", "store.db-shm"):
        (copy.store / name).unlink(missing_ok=True)
    (copy.store / "store.db").write_bytes(b"not a database " * 1000)
    answer = command.sync(copy.store, copy.folder, language)
    assert_said(answer, 1, ForeignDataError("store.damaged"), language)


@LANGUAGES
def test_a_store_of_a_newer_program(command: CommandLine, copy: Copy, language: str) -> None:
    keys = copy.store / "store.keys"
    text = keys.read_text(encoding="utf-8")
    newer = text.replace(f'"version": {VERSION}', f'"version": {VERSION + 1}')
    assert newer != text
    keys.write_text(newer, encoding="utf-8")
    answer = command.sync(copy.store, copy.folder, language)
    error = ForeignDataError("store.newer", found=VERSION + 1, known=VERSION)
    assert_said(answer, 1, error, language)


@LANGUAGES
def test_a_passphrase_file_that_is_gone(command: CommandLine, copy: Copy, language: str) -> None:
    command.passphrase.unlink()
    answer = command.sync(copy.store, copy.folder, language)
    assert_said(answer, 3, UnavailableError("cli.passphrase_file_unreadable"), language)


# What is asked for


@LANGUAGES
def test_a_code_that_nothing_bears(command: CommandLine, copy: Copy, language: str) -> None:
    answer = command.show(copy.store, "--case", "4231-9008-69", language=language)
    assert_said(answer, 1, RefusedError("cli.no_such_case"), language)


@LANGUAGES
def test_a_mistyped_code(command: CommandLine, copy: Copy, language: str) -> None:
    answer = command.show(copy.store, "--case", "4231-9008-68", language=language)
    assert_said(answer, 1, RefusedError("code.check_digits"), language)


@LANGUAGES
def test_a_referral_that_is_not_known(command: CommandLine, copy: Copy, language: str) -> None:
    answer = command.show(copy.store, "--referral", "ab" * 16, language=language)
    assert_said(answer, 1, RefusedError("cli.no_such_referral"), language)


# The folder


@LANGUAGES
def test_a_folder_that_is_gone(command: CommandLine, copy: Copy, language: str) -> None:
    answer = command.sync(copy.store, copy.folder / "unplugged", language)
    assert_said(answer, 3, UnavailableError("exchange.folder_missing"), language)


class FailingFiles(Files):
    """A stick on which nothing can be written."""

    why = 0

    def _write(self, path: Path, data: bytes) -> None:
        path.write_bytes(data[: len(data) // 2])
        raise OSError(self.why, "no")


@LANGUAGES
@pytest.mark.parametrize(
    ("why", "key"),
    [
        (errno.ENOSPC, "exchange.folder_full"),
        (errno.EROFS, "exchange.folder_read_only"),
        (errno.EACCES, "exchange.folder_read_only"),
    ],
)
def test_a_full_or_read_only_folder_loses_nothing(  # noqa: PLR0917 (fixtures)
    command: CommandLine,
    copy: Copy,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    why: int,
    key: str,
    language: str,
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(FailingFiles, "why", why)
        patch.setattr("referral_app.exchange.folder.Files", FailingFiles)
        answer = command.sync(copy.store, stick, language)
    assert_said(answer, 3, NoRoomError(key), language)
    assert not [path for path in stick.rglob("*") if path.is_file()]
    again = command.sync(copy.store, stick, language)
    assert again.code == 0
    assert list(stick.rglob("*.rly"))


# Envelopes


@pytest.fixture
def own_epoch(copy: Copy) -> Epoch:
    """The key to which letters for Yacoub El Mansour are sealed."""
    workspace = bootstrap.open_workspace(copy.store, YACOUB.hand.passphrase)
    centre = workspace.desk.centre
    with workspace.desk.store.begin() as work:
        (epoch,) = work.epochs(centre)  # type: ignore[attr-defined]
    workspace.close()
    assert isinstance(epoch, Epoch)
    return epoch


def a_strangers_letter(epoch: Epoch, mode: str) -> bytes:
    """A letter well made by a centre that nobody introduced."""
    parts = bootstrap.Parts()
    keys = DeskKeys.generate(parts.chance)
    stranger: Identity = found(keys, mode, "Elsewhere", parts.clock, parts.chance).identity
    stream = link(epoch.centre, stranger.centre)
    vector = StateVector(stream, stranger.device, stranger.incarnation, (), (), 1)
    letter = Letter(Kind.VECTORS, stranger.centre, (), (sign_vector(vector, stranger),))
    return seal(letter, epoch, mode)


def lay(folder: Path, centre: CentreId, data: bytes, name: str = "") -> Path:
    """Lay an envelope there under the name of its hash, or under another."""
    box = folder / "RELAIS" / "v1" / "m" / centre.hex()
    box.mkdir(parents=True, exist_ok=True)
    file = box / f"{name or hashlib.sha256(data).hexdigest()}.rly"
    file.write_bytes(data)
    return file


def assert_left_aside(answer: Answer, language: str, words: str) -> None:
    """Exit 1, the round is summed up, and the reason stands in one sentence."""
    spoken = Language(language)  # type: ignore[arg-type]
    wanted = spoken.ngettext(*_REASONS[words], 1).format(count=1)
    assert (answer.code, answer.err) == (1, f"{wanted}\n")
    assert wanted != _REASONS[words][0].format(count=1)
    assert answer.out


_REASONS = {
    "damaged": (
        "{count} envelope is damaged; it was left where it lies and changes nothing.",
        "{count} envelopes are damaged; they were left where they lie and change nothing.",
    ),
    "foreign": (
        "{count} envelope comes from a centre or a desk that is not known here;"
        " nothing was taken from it.",
        "{count} envelopes come from centres or desks that are not known here;"
        " nothing was taken from them.",
    ),
    "mode": (
        "{count} envelope mixes training and real work; nothing was taken from it.",
        "{count} envelopes mix training and real work; nothing was taken from them.",
    ),
    "newer": (
        "{count} envelope was made by a newer program: update this one first.",
        "{count} envelopes were made by a newer program: update this one first.",
    ),
}


@LANGUAGES
def test_a_truncated_envelope(
    command: CommandLine, copy: Copy, own_epoch: Epoch, language: str
) -> None:
    whole = a_strangers_letter(own_epoch, "training")
    name = hashlib.sha256(whole).hexdigest()
    file = lay(copy.folder, own_epoch.centre, whole[:-100], name)
    assert_left_aside(command.sync(copy.store, copy.folder, language), language, "damaged")
    assert file.read_bytes() == whole[:-100]


@LANGUAGES
def test_an_altered_envelope_under_its_right_name(
    command: CommandLine, copy: Copy, own_epoch: Epoch, language: str
) -> None:
    whole = bytearray(a_strangers_letter(own_epoch, "training"))
    whole[-1] ^= 1
    lay(copy.folder, own_epoch.centre, bytes(whole))
    assert_left_aside(command.sync(copy.store, copy.folder, language), language, "damaged")


@LANGUAGES
def test_a_foreign_envelope(
    command: CommandLine, copy: Copy, own_epoch: Epoch, language: str
) -> None:
    lay(copy.folder, own_epoch.centre, a_strangers_letter(own_epoch, "training"))
    assert_left_aside(command.sync(copy.store, copy.folder, language), language, "foreign")


@LANGUAGES
def test_an_envelope_of_real_work(
    command: CommandLine, copy: Copy, own_epoch: Epoch, language: str
) -> None:
    lay(copy.folder, own_epoch.centre, a_strangers_letter(own_epoch, "real"))
    assert_left_aside(command.sync(copy.store, copy.folder, language), language, "mode")


@LANGUAGES
def test_a_newer_envelope(
    command: CommandLine, copy: Copy, own_epoch: Epoch, language: str
) -> None:
    newer = bytearray(a_strangers_letter(own_epoch, "training"))
    newer[1] += 1
    lay(copy.folder, own_epoch.centre, bytes(newer))
    assert_left_aside(command.sync(copy.store, copy.folder, language), language, "newer")


@LANGUAGES
def test_replayed_envelopes_change_nothing(
    command: CommandLine, copy: Copy, told: Told, tmp_path: Path, language: str
) -> None:
    command.sync(copy.store, copy.folder)
    before = command.show(copy.store, "--referrals").out
    # Everything that ever lay on either carrier lies there once more, elsewhere.
    replay = tmp_path / "replay"
    shutil.copytree(told.places.folder, replay)
    shutil.copytree(told.places.stick, replay, dirs_exist_ok=True)
    answer = command.sync(copy.store, replay, language)
    assert (answer.code, answer.err) == (0, "")
    assert command.show(copy.store, "--referrals").out == before


def test_what_is_left_aside_does_not_stop_the_rest(
    command: CommandLine, copy: Copy, told: Told, own_epoch: Epoch, tmp_path: Path
) -> None:
    other = shutil.copytree(told.places.store(YOUSSOUFIA.key), tmp_path / "other")
    lay(copy.folder, own_epoch.centre, b"rubbish")
    lay(copy.folder, own_epoch.centre, a_strangers_letter(own_epoch, "training"))
    workspace = bootstrap.open_workspace(other, YOUSSOUFIA.hand.passphrase)
    workspace.synchronise(copy.folder)
    workspace.close()
    answer = command.sync(copy.store, copy.folder, "en")
    assert answer.code == 1
    assert len(answer.err.splitlines()) == 2
    assert not answer.out.startswith("0 envelopes were read")
