"""A hub without shares, for measuring: `python -m tests.benchmarks.hub_server URL PORT CENTRE RAWS`."""

from __future__ import annotations

import os
import sys

import uvicorn
from starlette.applications import Starlette

from referral_app.domain.centre import TRAINING
from referral_app.domain.identifiers import CentreId
from referral_app.exchange.keys import DeskKeys
from referral_app.exchange.sequence import read_sequence
from referral_app.hub.app import create_app
from referral_app.hub.database import Database
from referral_app.hub.limits import Limits
from referral_app.hub.members import Addition, Asker, add_members
from referral_app.hub.parts import open_hub

_FREE = 10**9


def main(url: str, port: str, centre: str, raws: str) -> None:
    """Serve until terminated; prints `ready` once somebody may connect."""
    limits = Limits(per_minute=_FREE, burst=_FREE, daily_envelopes=_FREE, daily_bytes=_FREE * 1000)
    database = Database(url)
    setting = database.prepare(TRAINING, "bench")
    hub = open_hub(database, DeskKeys.generate(os.urandom), setting, limits)
    commits = read_sequence(bytes.fromhex(raws), 10, 1 << 20)
    who = Asker(b"", frozenset({b""}))
    add_members(
        database, Addition(who, CentreId(bytes.fromhex(centre)), commits, None, 0), TRAINING, limits
    )

    class Ready(uvicorn.Server):
        async def startup(self, sockets: object = None) -> None:
            await super().startup()
            sys.stdout.write("ready\n")
            sys.stdout.flush()

    config = uvicorn.Config(
        _app(hub), host="127.0.0.1", port=int(port), log_config=None, access_log=False
    )
    Ready(config).run()


def _app(hub: object) -> Starlette:
    return create_app(hub)  # type: ignore[arg-type]


if __name__ == "__main__":
    main(*sys.argv[1:])
