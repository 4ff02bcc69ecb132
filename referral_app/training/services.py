"""Fictional outside services for a training directory."""

from __future__ import annotations

import json

from referral_app.domain.identifiers import ServiceId
from referral_app.domain.staff import Act
from referral_app.services.desk import Desk
from referral_app.services.directory import ServiceEntry, add_service


def fill_directory(desk: Desk, text: str) -> tuple[ServiceId, ...]:
    """Put the services of `resources/training/services.json` into the directory of a desk.

    Nobody but a supervisor keeps a directory: others begin with an empty one.
    """
    if not desk.actor.may(Act.MANAGE_DIRECTORY):
        return ()
    entries = [
        ServiceEntry(**{**told, "categories": tuple(told["categories"])})
        for told in json.loads(text)["services"]
    ]
    return tuple(add_service(desk, entry, desk.now()) for entry in entries)
