"""Words reach the translators: literal messages only, and catalogs that are complete."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

import catalog_rules
from tests.architecture.source_tree import PACKAGES, ROOT, name_of, parsed, python_files

# Function → how many of its first arguments are words.
WORDS_IN = {"_": 1, "N_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2}


def built_messages(tree: ast.Module) -> Iterator[int]:
    """Lines where a message is put together before it is looked up: no catalog can hold it."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        function = call.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        for argument in call.args[: WORDS_IN.get(name, 0)]:
            formatted = (
                isinstance(argument, ast.Call)
                and isinstance(argument.func, ast.Attribute)
                and argument.func.attr in {"format", "format_map", "join"}
            )
            if formatted or isinstance(argument, ast.JoinedStr | ast.BinOp):
                yield call.lineno


def test_no_message_is_put_together_before_it_is_looked_up() -> None:
    found = [
        f"{name_of(path)}:{line}"
        for path in python_files()
        if path.relative_to(ROOT).parts[0] in PACKAGES
        for line in built_messages(parsed(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        '_(f"Hello {name}")',
        '_("Hello {name}".format(name=name))',
        '_("Hello %s" % name)',
        '_("Hello " + name)',
        'language.ngettext("{n} case", f"{n} cases", n)',
        'pgettext("menu", "Hello {}".format(name))',
    ],
)
def test_the_rule_notices(line: str) -> None:
    assert list(built_messages(ast.parse(line))) == [1]


@pytest.mark.parametrize(
    "line",
    [
        '_("Hello {name}").format(name=name)',
        '_("Hel" "lo")',
        "_(SENTENCES[key])",
        'ngettext("{n} case", "{n} cases", a + b)',
    ],
)
def test_the_rule_lets_pass(line: str) -> None:
    assert list(built_messages(ast.parse(line))) == []


def test_catalogs_are_complete() -> None:
    assert catalog_rules.complaints(ROOT) == []
