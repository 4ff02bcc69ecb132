import pytest

from referral_app.domain.identifiers import StaffId
from referral_app.domain.staff import MATRIX, Act, Role, Staff
from referral_app.errors import NotPermittedError

CASE_CONTENT = {
    Act.READ_CASES,
    Act.OPEN_CASE,
    Act.EDIT_CASE,
    Act.READ_LOCKED_FLAGS,
    Act.SEND_REFERRAL,
    Act.ANSWER_REFERRAL,
    Act.CLOSE_LOOP,
    Act.CLOSE_CASE,
    Act.COUNTERSIGN,
    Act.REINSTATE,
    Act.REOPEN_LOOP,
}


def person(role: Role, *, active: bool = True) -> Staff:
    return Staff(StaffId(b"p" * 16), "FA", role, active)


def test_every_role_stands_in_the_matrix_and_every_act_is_somebodys() -> None:
    assert set(MATRIX) == set(Role)
    assert set().union(*MATRIX.values()) == set(Act)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TRAINER])
def test_administrators_and_trainers_see_no_case_content(role: Role) -> None:
    assert not MATRIX[role] & CASE_CONTENT


@pytest.mark.parametrize("act", [Act.COUNTERSIGN, Act.REINSTATE, Act.REOPEN_LOOP])
def test_what_only_a_supervisor_may_do(act: Act) -> None:
    assert [role for role in Role if act in MATRIX[role]] == [Role.SUPERVISOR]


def test_reception_opens_files_and_reads_no_locked_flags() -> None:
    reception = person(Role.RECEPTION)
    assert reception.may(Act.OPEN_CASE)
    assert not reception.may(Act.READ_LOCKED_FLAGS)
    assert not reception.may(Act.SEND_REFERRAL)


def test_a_refusal_names_role_and_act() -> None:
    with pytest.raises(NotPermittedError) as refused:
        person(Role.RECEPTION).require(Act.CLOSE_CASE)
    assert refused.value.values == {"role": "reception", "act": "close_case"}


def test_someone_who_left_may_do_nothing() -> None:
    gone = person(Role.SUPERVISOR, active=False)
    assert not any(gone.may(act) for act in Act)
