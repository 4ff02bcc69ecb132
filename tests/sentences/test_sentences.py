"""Every refusal has its sentence, no sentence lies idle, and each is filled in each language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Final

import pytest

from referral_app import errors
from referral_app.domain.consent import Gap
from referral_app.domain.facts import KINDS
from referral_app.domain.referral import Status
from referral_app.domain.staff import Act, Role
from referral_app.errors import ReferralAppError, RefusedError, UnavailableError
from referral_app.language import CODES, Language, without_isolates
from referral_app.sentences import sentence, sentences, words
from referral_app.services.consents import GAP_KEYS
from tests.architecture.source_tree import PACKAGES, ROOT, name_of, parsed, python_files

_KEY: Final = re.compile(r"[a-z_]+\.[a-z_]+")
_SENTENCES: Final = "referral_app/sentences/"


@dataclass(frozen=True)
class Raised:
    """A key as written where an error is made; `values` None where they cannot be read."""

    place: str
    key: str
    values: frozenset[str] | None


def our_files() -> list[tuple[str, ast.Module]]:
    ours = [p for p in python_files() if p.relative_to(ROOT).parts[0] in PACKAGES]
    return [(name_of(p), parsed(p)) for p in ours if not name_of(p).startswith(_SENTENCES)]


def named(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


@cache
def error_classes() -> frozenset[str]:
    """Names of ReferralAppError and all that derives from it, anywhere in the tree."""
    bases = {
        node.name: {named(base) for base in node.bases}
        for _, tree in our_files()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {ReferralAppError.__name__}
    while more := {name for name, of in bases.items() if of & found} - found:
        found |= more
    return frozenset(found)


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Where errors are made: by their class, or by super() inside one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and named(node.func) in error_classes():
            yield node
        if isinstance(node, ast.ClassDef) and node.name in error_classes():
            yield from (
                call
                for call in ast.walk(node)
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__"
            )


def literals(tree: ast.AST) -> set[str]:
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def raised() -> Iterator[Raised]:
    for name, tree in our_files():
        if name == "referral_app/errors.py":
            continue
        for call in calls(tree):
            key = call.args[0] if call.args else None
            place = f"{name}:{call.lineno}"
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                keywords = [keyword.arg for keyword in call.keywords]
                values = None if None in keywords else frozenset(k for k in keywords if k)
                yield Raised(place, key.value, values)
            elif (key is not None and not isinstance(key, ast.Name)) or _chooses(tree, key):
                # The key is chosen nearby: every literal of the file that looks like one counts.
                for literal in sorted(literals(tree) - KINDS.keys()):
                    if _KEY.fullmatch(literal):
                        yield Raised(place, literal, None)


def _chooses(tree: ast.Module, key: ast.expr | None) -> bool:
    """Whether a variable is set to one of several literals in this file."""
    return isinstance(key, ast.Name) and any(
        isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == key.id for target in node.targets)
        for node in ast.walk(tree)
    )


def placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def test_every_error_has_its_sentence() -> None:
    assert [f"{r.place} {r.key}" for r in raised() if r.key not in sentences()] == []


def test_no_sentence_is_idle() -> None:
    used = {literal for _, tree in our_files() for literal in literals(tree)}
    assert sorted(sentences().keys() - used) == []


def test_every_error_fills_its_sentence() -> None:
    lacking = [
        f"{r.place} {r.key}: {sorted(placeholders(sentences()[r.key]) - r.values)}"
        for r in raised()
        if r.key in sentences()
        and r.values is not None
        and not placeholders(sentences()[r.key]) <= r.values
    ]
    assert lacking == []


def test_the_scan_sees_what_is_raised() -> None:
    """Should the scan go blind, the tests above would pass on nothing."""
    keys = {r.key for r in raised()}
    assert {"case.closed", "case.referrals_open", "code.too_short", "role.forbids"} <= keys
    assert {"StillOpenError", "InvalidInputError", "NoRoomError"} <= error_classes()


def test_each_gap_has_its_own_sentence() -> None:
    assert GAP_KEYS.keys() == set(Gap)
    assert len({sentences()[key] for key in GAP_KEYS.values()}) == len(Gap)


def test_every_code_in_a_sentence_has_words() -> None:
    assert words()["status"].keys() == {status.value for status in Status}
    assert words()["to"].keys() == words()["status"].keys()
    assert words()["role"].keys() == {role.value for role in Role}
    assert words()["act"].keys() == {act.value for act in Act}


@pytest.mark.parametrize("code", CODES)
def test_every_sentence_is_filled_in_every_language(code: str) -> None:
    """Whatever the values, no brace stays and none is missing."""
    language = Language(code)  # type: ignore[arg-type]
    for key, text in sentences().items():
        values: dict[str, str | int] = dict.fromkeys(placeholders(text), 3)
        told = sentence(language, ReferralAppError(key, **values))
        assert "{" not in told, key
        assert "…" not in told or "…" in text, key
        assert told.strip() == told, key


def test_values_are_worded() -> None:
    error = RefusedError("referral.move", status="on-hold", to="completed")
    told = sentence(Language("en"), error)
    assert told == "This referral is shown as “On hold”: it cannot become “Completed” now."


def test_a_date_is_written_as_one() -> None:
    told = sentence(Language("en"), RefusedError("consent.already_ended", date=1_763_700_000_000))
    assert told.startswith("This consent already ended on 21/11/2025")


def test_a_code_inside_arabic_keeps_its_direction() -> None:
    error = RefusedError("vocabulary.malformed", list="sex", place="F.fr")
    told = sentence(Language("ar"), error)
    assert without_isolates(told) != told
    assert "\u2066F.fr\u2069" in told


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RefusedError("from.a_newer_part"), "nothing was changed"),
        (UnavailableError("from.a_newer_part"), "try again"),
    ],
)
def test_an_error_without_words_is_named_honestly(error: ReferralAppError, said: str) -> None:
    told = sentence(Language("en"), error)
    assert said in told
    assert "from.a_newer_part" in told


def test_a_lacking_value_does_not_silence_the_sentence() -> None:
    told = sentence(Language("en"), RefusedError("text.too_long", limit=280))
    assert told == "The text has … characters; there is room for 280."


def test_errors_keep_to_their_tree() -> None:
    """The tree of errors.py is what the scan starts from."""
    assert issubclass(errors.StoreInUseError, errors.UnavailableError)
    assert issubclass(errors.NotPermittedError, errors.RefusedError)
