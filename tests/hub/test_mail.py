"""Envelopes in and out of a hub."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from hashlib import sha256
from typing import Any

from referral_app.domain.centre import REAL
from referral_app.exchange.envelope import Header, name_of
from referral_app.exchange.sequence import MEDIA_TYPE, read_page
from referral_app.hub.limits import DAY
from tests.hub.desks import WIDE, HubAtWork


def missing(desk: Any, *eids: bytes) -> list[str]:
    body = json.dumps({"eids": [eid.hex() for eid in eids]}).encode()
    path = f"/v1/mailbox/{desk.centre.hex()}/missing"
    found: list[str] = desk.ask("POST", path, body, "application/json").json()["absent"]
    return found


def test_what_one_centre_deposits_the_other_reads(hub: HubAtWork) -> None:
    here, there = hub.admitted(), hub.admitted()
    sent = [here.seal_to(there) for _ in range(3)]
    items = here.deposit(*sent)
    assert [item["seq"] for item in items] == [1, 2, 3]
    assert [item["eid"] for item in items] == [name_of(it).hex() for it in sent]
    assert there.fetch() == sent
    assert here.fetch() == []


def test_the_chain_covers_every_envelope(hub: HubAtWork) -> None:
    here = hub.admitted()
    sent = [here.seal_to(here) for _ in range(3)]
    answer = here.post(*sent).json()
    chain = bytes(32)
    for envelope in sent:
        chain = sha256(chain + name_of(envelope)).digest()
    assert (answer["pos"], answer["chain"]) == (3, chain.hex())
    assert here.position == f"3:{chain.hex()}"


def test_an_envelope_stands_once(hub: HubAtWork) -> None:
    here = hub.admitted()
    one, two = here.seal_to(here), here.seal_to(here)
    here.deposit(one)
    assert here.deposit(two, one, two) == [
        {"eid": name_of(two).hex(), "seq": 2},
        {"eid": name_of(one).hex(), "seq": 1, "dup": True},
        {"eid": name_of(two).hex(), "seq": 2, "dup": True},
    ]
    assert here.fetch() == [one, two]


def test_each_envelope_has_its_own_result(hub: HubAtWork) -> None:
    here = hub.admitted()
    good = here.seal_to(here)
    real = Header(REAL, here.centre, bytes(8)).encode() + bytes(2000)
    large = good[:100] + bytes(hub.hub.limits.envelope)
    items = here.deposit(b"no envelope", real, large, good)
    assert [item.get("error") for item in items] == ["damaged", "other_mode", "too_large", None]
    assert items[3]["seq"] == 1


def test_a_mailbox_is_read_by_its_own_centre_alone(hub: HubAtWork) -> None:
    here, there = hub.admitted(), hub.admitted()
    assert here.pull(there.centre).word == (403, "not_yours")
    assert here.pull(hub.hub.id).word == (403, "not_yours")


def test_a_rendezvous_is_read_by_whoever_names_it(hub: HubAtWork) -> None:
    here, guest = hub.admitted(), hub.centre()
    meeting = b"a meeting place."
    envelope = Header(hub.mode, meeting, bytes(8)).encode() + bytes(2000)  # type: ignore[arg-type]
    here.deposit(envelope)
    answer = guest.pull(meeting)
    assert [it.data for it in read_page(answer.content, 10, 1 << 20)] == [envelope]


def test_a_guest_writes_to_known_mailboxes_and_little(hub: HubAtWork) -> None:
    here, guest = hub.admitted(), hub.centre()
    [lost] = guest.deposit(guest.seal_to(guest))
    assert lost["error"] == "unknown_mailbox"
    results = guest.deposit(*(guest.seal_to(here) for _ in range(22)))
    assert [item.get("error") for item in results] == [None] * 20 + ["over_quota"] * 2
    hub.clock.advance(DAY * 1000)
    assert "seq" in guest.deposit(guest.seal_to(here))[0]
    assert guest.pull(here.centre).word == (403, "not_yours")


def test_a_page_is_bounded_and_the_next_follows(hub: HubAtWork) -> None:
    here, there = hub.admitted(), hub.admitted()
    sent = [here.seal_to(there) for _ in range(5)]
    here.deposit(*sent[:3], here.seal_to(here), *sent[3:])
    first = there.pull(query="&limit=2")
    assert [it.seq for it in read_page(first.content, 9, 1 << 20)] == [1, 2]
    assert (first.headers["relais-next"], first.headers["relais-more"]) == ("2", "1")
    assert there.fetch() == sent
    assert there.cursor == 6
    last = there.pull()
    assert (last.content, last.headers["relais-more"]) == (b"", "0")


def test_a_page_holds_no_more_bytes_than_allowed(database_url: str) -> None:
    with HubAtWork(database_url, replace(WIDE, page=8_000)) as hub:
        here = hub.admitted()
        sent = [here.seal_to(here) for _ in range(5)]
        assert {len(it) // 1000 for it in sent} == {3}
        here.deposit(*sent)
        first = here.pull()
        assert [it.seq for it in read_page(first.content, 9, 1 << 20)] == [1, 2]
        assert here.fetch() == sent


def test_a_desk_that_waits_is_woken(hub: HubAtWork) -> None:
    here, there = hub.admitted(), hub.admitted()
    envelope, found = here.seal_to(there), list[bytes]()
    waiting = threading.Thread(target=lambda: found.append(there.pull(query="&wait=25").content))
    waiting.start()
    while not hub.hub.bell.waiting:
        pass
    here.deposit(here.seal_to(here), envelope)
    waiting.join()
    assert [it.data for it in read_page(found[0], 9, 1 << 20)] == [envelope]


def test_one_who_waits_in_vain_gets_an_empty_page(hub: HubAtWork) -> None:
    here = hub.admitted()
    answer = here.pull(query="&wait=1")
    assert (answer.status, answer.content, answer.headers["relais-next"]) == (200, b"", "0")


def test_what_another_program_writes_wakes_too(hub: HubAtWork) -> None:
    here, there = hub.admitted(), hub.admitted()
    envelope, found = here.seal_to(there), list[bytes]()
    waiting = threading.Thread(target=lambda: found.append(there.pull(query="&wait=25").content))
    waiting.start()
    while not hub.hub.bell.waiting:
        pass
    with HubAtWork(hub.url) as other:
        other.keys = hub.keys
        here.at = other
        here.deposit(envelope)
    waiting.join()
    assert [it.data for it in read_page(found[0], 9, 1 << 20)] == [envelope]


def test_the_hub_says_what_it_never_had(hub: HubAtWork) -> None:
    here = hub.admitted()
    one, two = here.seal_to(here), here.seal_to(here)
    here.deposit(one)
    assert missing(here, name_of(one), name_of(two)) == [name_of(two).hex()]
    assert missing(here) == []


def test_a_question_of_another_form_is_malformed(hub: HubAtWork) -> None:
    here = hub.admitted()
    path = f"/v1/mailbox/{here.centre.hex()}/missing"
    for body in (b"", b"{", b"[]", b'{"eids": 1}', b'{"eids": ["00"]}', b'{"eids": [], "x": 1}'):
        assert here.ask("POST", path, body, "application/json").word == (400, "malformed")


def test_numbers_out_of_bounds_are_malformed(hub: HubAtWork) -> None:
    here = hub.admitted()
    wrong = ("after=-1", "after=x", f"after={1 << 63}", "after=1&after=1", "limit=0", "limit=201")
    for query in (*wrong, "wait=26", "wait="):
        path = f"/v1/mailbox/{here.centre.hex()}?{query}"
        assert here.ask("GET", path).word == (400, "malformed")


def test_a_body_that_is_cut_short_is_malformed(hub: HubAtWork) -> None:
    here = hub.admitted()
    assert here.ask("POST", "/v1/envelopes", b"\0\0\0\x05abc", MEDIA_TYPE).word == (
        400,
        "malformed",
    )
    assert here.ask("POST", "/v1/envelopes", b"", "text/plain").word == (400, "malformed")
    items = here.ask("POST", "/v1/envelopes", b"", MEDIA_TYPE).json()["items"]
    assert items == []


def test_too_many_and_too_large_are_refused(database_url: str) -> None:
    with HubAtWork(database_url, replace(WIDE, items=2, bytes=10_000)) as hub:
        here = hub.admitted()
        some = [here.seal_to(here) for _ in range(4)]
        assert here.post(*some[:3]).word == (400, "malformed")
        assert here.post(*some).word == (413, "too_large")


def test_a_desk_has_a_daily_share(database_url: str) -> None:
    with HubAtWork(database_url, replace(WIDE, daily_envelopes=3)) as hub:
        here = hub.admitted()
        results = here.deposit(*(here.seal_to(here) for _ in range(4)))
        assert [it.get("error") for it in results] == [None, None, None, "over_quota"]
        hub.clock.advance(DAY * 1000)
        assert "seq" in here.deposit(here.seal_to(here))[0]


def test_a_mailbox_has_room_for_so_much(database_url: str) -> None:
    with HubAtWork(database_url, replace(WIDE, mailbox_bytes=7_000)) as hub:
        here, there = hub.admitted(), hub.admitted()
        results = here.deposit(*(here.seal_to(there) for _ in range(3)), here.seal_to(here))
        assert [it.get("error") for it in results] == [None, None, "over_quota", None]
        assert here.deposit(here.seal_to(there))[0]["error"] == "over_quota"
