"""A centre's hub through its desks: joined once, followed by all, never in the way of the work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from referral_app import bootstrap
from referral_app.cli.arguments import SyncAsked, Unlock
from referral_app.cli.rounds import exchange
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError, NotPermittedError, RefusedError, UnavailableError
from referral_app.exchange.hub_client import NotAdmittedError
from referral_app.exchange.hub_wire import Answer, Ask
from referral_app.exchange.pace import LONGEST_PAUSE, PULL, REGISTRY
from tests.bootstrap.communes import Commune, work_together
from tests.bootstrap.conftest import Founder, details, person
from tests.exchange.fake_hub import FakeHub

URL = "http://127.0.0.1"


class FakeCommune(Commune):
    """A commune whose hub is a dictionary."""

    def __init__(self, founder: Founder) -> None:
        self.hub = FakeHub(founder.clock)
        super().__init__(founder, lambda _: self.hub)


@pytest.fixture
def commune(founder: Founder) -> FakeCommune:
    return FakeCommune(founder)


def test_a_centre_joins_a_hub_with_a_code(commune: FakeCommune) -> None:
    assert commune.first.hub() is None
    assert commune.first.hub_pace() is None
    state = commune.first.join_hub(URL, "first")
    assert (state.url, state.name, state.problem, state.waits) == (URL, "Rabat", "", False)
    assert commune.first.hub() == state
    assert commune.first.desk.centre in commune.hub.members


def test_without_a_code_nothing_is_joined(commune: FakeCommune) -> None:
    with pytest.raises(NotAdmittedError):
        commune.first.join_hub(URL)
    with pytest.raises(NotAdmittedError):
        commune.first.join_hub(URL, "wrong")
    assert commune.first.hub() is None


@pytest.mark.parametrize(
    "typed",
    ["", "hub rabat", "ftp://hub.example", "https://hub.example/path", "https://a:b@hub.example",
     "http://hub.example", "https://hub.example:99999", "https://" + "a" * 400],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(commune: FakeCommune, typed: str) -> None:
    with pytest.raises(InvalidInputError):
        commune.first.join_hub(typed, "first")


def test_who_may_not_invite_may_not_choose_the_hub(founder: Founder) -> None:
    workspace = founder.centre(role=Role.SOCIAL_WORKER)
    with pytest.raises(NotPermittedError):
        workspace.join_hub(URL, "first")
    with pytest.raises(NotPermittedError):
        workspace.leave_hub()


def test_three_desks_and_two_centres_work_without_a_stick(commune: FakeCommune) -> None:
    work_together(commune, URL, "first")


def test_every_desk_follows_where_the_centre_goes(commune: FakeCommune) -> None:
    commune.first.join_hub(URL, "first")
    second = commune.let_in("two")
    commune.first.leave_hub()
    folder = commune.founder.root / "folder"
    folder.mkdir()
    for workspace in (commune.first, second):
        workspace.synchronise(folder)
    assert second.hub() is None
    with pytest.raises(RefusedError, match=r"hub\.none"):
        second.synchronise_hub()


def test_a_hub_that_is_down_is_told_and_asked_less_and_less(commune: FakeCommune) -> None:
    first, clock = commune.first, commune.founder.clock
    first.join_hub(URL, "first")
    down = commune.hub.faults
    began = clock.now()
    for failures in range(1, 12):
        down.append(_unreachable)
        with pytest.raises(UnavailableError):
            first.synchronise_hub()
        state, due = first.hub(), first.hub_pace()
        assert state is not None
        assert due is not None
        assert (state.problem, state.failing) == ("hub.unreachable", began)
        rest = due - clock.now()
        assert min(5_000 << (failures - 1), LONGEST_PAUSE) // 2 <= rest <= LONGEST_PAUSE
        # What is saved meanwhile waits for the same moment.
        assert first.hub_pace(clock.now()) == due
    first.synchronise_hub()
    state = first.hub()
    assert state is not None
    assert (state.problem, state.failing, state.last) == ("", None, clock.now())


def test_a_save_leaves_after_two_seconds(commune: FakeCommune) -> None:
    first, clock = commune.first, commune.founder.clock
    first.join_hub(URL, "first")
    assert first.hub_pace() == clock.now() + PULL
    clock.advance(10_000)
    assert first.hub_pace(clock.now()) == clock.now() + 2_000


def test_a_round_by_itself_asks_for_the_registry_once_an_hour(commune: FakeCommune) -> None:
    first, clock = commune.first, commune.founder.clock
    first.join_hub(URL, "first")

    def asked(*, by_itself: bool = True) -> list[str]:
        commune.hub.asked.clear()
        first.synchronise_hub(by_itself=by_itself)
        return [ask.method for ask in commune.hub.asked if ask.path == "/v1/registry"]

    assert asked() == ["GET"], "at the start of the program"
    clock.advance(PULL)
    assert asked() == []
    assert asked(by_itself=False) == ["GET"], "a person asked"
    clock.advance(REGISTRY - 1)
    assert asked() == []
    first.found_registry(commune.founder.root / "commune.rroot", "quatre fenêtres sur la mer")
    assert asked() == ["PUT"], "what is new here does not wait"
    assert asked() == []
    clock.advance(1)
    assert asked() == ["GET"]
    clock.advance(-PULL)
    assert asked() == ["GET"], "a clock that was set back asks rather than waits"


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (Answer(200, {}, b"<html>Login</html>"), "hub.none_there"),
        (Answer(302, {"location": "http://login"}, b""), "hub.none_there"),
        (Answer(500, {}, b"oops"), "hub.failed"),
        (Answer(503, {"retry-after": "120"}, b'{"error": "busy"}'), "hub.busy"),
        (Answer(429, {"retry-after": "-1"}, b""), "hub.busy"),
        (Answer(403, {}, b"[]"), "hub.refused"),
    ],
)
def test_a_hub_that_answers_nonsense_costs_no_more_than_time(
    commune: FakeCommune, answer: Answer, key: str
) -> None:
    first = commune.first
    first.join_hub(URL, "first")
    commune.hub.faults.append(lambda _: answer)
    with pytest.raises(UnavailableError, match=key.replace(".", r"\.")):
        first.synchronise_hub()
    first.synchronise_hub()


def test_a_hub_that_asks_for_patience_is_given_it(commune: FakeCommune) -> None:
    first, clock = commune.first, commune.founder.clock
    first.join_hub(URL, "first")
    commune.hub.faults.append(lambda _: Answer(503, {"retry-after": "120"}, b"{}"))
    with pytest.raises(UnavailableError):
        first.synchronise_hub()
    assert first.hub_pace() == clock.now() + 120_000


def _lies(change: Callable[[Answer], Answer], path: str) -> Callable[[FakeHub], None]:
    def plant(hub: FakeHub) -> None:
        plain = hub.send

        def send(ask: Ask) -> Answer:
            answer = plain(ask)
            return change(answer) if path in ask.path else answer

        hub.send = send  # type: ignore[method-assign]

    return plant


@pytest.mark.parametrize(
    "change",
    [
        lambda it: replace(it, body=it.body[:-1] if it.body else b"x"),
        lambda it: replace(it, body=it.body + b"\0" * 7),
        lambda it: replace(it, headers={**it.headers, "relais-next": "99999999999"}),
        lambda it: replace(it, headers={**it.headers, "relais-next": "-1"}),
        lambda it: replace(it, headers={**it.headers, "relais-more": "1"}, body=b""),
        lambda it: replace(it, headers={**it.headers, "relais-pos": "x"}),
        lambda it: replace(it, headers={}),
    ],
)
def test_pages_that_cannot_be_are_not_taken(
    commune: FakeCommune, change: Callable[[Answer], Answer]
) -> None:
    first = commune.first
    first.join_hub(URL, "first")
    plain = commune.hub.send
    _lies(change, "/mailbox/")(commune.hub)
    with pytest.raises(UnavailableError, match=r"hub\.garbled"):
        first.synchronise_hub()
    commune.hub.send = plain  # type: ignore[method-assign]
    first.synchronise_hub()


def test_a_hub_that_always_says_it_was_put_back_is_left_after_one_try(commune: FakeCommune) -> None:
    first = commune.first
    first.join_hub(URL, "first")
    told = b'{"error": "rewound", "pos": 0, "chain": "' + b"0" * 64 + b'"}'
    _lies(lambda _: Answer(409, {}, told), "/mailbox/")(commune.hub)
    with pytest.raises(UnavailableError, match=r"hub\.rewound"):
        first.synchronise_hub()


def test_the_same_hub_may_move_and_another_may_not_take_its_place(
    commune: FakeCommune, tmp_path: Path
) -> None:
    first = commune.first
    first.join_hub(URL, "first")
    assert first.join_hub("http://localhost:81").url == "http://localhost:81"
    hub = first.hub()
    commune.hub.__dict__.update(vars(FakeHub(commune.founder.clock, seed=5)))
    with pytest.raises(RefusedError, match=r"hub\.another"):
        first.join_hub("http://localhost:82", "first")
    with pytest.raises(RefusedError, match=r"hub\.another"):
        first.synchronise_hub()
    now = first.hub()
    assert hub is not None
    assert now is not None
    assert (now.url, now.hub_id, now.problem) == (hub.url, hub.hub_id, "hub.another")


def test_hub_and_folder_work_side_by_side(commune: FakeCommune) -> None:
    first = commune.first
    first.join_hub(URL, "first")
    other = commune.invite("youssoufia")
    commune.rounds(first, other)
    folder = commune.founder.root / "folder"
    folder.mkdir()
    for desk in (first, other, first, other):
        desk.synchronise(folder)
    reports = [desk.synchronise_hub() for desk in (first, other, first, other)]
    assert not any(report.refused or report.missing for report in reports)


def _unreachable(_: Ask) -> Answer:
    raise UnavailableError("hub.unreachable")


def test_an_invitation_without_a_hub_still_serves(founder: Founder) -> None:
    first = founder.centre()
    file = founder.root / "old.rinv"
    first.invite(file)
    created = bootstrap.accept_invitation(
        founder.root / "b", file.read_bytes(), details("b"), person("SK"), founder.parts(2)
    )
    assert founder.keep(created.workspace).hub() is None


def test_the_command_joins_a_hub_and_exchanges_with_it(commune: FakeCommune) -> None:
    unlock = Unlock(Path("store"), None, None)
    exchange(commune.first, SyncAsked(unlock, None, URL, "first"))
    assert commune.first.hub() is not None
    commune.hub.asked.clear()
    exchange(commune.first, SyncAsked(unlock, None, f"{URL}/"))
    assert [ask.path for ask in commune.hub.asked][:1] == ["/v1/hello"]
