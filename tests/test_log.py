"""The log keeps personal data out, whatever it is handed."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_app import log
from referral_app.errors import InvalidInputError

CANARY = "canari Aïssatou 4231-9008-69"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """The log file; logging is as it was before once the test is over."""
    root = logging.getLogger()
    level, raising = root.level, logging.raiseExceptions
    log.start(tmp_path)
    yield tmp_path / log.FILE
    for handler in [it for it in root.handlers if isinstance(it.formatter, log.KeysOnly)]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.raiseExceptions = raising
    logging.captureWarnings(capture=False)


def fail_with(message: str) -> None:
    typed = message
    raise ValueError(f"cannot read {typed}")


def test_a_key_is_written_with_its_place(file: Path) -> None:
    logging.getLogger("referral_app.cli").warning("sync.stopped")
    (line,) = file.read_text(encoding="utf-8").splitlines()
    assert line.split()[1] == "WARNING"
    assert line.split()[2].startswith("referral_app.cli:")
    assert line.endswith(" sync.stopped")


@pytest.mark.parametrize(
    ("message", "values"),
    [
        (CANARY, ()),
        ("opening %s", (CANARY,)),
        ("opening %(name)s", ({"name": CANARY},)),
        ("broken %d", (CANARY,)),
    ],
)
def test_no_other_message_and_no_value_is(
    file: Path,
    capsys: pytest.CaptureFixture[str],
    message: str,
    values: tuple[object, ...],
) -> None:
    logging.getLogger("anything").error(message, *values)
    written = file.read_text(encoding="utf-8") + "".join(capsys.readouterr())
    assert "canari" not in written
    assert written.endswith(" -\n")


def test_an_exception_leaves_its_type_and_its_way(file: Path) -> None:
    try:
        fail_with(CANARY)
    except ValueError:
        logging.getLogger("anything").exception("cli.bug")
    written = file.read_text(encoding="utf-8")
    assert "builtins.ValueError" in written
    assert f"{__name__}:" in written
    assert "fail_with" in written
    assert "canari" not in written


def test_causes_are_followed_and_keys_of_our_errors_kept() -> None:
    try:
        try:
            fail_with(CANARY)
        except ValueError as error:
            raise InvalidInputError("code.not_digits", "code", typed=CANARY) from error
    except InvalidInputError as error:
        traced = log.trace(error)
    assert "InvalidInputError code.not_digits" in traced
    assert "builtins.ValueError" in traced
    assert "canari" not in traced


def test_a_crash_text_can_be_sent() -> None:
    try:
        fail_with(CANARY)
    except ValueError as error:
        text = log.crash_text(error)
    assert text.startswith("referral-app ")
    assert "ValueError" in text
    assert "canari" not in text


def test_warnings_go_there_too_without_their_words(file: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(CANARY, UserWarning, stacklevel=1)
    written = file.read_text(encoding="utf-8")
    assert "py.warnings" in written
    assert "canari" not in written


def test_starting_again_moves_the_log(file: Path, tmp_path: Path) -> None:
    log.start(tmp_path / "elsewhere")
    logging.getLogger("anything").error("here.now")
    assert file.read_text(encoding="utf-8") == ""
    assert "here.now" in (tmp_path / "elsewhere" / log.FILE).read_text(encoding="utf-8")


def test_without_a_place_to_write_the_program_still_works(file: Path, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("", encoding="utf-8")
    log.start(tmp_path / "a file")
    logging.getLogger("anything").error("nowhere.to_go")
    assert file.read_text(encoding="utf-8") == ""


def test_it_turns_over_and_stays_small(file: Path) -> None:
    for _ in range(20_000):
        logging.getLogger("anything").error("again.and_again")
    sizes = [path.stat().st_size for path in file.parent.iterdir()]
    assert len(sizes) > 1
    assert sum(sizes) < 4 * 512 * 1024 + 1024


def test_crashes_that_nothing_caught_are_told_and_logged(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(module, name, getattr(module, name))
    told: list[str] = []
    log.watch_crashes(told.append)
    thread = threading.Thread(target=fail_with, args=(CANARY,))
    thread.start()
    thread.join()
    try:
        fail_with(CANARY)
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert len(told) == 2
    written = file.read_text(encoding="utf-8") + "".join(told)
    assert written.count("ValueError") == 4
    assert "canari" not in written
