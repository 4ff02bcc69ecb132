"""After a day of work no word that was typed stands anywhere outside the encrypted stores."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from referral_app import bootstrap, cli, log, paths
from referral_app.domain.identifiers import Moment
from referral_app.domain.staff import Role
from referral_app.paths import resource
from referral_app.services.answers import accept, complete, open_referral, refuse
from referral_app.services.cases import add_note, redact_note, set_case_fields
from referral_app.services.checks import DAY
from referral_app.services.drafts import keep_draft
from referral_app.services.finding import find
from referral_app.services.intake import (
    CaseOpened,
    ConsentEntry,
    Intake,
    NeedEntry,
    RequestEntry,
    SendEntry,
    open_case,
)
from referral_app.services.loops import close_loop, record_follow_up
from referral_app.training.people import FictionalPeople
from tests.end2end.conftest import Told

TYPED = ("zibeline", "زرافة", "ZIBEL-7")
"""Words that are in everything typed; searched for in UTF-8 and UTF-16, in any case."""
PASSPHRASES = ("zibeline huit bleu matin", "zibeline neuf rouge soir")
_ENCRYPTED = ("store.db", "store.db-wal", "store.db-shm")


class Day:
    """A day at two desks whose every word is a canary."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.stick = root / "stick"
        self.stick.mkdir()
        self.number = 0
        details = bootstrap.CentreDetails("Un", "واحد", "youssoufia", "training")
        people = [
            bootstrap.Person(label, Role.SUPERVISOR, passphrase)
            for label, passphrase in zip(("AA", "BB"), PASSPHRASES, strict=True)
        ]
        self.one = bootstrap.create_centre(root / "one", details, people[0]).workspace
        self.one.invite(root / "invitation")
        data = (root / "invitation").read_bytes()
        self.two = bootstrap.accept_invitation(root / "two", data, details, people[1]).workspace
        (root / "invitation").unlink()

    def word(self) -> str:
        """A text that holds every canary, different each time."""
        self.number += 1
        return f"{' '.join(TYPED)} n° {self.number}"

    def work(self) -> None:
        """Meet, open files, refer, answer, search, keep drafts, lock."""
        for workspace in (self.two, self.one, self.two):
            workspace.synchronise(self.stick)
        accepted, refused = (self._open_and_send() for _ in range(2))
        self.one.synchronise(self.stick)
        self.two.synchronise(self.stick)
        self._answer(accepted, refused)
        self.two.synchronise(self.stick)
        self.one.synchronise(self.stick)
        self._come_back_to(accepted)
        for workspace in (self.one, self.two):
            keep_draft(workspace.desk, "intake", "", f'{{"note": "{self.word()}"}}')
            find(workspace.desk, self.word())
            workspace.close()

    def _open_and_send(self) -> CaseOpened:
        desk = self.one.desk
        now = desk.now()
        fields = ("age_band", "need_detail", "contact_means")
        consent = ConsentEntry(
            form="written",
            language="fr",
            interpreter=False,
            recipients=(self.two.desk.centre.hex(),),
            fields=fields,
            until=Moment(now + 100 * DAY),
            statistics=True,
            restrictions=self.word(),
        )
        request = RequestEntry(
            fields,
            priority="P2",
            priority_reason=self.word(),
            detail=self.word(),
            restrictions=self.word(),
            services_given=self.word(),
        )
        intake = Intake(
            now,
            {"sex": "F", "age_band": "25-34", "contact_warning": self.word()},
            (NeedEntry("S10", self.word(), "P2", self.word()),),
            consent,
            self.word(),
            (SendEntry(0, self.two.desk.centre, request),),
        )
        return open_case(desk, intake)

    def _answer(self, accepted: CaseOpened, refused: CaseOpened) -> None:
        desk, now = self.two.desk, self.two.desk.now()
        for opened in (accepted, refused):
            open_referral(desk, opened.referrals[0], now)
        (referral,) = accepted.referrals
        accept(desk, referral, self.word(), None, self.word(), now)
        complete(desk, referral, "O01", "E3", self.word(), now)
        refuse(desk, refused.referrals[0], "D99", "service", self.word(), self.word(), now)

    def _come_back_to(self, opened: CaseOpened) -> None:
        desk, now = self.one.desk, self.one.desk.now()
        (referral,) = opened.referrals
        record_follow_up(desk, referral, "telephone", "E2", "O01", self.word(), now)
        close_loop(desk, referral, "met", self.word(), now)
        note = add_note(desk, opened.case, self.word(), now)
        redact_note(desk, opened.case, note, self.word())
        set_case_fields(desk, opened.case, {"contact_warning": self.word()}, now)


