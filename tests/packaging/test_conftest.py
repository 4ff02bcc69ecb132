"""The promises of tests/conftest.py: no network, no real folder, and no skip in CI."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from referral_app import paths

ROOT = Path(__file__).resolve().parents[2]
SKIPS = """
import pytest

def test_fine():
    pass

def test_without_its_tool():
    pytest.skip("no spin here")

@pytest.mark.xfail(strict=True)
def test_known():
    raise AssertionError
"""
MODULE_SKIPS = 'import pytest\npytest.skip("no spin here", allow_module_level=True)\n'


def run(tmp_path: Path, text: str, *, ci: str) -> tuple[int, str]:
    (tmp_path / "test_it.py").write_text(text, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CI": ci}
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:randomly", "-rs"]
    done = subprocess.run(  # noqa: S603
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize(("text", "passed"), [(SKIPS, 0), (MODULE_SKIPS, 5)])
def test_a_skip_is_named_at_a_desk(tmp_path: Path, text: str, passed: int) -> None:
    status, said = run(tmp_path, text, ci="")
    assert (status, "no spin here" in said) == (passed, True)


@pytest.mark.parametrize("text", [SKIPS, MODULE_SKIPS])
def test_a_skip_fails_in_ci(tmp_path: Path, text: str) -> None:
    status, said = run(tmp_path, text, ci="true")
    assert status not in (0, 5)
    assert "skipped, but in CI nothing may be" in said
    assert "no spin here" in said


def test_another_machine_is_out_of_reach() -> None:
    with socket.socket() as one, pytest.raises(RuntimeError, match="192"):
        one.connect(("192.0.2.1", 80))


def test_this_machine_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as one:
        one.connect(server.getsockname())


def test_the_data_folder_is_a_temporary_one() -> None:
    assert Path(os.environ[paths.HOME_VARIABLE]) == paths.user_data_dir()
    assert paths.user_data_dir().name.startswith("home")
