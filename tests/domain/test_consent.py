from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.consent import ANY_CENTRE, Consent, Gap, covering
from referral_app.domain.identifiers import CaseId, CentreId, ConsentId, Moment, StaffId

YOUSSOUFIA = CentreId(b"y" * 16)
OTHER = CentreId(b"o" * 16)
GIVEN, UNTIL = Moment(1_000), Moment(9_000)
CONSENT = Consent(
    id=ConsentId(b"1" * 16),
    case=CaseId(b"c" * 16),
    given_at=GIVEN,
    entered_at=GIVEN,
    recorded_by=StaffId(b"s" * 16),
    form="written",
    language="fr",
    interpreter=False,
    recipients=(YOUSSOUFIA.hex(),),
    fields=("sex", "age_band"),
    until=UNTIL,
    statistics=True,
)


def test_a_consent_covers_its_recipient_and_fields_while_it_lasts() -> None:
    assert CONSENT.gap(YOUSSOUFIA, ("sex",), Moment(5_000)) is None
    assert CONSENT.gap(YOUSSOUFIA, (), GIVEN) is None


def test_each_way_of_not_covering_has_its_own_name() -> None:
    at = Moment(5_000)
    withdrawn = replace(CONSENT, ended_at=Moment(4_000))
    assert CONSENT.gap(OTHER, ("sex",), at) is Gap.RECIPIENT
    assert CONSENT.gap(YOUSSOUFIA, ("sex", "V12"), at) is Gap.FIELDS
    assert CONSENT.gap(YOUSSOUFIA, ("sex",), UNTIL) is Gap.EXPIRED
    assert CONSENT.gap(YOUSSOUFIA, ("sex",), Moment(999)) is Gap.NOT_BEGUN
    assert withdrawn.gap(YOUSSOUFIA, ("sex",), at) is Gap.WITHDRAWN
    assert covering((), YOUSSOUFIA, (), at) is Gap.NONE_GIVEN


def test_every_centre_means_every_centre_but_not_every_field() -> None:
    anywhere = replace(CONSENT, recipients=(ANY_CENTRE,))
    assert anywhere.gap(OTHER, ("sex",), Moment(5_000)) is None
    assert anywhere.gap(OTHER, ("V12",), Moment(5_000)) is Gap.FIELDS


def test_a_locked_flag_is_covered_only_by_its_own_code() -> None:
    flags = replace(CONSENT, fields=("flags",))
    assert flags.gap(YOUSSOUFIA, ("flags", "V13"), Moment(5_000)) is Gap.FIELDS


def test_the_newest_consent_that_covers_is_taken() -> None:
    later = replace(CONSENT, id=ConsentId(b"2" * 16), given_at=Moment(2_000))
    narrow = replace(later, id=ConsentId(b"3" * 16), given_at=Moment(3_000), fields=())
    assert covering((CONSENT, narrow, later), YOUSSOUFIA, ("sex",), Moment(5_000)) == later


def test_an_older_consent_does_not_survive_in_place_of_none() -> None:
    withdrawn = replace(CONSENT, ended_at=Moment(2_000))
    assert covering((withdrawn,), YOUSSOUFIA, (), Moment(5_000)) is Gap.WITHDRAWN


@given(
    at=st.integers(0, 10_000).map(Moment),
    ended=st.none() | st.integers(0, 10_000).map(Moment),
    fields=st.sets(st.sampled_from(["sex", "age_band", "V12"])),
    recipient=st.sampled_from([YOUSSOUFIA, OTHER]),
)
def test_covering_is_exactly_the_absence_of_every_gap(
    at: Moment, ended: Moment | None, fields: set[str], recipient: CentreId
) -> None:
    consent = replace(CONSENT, ended_at=ended)
    covered = (
        recipient == YOUSSOUFIA
        and fields <= {"sex", "age_band"}
        and GIVEN <= at < UNTIL
        and (ended is None or at < ended)
    )
    assert (consent.gap(recipient, fields, at) is None) is covered
