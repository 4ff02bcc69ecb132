"""What the hub says of itself, and to whom."""

from __future__ import annotations

import base64
import json
from itertools import product

from referral_app.exchange.keys import hello_text, hub_id, is_signed
from tests.hub.desks import HubAtWork

NEAR = {"host": "127.0.0.1:8470"}


def test_the_hub_introduces_itself(hub: HubAtWork) -> None:
    desk = hub.admitted()
    desk.deposit(desk.seal_to(desk))
    answer = hub.serving.request("GET", "/v1/hello")
    told = json.loads(answer.content)
    sign_key, kem_key = bytes.fromhex(told["sign_key"]), bytes.fromhex(told["kem_key"])
    assert told["hub_id"] == hub_id(sign_key, kem_key).hex()
    signature = base64.b64decode(answer.headers["relais-signature"])
    assert is_signed(sign_key, signature, hello_text(answer.content))
    assert (told["name"], told["mode"], told["api"]) == ("Commune", hub.mode, 1)
    assert told["time"] == hub.clock.now()
    assert told["limits"].keys() == {"items", "bytes", "envelope", "page", "wait"}
    assert f"{told['pos']}:{told['chain']}" == answer.headers["relais-pos"] == desk.position


def test_others_learn_nothing_of_its_health(hub: HubAtWork) -> None:
    others = (
        {"host": "hub.commune.example"},
        {**NEAR, "x-forwarded-for": "192.0.2.1"},
        {**NEAR, "forwarded": "for=192.0.2.1"},
        {**NEAR, "via": "1.1 proxy"},
    )
    for path, headers in product(("/healthz", "/metrics"), others):
        answer = hub.serving.request("GET", path, headers=headers)
        assert answer.word == (403, "loopback_only")


def test_its_own_machine_reads_health_and_numbers(hub: HubAtWork) -> None:
    desk = hub.admitted()
    desk.deposit(desk.seal_to(desk), b"nothing")
    assert hub.serving.request("GET", "/healthz", headers=NEAR).json() == {"status": "ok"}
    lines = hub.serving.request("GET", "/metrics", headers=NEAR).content.decode().splitlines()
    assert 'relais_envelopes_total{outcome="kept"} 1' in lines
    assert 'relais_envelopes_total{outcome="damaged"} 1' in lines
    assert 'relais_requests_total{operation="deposit_envelopes",status="200"} 1' in lines
    assert "relais_journal_position 1" in lines
    assert "relais_centres 1" in lines
    assert "relais_waiting 0" in lines


def test_other_paths_lead_nowhere(hub: HubAtWork) -> None:
    for path in ("/", "/v1/mailbox/XY", f"/v1/mailbox/{'AB' * 16}", "/v1/hello/"):
        assert hub.serving.request("GET", path).word == (404, "absent")
    assert hub.serving.request("DELETE", "/v1/hello").word == (405, "no_such_method")


def test_a_database_that_fails_is_said_to_be_down(hub: HubAtWork) -> None:
    desk = hub.admitted()
    with hub.hub.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE hub_state RENAME TO gone")
    assert hub.serving.request("GET", "/healthz", headers=NEAR).status == 503
    answer = desk.pull()
    assert answer.word == (503, "down")
    assert int(answer.headers["retry-after"]) > 0
    with hub.hub.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO hub_state")
    assert desk.pull().status == 200
