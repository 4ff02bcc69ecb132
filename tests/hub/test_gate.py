"""What is turned away before anything is read or written."""

from __future__ import annotations

import base64
from dataclasses import replace

from referral_app.exchange.sequence import MEDIA_TYPE, write_sequence
from tests.hub.desks import WIDE, HubAtWork


def test_nobody_comes_in_unsigned(hub: HubAtWork) -> None:
    path = f"/v1/mailbox/{bytes(16).hex()}"
    assert hub.serving.request("GET", path).word == (401, "unsigned")


def test_a_desk_that_shows_no_key_is_not_known(hub: HubAtWork) -> None:
    desk = hub.centre()
    desk.shows_key = False
    assert desk.pull().word == (401, "unknown_key")


def test_another_s_key_opens_nothing(hub: HubAtWork) -> None:
    desk = hub.centre()
    for shown, status in ((b"short", 400), (bytes(1248), 401)):
        key = base64.b64encode(shown).decode()
        answer = desk.ask("GET", f"/v1/mailbox/{desk.centre.hex()}", more={"relais-key": key})
        assert answer.status == status


def test_a_request_is_heard_once(hub: HubAtWork) -> None:
    desk = hub.admitted()
    path = f"/v1/mailbox/{desk.centre.hex()}"
    headers = desk.signed("GET", path)
    assert hub.serving.request("GET", path, headers=headers).status == 200
    assert hub.serving.request("GET", path, headers=headers).word == (401, "replayed")


def test_another_time_is_refused(hub: HubAtWork) -> None:
    desk = hub.admitted()
    path = f"/v1/mailbox/{desk.centre.hex()}"
    for seconds in (-301, 301):
        headers = desk.signed("GET", path)
        hub.clock.advance(seconds * 1000)
        assert hub.serving.request("GET", path, headers=headers).word == (401, "other_time")


def test_an_altered_body_is_refused_and_nothing_kept(hub: HubAtWork) -> None:
    desk = hub.admitted()
    signed, sent = write_sequence([desk.seal_to(desk)]), write_sequence([desk.seal_to(desk)])
    headers = {**desk.signed("POST", "/v1/envelopes", signed), "content-type": MEDIA_TYPE}
    answer = hub.serving.request("POST", "/v1/envelopes", sent, headers)
    assert answer.word == (401, "altered")
    assert desk.fetch() == []


def test_an_altered_path_is_refused(hub: HubAtWork) -> None:
    desk = hub.admitted()
    path = f"/v1/mailbox/{desk.centre.hex()}"
    headers = desk.signed("GET", path)
    answer = hub.serving.request("GET", f"{path}?after=1", headers=headers)
    assert answer.word == (401, "bad_signature")


def test_a_desk_asks_so_often_and_no_more(database_url: str) -> None:
    with HubAtWork(database_url, replace(WIDE, per_minute=60, burst=5)) as hub:
        desk = hub.admitted()
        for _ in range(4):
            assert desk.pull().status == 200
        refused = desk.pull()
        assert refused.word == (429, "too_many")
        hub.clock.advance(int(refused.headers["retry-after"]) * 1000)
        assert desk.pull().status == 200


def test_a_position_of_another_form_is_malformed(hub: HubAtWork) -> None:
    desk = hub.admitted()
    for position in ("", "0", "1:00", f"-1:{'0' * 64}", f"{1 << 63}:{'0' * 64}"):
        desk.position = position
        assert desk.pull().word == (400, "malformed")


def test_a_rewound_hub_says_so_to_those_who_saw_more(hub: HubAtWork) -> None:
    desk = hub.admitted()
    before = desk.position
    desk.deposit(desk.seal_to(desk))
    seen = desk.position
    assert seen is not None
    for lost in (f"2{seen[1:]}", f"1:{'ab' * 32}", f"0:{'ab' * 32}"):
        desk.position = lost
        answer = desk.pull()
        assert answer.word == (409, "rewound")
        assert f"{answer.json()['pos']}:{answer.json()['chain']}" == seen
        assert answer.headers["relais-pos"] == seen
    for kept in (seen, before, None):
        desk.position = kept
        assert desk.pull().status == 200
