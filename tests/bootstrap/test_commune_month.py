"""A month of the commune: frozen at its centres, told to a hub, added up at a desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_app.bootstrap import Workspace
from referral_app.domain.identifiers import CentreId, Moment
from referral_app.domain.month import Month
from referral_app.errors import RefusedError
from referral_app.exchange.folder import Folder
from referral_app.exchange.keys import hub_id
from referral_app.hub.operating import import_envelopes, month_of
from referral_app.hub.summaries import standing
from referral_app.services.commune_months import CommuneView, commune_month
from referral_app.services.desk import Desk
from referral_app.services.intake import Intake, NeedEntry, open_case
from referral_app.services.months import freeze, frozen_month
from referral_app.services.summaries import read_summary
from referral_app.statistics.commune import Interval
from referral_app.statistics.cubes import Place
from referral_app.statistics.rounding import BASE
from tests.bootstrap.communes import Commune
from tests.bootstrap.conftest import Founder
from tests.hub.desks import HubAtWork
from tests.services.builders import consent

pytestmark = pytest.mark.usefixtures("cheap_keys")
FILES = Place("", ("opened",))
SEPTEMBER = Month(2026, 9)
DAY = 86_400_000


@pytest.fixture
def hub(tmp_path: Path, founder: Founder) -> Iterator[HubAtWork]:
    at_work = HubAtWork(f"sqlite:///{tmp_path / 'hub.db'}")
    at_work.clock = founder.clock
    with at_work:
        yield at_work


@pytest.fixture
def commune(founder: Founder) -> Commune:
    return Commune(founder)


def open_files(desk: Desk, many: int, at: Moment | None = None) -> None:
    """Files of people who agree to be in what is published."""
    happened = at or desk.now()
    agreed = consent(now=desk.now())
    for _ in range(many):
        open_case(desk, Intake(happened, {}, (NeedEntry("S01"),), agreed))


def to_october(founder: Founder) -> None:
    founder.clock.advance(30 * DAY)


def read(workspace: Workspace) -> CommuneView:
    return commune_month(workspace.desk, SEPTEMBER)


def published(workspace: Workspace) -> int:
    frozen = frozen_month(workspace.desk, SEPTEMBER)
    assert frozen is not None
    return frozen.published.cells[FILES]


def joined(commune: Commune, hub: HubAtWork) -> Workspace:
    commune.first.join_hub(hub.serving.url, hub.code())
    other = commune.invite("youssoufia")
    commune.rounds(commune.first, other)
    return other


def test_the_hub_adds_up_what_the_centres_froze(
    hub: HubAtWork, commune: Commune, founder: Founder
) -> None:
    other = joined(commune, hub)
    open_files(commune.first.desk, 13)
    open_files(other.desk, 27)
    to_october(founder)
    freeze(commune.first.desk, SEPTEMBER)
    commune.first.synchronise_hub()
    alone = month_of(hub.hub.database, SEPTEMBER)
    assert alone.missing == (other.desk.centre,)
    freeze(other.desk, SEPTEMBER)
    other.synchronise_hub()
    month = month_of(hub.hub.database, SEPTEMBER)
    assert set(month.present) == {commune.first.desk.centre, other.desk.centre}
    total = month.totals[FILES]
    assert total.published == published(commune.first) + published(other)
    assert total.interval.low <= 40 <= total.interval.high


def test_a_desk_sees_the_commune_as_the_hub_does_and_names_who_is_missing(
    hub: HubAtWork, commune: Commune, founder: Founder
) -> None:
    other = joined(commune, hub)
    open_files(other.desk, 27)
    to_october(founder)
    freeze(other.desk, SEPTEMBER)
    other.synchronise_hub()
    before = read(commune.first)
    assert (before.fetched, before.present) == (None, ())
    assert commune.first.fetch_commune_month(SEPTEMBER) == 1
    seen = read(commune.first)
    assert seen.fetched == founder.clock.now()
    assert [centre.id for centre in seen.present] == [other.desk.centre]
    assert [centre.id for centre in seen.missing] == [commune.first.desk.centre]
    assert seen.totals.totals == month_of(hub.hub.database, SEPTEMBER).totals


def test_nobody_is_missing_before_the_founding(
    hub: HubAtWork, commune: Commune, founder: Founder
) -> None:
    first, other = commune.first, joined(commune, hub)
    before_both = commune_month(first.desk, SEPTEMBER.before)
    assert (before_both.present, before_both.missing) == ((), ())
    to_october(founder)
    late = commune.invite("agdal")
    commune.rounds(first, late)
    assert len(first.desk.store.reader.centres()) == 3
    missing = {centre.id for centre in read(first).missing}
    assert missing == {first.desk.centre, other.desk.centre}
    open_files(late.desk, 27, Moment(founder.clock.now() - 30 * DAY))
    freeze(late.desk, SEPTEMBER)
    commune.rounds(late)
    assert first.fetch_commune_month(SEPTEMBER) == 1
    assert [centre.id for centre in read(first).present] == [late.desk.centre]


def test_a_revision_takes_the_place_of_what_was_told(
    hub: HubAtWork, commune: Commune, founder: Founder
) -> None:
    first = commune.first
    joined(commune, hub)
    open_files(first.desk, 3)
    to_october(founder)
    freeze(first.desk, SEPTEMBER)
    first.synchronise_hub()
    start = SEPTEMBER.start(first.desk.store.reader.calendar().commune.zone)
    open_files(first.desk, 20, Moment(start + 10 * DAY))
    freeze(first.desk, SEPTEMBER, "Dossiers saisis en retard")
    first.synchronise_hub()
    with hub.hub.database.reading() as connection:
        (kept,) = standing(connection, SEPTEMBER)
    assert kept.revision == 2
    assert kept.published.tables.cells[FILES] == published(first)


def test_what_was_frozen_before_there_was_a_hub_goes_there_too(
    hub: HubAtWork, commune: Commune, founder: Founder
) -> None:
    open_files(commune.first.desk, 13)
    to_october(founder)
    freeze(commune.first.desk, SEPTEMBER)
    joined(commune, hub)
    month = month_of(hub.hub.database, SEPTEMBER)
    assert month.present == (commune.first.desk.centre,)
    assert month.totals[FILES].interval == Interval(
        published(commune.first) - BASE + 1, published(commune.first) + BASE - 1
    )


def test_a_stick_carries_a_summary_to_the_hub(
    hub: HubAtWork, commune: Commune, founder: Founder, tmp_path: Path
) -> None:
    joined(commune, hub)
    open_files(commune.first.desk, 13)
    to_october(founder)
    freeze(commune.first.desk, SEPTEMBER)
    stick = tmp_path / "stick"
    stick.mkdir()
    commune.first.synchronise(stick)
    assert month_of(hub.hub.database, SEPTEMBER).present == ()
    box = CentreId(hub_id(hub.keys.sign_key, hub.keys.kem_key))
    import_envelopes(hub.hub.database, hub.keys, box, Folder(stick), 0)
    assert month_of(hub.hub.database, SEPTEMBER).present == (commune.first.desk.centre,)


def test_without_a_hub_there_is_nobody_to_ask(commune: Commune) -> None:
    with pytest.raises(RefusedError):
        commune.first.fetch_commune_month(SEPTEMBER)


def test_no_count_as_it_was_is_in_what_is_told(
    hub: HubAtWork, commune: Commune, founder: Founder
) -> None:
    """Also how many files were left out of the publication stays inside."""
    joined(commune, hub)
    open_files(commune.first.desk, 13)
    to_october(founder)
    freeze(commune.first.desk, SEPTEMBER)
    commune.first.synchronise_hub()
    commune.first.fetch_commune_month(SEPTEMBER)
    with hub.hub.database.reading() as connection:
        (kept,) = standing(connection, SEPTEMBER)
    summary = read_summary(kept.raw)
    assert all(count % BASE == 0 for count in summary.published.tables.cells.values())
