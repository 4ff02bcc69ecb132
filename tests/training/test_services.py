"""The fictional directory: services that a trainer can send to, and numbers of nobody."""

from __future__ import annotations

import json
from pathlib import Path

from referral_app.domain.staff import Role
from referral_app.paths import resource
from referral_app.services.directory import ServiceQuery, find_services, services
from referral_app.training.services import fill_directory
from tests.fakes import neighbours

TEXT = resource("training", "services.json").read_text(encoding="utf-8")


def test_every_service_can_be_sent_to_and_is_named_in_both_scripts(tmp_path: Path) -> None:
    with neighbours(tmp_path) as both:
        boss = both.here.as_(Role.SUPERVISOR)
        made = fill_directory(boss, TEXT)
        found = services(boss)
        assert {service.id for service in found} == set(made)
        assert all(service.open and service.name_fr and service.name_ar for service in found)
        for category in ("S03", "S07", "S10", "S15"):
            assert find_services(boss, ServiceQuery(category=category))
        assert fill_directory(both.there.desk, TEXT) == ()


def test_the_numbers_belong_to_nobody() -> None:
    numbers = [service["phone"] for service in json.loads(TEXT)["services"]]
    assert all(number.startswith("05 37 00 00 ") for number in numbers)
