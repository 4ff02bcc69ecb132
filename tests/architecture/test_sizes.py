"""Small files (250 lines by habit: `start.py check` lists more; 400 at most), small functions."""

from __future__ import annotations

import ast

from tests.architecture.source_tree import name_of, parsed, python_files

LONGEST_FILE = 400
LONGEST_FUNCTION = 40


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without decorators and without the docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def test_no_file_is_longer_than_400_lines() -> None:
    counted = {name_of(path): len(path.read_bytes().splitlines()) for path in python_files()}
    assert counted
    assert {name: lines for name, lines in counted.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = {
        f"{name_of(path)}:{node.lineno} {node.name}": body_length(node)
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and body_length(node) > LONGEST_FUNCTION
    }
    assert long == {}


def test_a_docstring_does_not_count() -> None:
    text = 'def f():\n    """One.\n\n    Three.\n    """\n    return 1\n'
    [function] = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    assert body_length(function) == 2