def forms(word: str) -> Iterator[bytes]:
    for written in {word, word.lower(), word.upper(), word.capitalize()}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            yield written.encode(encoding)
        yield written.encode("unicode_escape")


def finds(root: Path, words: tuple[str, ...]) -> list[str]:
    """Files under `root`, encrypted ones too, that hold one of the words."""
    wanted = [form for word in words for form in forms(word)]
    found = []
    for path in sorted(root.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if any(form in data for form in wanted):
                found.append(str(path.relative_to(root)))
    return found


@pytest.fixture
def day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a day's work; the program's own folders lie in it too."""
    for name in ("home", "tmp", "work"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    log.start()
    day = Day(tmp_path / "work")
    day.work()
    return tmp_path


def test_the_search_would_find_them(tmp_path: Path) -> None:
    for name, encoding in (("a", "utf-8"), ("b", "utf-16-le")):
        (tmp_path / name).write_bytes(f"xx {TYPED[0].upper()} xx".encode(encoding))
        (tmp_path / f"{name} arabic").write_bytes(f"xx {TYPED[1]} xx".encode(encoding))
    assert len(finds(tmp_path, TYPED)) == 4


def test_no_word_is_left_in_clear(day: Path) -> None:
    assert list(day.rglob("*.rly"))
    assert (day / "work" / "one" / "store.db").stat().st_size > 50_000
    assert finds(day, TYPED) == []
    assert finds(day, PASSPHRASES) == []


def test_nor_while_the_store_is_open(day: Path) -> None:
    workspace = bootstrap.open_workspace(day / "work" / "one", PASSPHRASES[0])
    with workspace.desk.store.begin() as work:
        work.put_setting(TYPED[0], TYPED[1])
        assert finds(day, TYPED) == []
    assert finds(day, TYPED) == []
    workspace.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is a thing of Linux")
def test_nor_in_a_file_that_was_unlinked_while_open(day: Path) -> None:
    workspace = bootstrap.open_workspace(day / "work" / "one", PASSPHRASES[0])
    find(workspace.desk, TYPED[0])
    wanted = [form for word in TYPED for form in forms(word)]
    for file in list(Path("/proc/self/fd").iterdir()):
        with suppress(FileNotFoundError):  # that by which the folder itself was listed
            if file.is_file() and "(deleted)" in str(file.readlink()):
                data = file.read_bytes()
                assert not [form for form in wanted if form in data]
    workspace.close()


def test_commands_that_fail_leave_no_word_either(
    day: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    passphrase = day / "home" / "passphrase"
    passphrase.write_text(PASSPHRASES[0], encoding="utf-8")
    unlock = ["--store", str(day / "work" / "one"), "--passphrase-file", str(passphrase)]
    assert cli.main(["show", "--cases", "--json", *unlock]) == 0
    assert cli.main(["show", "--case", TYPED[0], "--json", *unlock]) == 1
    assert cli.main(["sync", "--folder", str(day / "gone"), *unlock]) == 3
    assert cli.main(["show", "--passphrase", PASSPHRASES[0], "--json", *unlock]) == 2

    def broken(*_: object) -> None:
        raise ValueError(" ".join(TYPED))

    monkeypatch.setattr("referral_app.cli.show.show", broken)
    assert cli.main(["show", "--cases", "--json", *unlock]) == 3
    passphrase.unlink()
    said = "".join(capsys.readouterr())
    assert not [word for word in (*TYPED, *PASSPHRASES) if word in said]
    assert finds(day, (*TYPED, *PASSPHRASES)) == []


@pytest.mark.parametrize("name", ["plain", "painted"])
def test_the_story_leaves_its_words_in_the_stores_alone(
    request: pytest.FixtureRequest, name: str
) -> None:
    """`story.json` is meant to be read: it holds codes, states and passphrases, no note."""
    told: Told = request.getfixturevalue(name)
    people = FictionalPeople(resource("training", "people.json").read_text(encoding="utf-8"))
    answers = [people.words(name, "fr") for name in ("hold", "complete", "cancel", "follow_up")]
    written = (*answers, people.words("complete", "ar"), "Première visite, interrompue")
    for root in (told.output, told.home, told.temporary):
        assert finds(root, written) == []
    assert finds(told.output, tuple(told.passphrases.values())) == ["story.json"]
    assert finds(told.home, tuple(told.passphrases.values())) == []
    # What the program kept for itself is one log, which holds keys alone.
    kept = {path.name for path in told.home.rglob("*") if path.is_file()}
    assert {name for name in kept if not name.startswith("qtpipelinecache")} == {"referral-app.log"}
    assert [path for path in told.temporary.rglob("*") if path.is_file()] == []
