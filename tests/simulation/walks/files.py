"""What people do to coded files: opened, edited, joined and separated, closed and opened again."""

from __future__ import annotations

from dataclasses import replace

from referral_app.domain.facts import Value
from referral_app.domain.identifiers import Moment
from referral_app.services import cases, consents, families, households
from referral_app.services.consents import ConsentEntry
from referral_app.services.intake import CaseOpened, Intake, NeedEntry, SendEntry, open_case
from referral_app.services.sending import RequestEntry
from referral_app.services.views import case_view
from tests.simulation.walks.town import DAY
from tests.simulation.walks.turn import NothingToDoError, Turn, act

SHARED = ("age_band", "sex", "languages", "need_detail")
CATEGORIES = ("S01", "S06", "S10", "S15")
CHILDREN = ("0-4", "12-14")
ADULTS = ("18-24", "25-34", "35-49")
ROLES = ("responsible_adult", "partner", "child")


def request(turn: Turn, **changes: object) -> RequestEntry:
    entry = RequestEntry(SHARED, turn.pick(("P1", "P2", "P3")), turn.words())
    if turn.often(0.2):
        entry = replace(entry, follow_up_on=Moment(turn.now + 5 * DAY), follow_up_means="telephone")
    return replace(entry, **changes)  # type: ignore[arg-type]


def consent(turn: Turn) -> ConsentEntry:
    services = tuple(it.id.hex() for it in turn.desk.store.reader.services())
    everybody = ("*", turn.town.beside(turn.place).hex(), *services)
    return ConsentEntry(
        form="written",
        language="fr",
        interpreter=False,
        recipients=everybody if turn.often(0.8) else turn.pick((("*",), services or ("*",))),
        fields=SHARED,
        until=Moment(turn.now + turn.pick((3, 90, 300)) * DAY),
        statistics=turn.often(0.7),
        caregiver="mother" if turn.often(0.6) else "",
    )


def page(turn: Turn) -> Intake:
    fields: dict[str, Value] = {
        "sex": turn.pick(("F", "M")),
        "age_band": turn.pick(CHILDREN + ADULTS + ADULTS),
        "district": turn.pick(("yacoub_el_mansour", "souissi")),
        "languages": turn.pick((("fr",), ("fr", "wo"), ("ar",))),
    }
    if fields["age_band"] in CHILDREN and turn.often(0.8):
        fields["caregiver"] = "mother"
    needs = tuple(need(turn) for _ in range(turn.pick((1, 1, 2, 3))))
    given = consent(turn) if turn.often(0.8) else None
    sends: tuple[SendEntry, ...] = ()
    if given and turn.often(0.5):
        sends = tuple(SendEntry(at, turn.recipient(), request(turn)) for at in range(len(needs)))
    return Intake(turn.happened(), fields, needs, given, sends=sends)


def need(turn: Turn) -> NeedEntry:
    return NeedEntry(turn.pick(CATEGORIES), turn.words(), turn.pick(("P2", "P3")), turn.words())


def _given(turn: Turn, *opened: CaseOpened) -> None:
    for one in opened:
        turn.town.codes[one.code] += 1


@act(14)
def intake(turn: Turn) -> None:
    _given(turn, open_case(turn.desk, page(turn)))


@act(3)
def intake_on_a_card(turn: Turn) -> None:
    """A card that was printed at any desk; the code was given when it was printed."""
    batches = turn.desk.store.reader.card_batches()
    code = turn.pick([card for batch in batches for card in sorted(batch.codes)])
    open_case(turn.desk, replace(page(turn), card=code))


@act(4)
def family(turn: Turn) -> None:
    members = [
        families.Member(turn.pick(ROLES), replace(page(turn), sends=()))
        for _ in range(turn.pick((1, 2)))
    ]
    opened = families.open_family(turn.desk, page(turn), members, turn.pick(("", "mother")))
    _given(turn, *opened.all)


@act(3)
def another_member(turn: Turn) -> None:
    beside = turn.case(is_open=None).id
    _given(turn, families.add_member(turn.desk, beside, turn.pick(ROLES), page(turn)))


@act(2)
def consent_for_children(turn: Turn) -> None:
    case = turn.case().id
    given = turn.pick([c.id for c in turn.desk.store.reader.consents_of(case)])
    children = [member.case for member in families.children_to_cover(turn.desk, case)]
    families.consent_for_household(turn.desk, given, children, "mother")


