"""Who may do what: every public service under every role, none forgotten."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_app import services
from referral_app.domain.referral import Status
from referral_app.domain.staff import Role
from referral_app.errors import NotPermittedError, ReferralAppError
from referral_app.services import cases, intake, today, views
from tests.fakes import neighbours
from tests.services.builders import accepted, consent, opened, request, sent
from tests.services.role_table import (
    ADMINISTRATOR,
    HELPERS,
    MATRIX,
    READERS,
    RECEPTION,
    SOCIAL,
    SUPERVISOR,
    Scene,
)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder: Path = tmp_path_factory.mktemp("roles")
    with neighbours(folder) as both:
        made = opened(both)
        assert made.consent
        note = cases.add_note(both.here.desk, made.case, "Note", both.clock.now())
        yield Scene(both, made.case, made.needs[0], made.consent, note, sent(both))


def public_services() -> set[str]:
    """Every public function of the services that is handed the desk."""
    return {name for _, name in services_by_module()}


def services_by_module() -> list[tuple[str, str]]:
    found = []
    for module in pkgutil.iter_modules(services.__path__):
        if module.ispkg:
            continue
        loaded = importlib.import_module(f"{services.__name__}.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            handed = "desk" in inspect.signature(function).parameters
            if function.__module__ == loaded.__name__ and handed and name[0] != "_":
                found.append((module.name, name))
    return found


def test_no_two_services_share_a_name() -> None:
    """Else one line of the table would stand for both."""
    names = [name for _, name in services_by_module()]
    assert sorted(names) == sorted(set(names))


def test_every_service_is_tried_under_every_role() -> None:
    """A new service without its line here fails."""
    assert public_services() - HELPERS == MATRIX.keys()


def test_no_helper_is_listed_that_is_gone() -> None:
    assert public_services() >= HELPERS


def test_helpers_ask_no_role_of_their_own() -> None:
    """A helper that would ask a role is a service, and belongs into the matrix."""
    for module in pkgutil.iter_modules(services.__path__):
        loaded = importlib.import_module(f"{services.__name__}.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if name in HELPERS and function.__module__ == loaded.__name__:
                assert "desk.require" not in inspect.getsource(function), name


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(MATRIX))
def test_the_matrix(scene: Scene, name: str, role: Role) -> None:
    allowed, attempt = MATRIX[name]
    desk = scene.both.here.as_(role)
    if role not in allowed:
        with pytest.raises(NotPermittedError) as caught:
            attempt(desk, scene)
        assert caught.value.values["role"] == role.value
        return
    try:
        attempt(desk, scene)
    except NotPermittedError:
        raise
    except ReferralAppError:
        pass  # what the rules refuse for another reason is tried elsewhere


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_who_left_may_do_nothing_but_keep_what_was_typed(scene: Scene, name: str) -> None:
    from dataclasses import replace

    allowed, attempt = MATRIX[name]
    desk = scene.both.here.as_(SUPERVISOR)
    desk = desk.acting_as(replace(desk.actor, active=False))
    if "draft" in name:
        attempt(desk, scene)
        return
    with pytest.raises(NotPermittedError):
        attempt(desk, scene)
    assert allowed


def test_an_administrator_sees_no_case_content(scene: Scene) -> None:
    home = today.today(scene.both.here.as_(ADMINISTRATOR))
    assert (home.to_do, home.arrived) == ((), ())
    assert set(vars_of(home.counts)) == {0}
    assert today.today(scene.both.here.as_(SOCIAL)).counts.open_cases > 0


def vars_of(counts: object) -> list[int]:
    return [getattr(counts, name) for name in counts.__slots__]  # type: ignore[attr-defined]


def test_only_the_named_roles_read_locked_flags(tmp_path: Path) -> None:
    with neighbours(tmp_path) as both:
        supervisor = both.here.as_(SUPERVISOR)
        entry = consent(both.there.id, now=both.clock.now(), fields=("flags", "V12"))
        made = opened(
            both,
            supervisor,
            fields={"flags": ("V12", "V19")},
            needs=(intake.NeedEntry("S08"),),
            consent=entry,
            sends=(intake.SendEntry(0, both.there.id, request(fields=("flags", "V12"))),),
        )
        both.relay()
        for office in (both.here, both.there):
            social, reception = (office.as_(role) for role in (SOCIAL, RECEPTION))
            told = repr(views.referral_view(social, made.referrals[0]))
            hidden = repr(views.referral_view(reception, made.referrals[0]))
            assert "V12" in told
            assert "V12" not in hidden
            assert "V19" in hidden
        told = repr(views.case_view(both.here.as_(SOCIAL), made.case))
        hidden = repr(views.case_view(both.here.as_(RECEPTION), made.case))
        assert "V12" in told
        assert "V12" not in hidden
        assert "V19" in hidden


def test_moves_offered_are_those_that_are_taken(tmp_path: Path) -> None:
    """A button that a role is shown does not refuse for the role."""
    with neighbours(tmp_path) as both:
        referral = accepted(both)
        here = {role: views.referral_view(both.here.as_(role), referral) for role in READERS}
        assert here[RECEPTION].moves == frozenset()
        assert here[SOCIAL].moves == {Status.CANCELLED}
        assert here[SUPERVISOR].moves == {Status.CANCELLED, Status.ENTERED_IN_ERROR}
        there = {role: views.referral_view(both.there.as_(role), referral) for role in READERS}
        assert there[RECEPTION].moves == there[RECEPTION].corrections == frozenset()
        assert there[SOCIAL].moves == {
            Status.ON_HOLD,
            Status.IN_PROGRESS,
            Status.COMPLETED,
            Status.FAILED,
        }
