"""Whatever is asked, the hub answers as its contract says, and never with 5xx."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from referral_app import hub as package
from referral_app.exchange.request_signing import Target, sign_request
from referral_app.exchange.sequence import write_sequence
from referral_app.hub.app import create_app
from tests.hub.desks import Desk, HubAtWork

CONTRACT = yaml.safe_load(
    (Path(package.__file__).parent / "openapi.yaml").read_text(encoding="utf-8")
)
EXAMPLES = 8
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]


@schemathesis.serializer("application/vnd.relais.seq")
def framed(_context: Any, value: Any) -> bytes:
    """What was made up for a sequence, as it is: as often no sequence at all."""
    data = value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
    return write_sequence([data]) if len(data) % 2 else data


def test_every_route_stands_in_the_contract_and_every_path_has_its_route(hub: HubAtWork) -> None:
    served = {
        (method.lower(), re.sub(r":hex", "", route.path))
        for route in create_app(hub.hub).routes
        for method in route.methods - {"HEAD"}  # type: ignore[attr-defined]
    }
    promised = {
        (method, path)
        for path, item in CONTRACT["paths"].items()
        for method in item
        if method != "parameters"
    }
    assert served == promised


def test_limits_stand_in_the_contract_as_the_hub_keeps_them(hub: HubAtWork) -> None:
    limits = hub.hub.limits
    post = CONTRACT["paths"]["/v1/envelopes"]["post"]
    frames = post["requestBody"]["content"]["application/vnd.relais.seq"]["schema"]
    assert frames["maxLength"] == limits.bytes
    query = {
        it["name"]: it["schema"]
        for it in CONTRACT["paths"]["/v1/mailbox/{id}"]["get"]["parameters"]
        if "name" in it
    }
    assert (query["limit"]["maximum"], query["wait"]["maximum"]) == (limits.page_items, limits.wait)


def test_nothing_makes_the_hub_fail(hub: HubAtWork) -> None:
    desk = hub.admitted()
    desk.deposit(desk.seal_to(desk))
    contract = {**CONTRACT, "servers": [{"url": hub.serving.url}]}
    schema = schemathesis.openapi.from_dict(contract)
    schema.config.update(base_url=hub.serving.url)
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        strategy = operation.as_strategy()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        @given(case=strategy)
        def ask(case: Any) -> None:
            nonlocal tried
            tried += 1
            prepare(case, desk)
            case.validate_response(send(case, desk), checks=CHECKS)

        ask()
    assert tried >= 12 * EXAMPLES / 2
    assert desk.pull().status == 200


def prepare(case: Any, desk: Desk) -> None:
    """Half of the requests are about something that is there, and none waits."""
    if case.path_parameters and len(case.query or {}) % 2 == 0:
        case.path_parameters["id"] = desk.centre.hex()
    if case.query and "wait" in case.query:
        case.query["wait"] = 0


def send(case: Any, desk: Desk) -> Any:
    """Sign whatever was made up, as a desk would, and send it."""
    import requests
    from schemathesis.core.transport import Response

    prepared = requests.Request(**case.as_transport_kwargs(base_url=desk.at.serving.url)).prepare()
    body = prepared.body or b""
    body = body.encode() if isinstance(body, str) else body
    position = prepared.headers.get("relais-pos")
    target = Target.of(str(prepared.method), str(prepared.url))
    now = desk.at.clock.now() // 1000
    position = position.decode("latin-1") if isinstance(position, bytes) else position
    headers = sign_request(desk.keys, target, position, body, now, desk.chance(16))
    prepared.headers.update(headers)
    prepared.headers["relais-key"] = base64.b64encode(
        desk.keys.sign_key + desk.keys.kem_key
    ).decode()
    with requests.Session() as session:
        answer = session.send(prepared, timeout=20)
    return Response.from_requests(answer, verify=True)


@pytest.mark.parametrize("path", ["/v1/envelopes", "/v1/registry"])
def test_the_contract_names_who_may_ask(path: str) -> None:
    assert CONTRACT["security"] == [{"signature": []}]
    assert all("security" not in operation for operation in CONTRACT["paths"][path].values())