@act(6)
def join(turn: Turn) -> None:
    case, beside = turn.case(is_open=None).id, turn.case(is_open=None).id
    households.join(turn.desk, case, beside, turn.pick(ROLES), turn.happened())
    turn.town.together(case, beside)


@act(6)
def separate(turn: Turn) -> None:
    linked = [row.id for row in turn.cases() if households.household_of(turn.desk, row.id)]
    case = turn.pick(sorted(linked)) if turn.often(0.9) else turn.case(is_open=None).id
    household = households.household_of(turn.desk, case)
    households.separate(turn.desk, case, turn.happened(), "séparés")
    if household is not None:
        others = [member.case for member in household.others]
        turn.town.separated(turn.place, case, others, household.id)


@act(2)
def role_in_household(turn: Turn) -> None:
    households.set_role(turn.desk, turn.case().id, turn.pick(ROLES), turn.happened())


@act(8)
def edit(turn: Turn) -> None:
    changes: tuple[dict[str, Value], ...] = (
        {"sex": turn.pick(("F", "M"))},
        {"district": turn.pick(("souissi", "yacoub_el_mansour", ""))},
        {"age_band": turn.pick(("5-11", "25-34", "nonsense"))},
        {"flags": turn.pick((("V01",), ("V12", "V02"), ()))},
        {"responsible": turn.desk.actor.id.hex()},
        {"household_size": turn.pick((1, 4, 900))},
    )
    case = turn.case(is_open=True if turn.often(0.9) else None).id
    cases.set_case_fields(turn.desk, case, turn.pick(changes), turn.happened())


@act(6)
def settle(turn: Turn) -> None:
    """Whatever two desks wrote at once is settled."""
    for row in turn.cases():
        for conflict in case_view(turn.desk, row.id).conflicts if row.in_conflict else ():
            value = turn.pick(conflict.options).value
            if conflict.field == "household":
                households.settle(turn.desk, row.id, value, turn.happened())
                for other in turn.cases():
                    turn.town.together(row.id, other.id)
            elif conflict.field != "open" and conflict.record == row.id:
                cases.set_case_fields(turn.desk, row.id, {conflict.field: value}, turn.happened())
            return
    raise NothingToDoError


@act(6)
def note(turn: Turn) -> None:
    cases.add_note(turn.desk, turn.case().id, turn.words(), turn.happened())


@act(3)
def redact(turn: Turn) -> None:
    case = turn.case(is_open=None).id
    told = case_view(turn.desk, case).timeline
    notes = [entry.id for entry in told if entry.kind == "note.added"]
    cases.redact_note(turn.desk, case, turn.pick(notes), turn.words())


@act(5)
def new_need(turn: Turn) -> None:
    cases.record_need(turn.desk, turn.case().id, need(turn), turn.happened())


@act(4)
def edit_need(turn: Turn) -> None:
    changes: tuple[dict[str, Value], ...] = (
        {"detail": turn.words()},
        {"state": turn.pick(("met", "open", "not_met"))},
        {"priority": "P2", "priority_reason": turn.words()},
    )
    cases.set_need_fields(turn.desk, turn.need(), turn.pick(changes), turn.happened())


@act(5)
def new_consent(turn: Turn) -> None:
    consents.record_consent(turn.desk, turn.case().id, consent(turn), turn.happened())


@act(3)
def end_consent(turn: Turn) -> None:
    given = turn.desk.store.reader.consents_of(turn.case(is_open=None).id)
    which = turn.pick(sorted(c.id for c in given))
    consents.end_consent(turn.desk, which, turn.words(), turn.happened())


@act(4)
def close_file(turn: Turn) -> None:
    case = turn.case().id
    for one in turn.desk.store.reader.needs_of(case):
        if one.is_open:
            cases.set_need_fields(turn.desk, one.id, {"state": "met"}, turn.now)
            break
    else:
        reason = turn.pick(("C01", "C02", "C07", "C09", "C99"))
        cases.close_case(turn.desk, case, reason, turn.words(), turn.happened())


@act(3)
def reopen_file(turn: Turn) -> None:
    cases.reopen_case(turn.desk, turn.case(is_open=False).id, turn.happened())
