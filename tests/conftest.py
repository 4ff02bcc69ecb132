"""What every test may rely on: no screen, no network, no folder of a real person, no skip in CI."""

from __future__ import annotations

import os
import socket
from collections.abc import Generator, Iterator
from typing import Any, Final

import pytest
from hypothesis import settings

from referral_app import paths

# Before the first test module imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Machines are shared: a slow example says nothing. HYPOTHESIS_PROFILE=thorough before a release.
settings.register_profile("desk", deadline=None, print_blob=True)
settings.register_profile("thorough", parent=settings.get_profile("desk"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "desk"))

_IN_CI: Final = os.environ.get("CI", "").lower() in {"1", "true"}
_LOOPBACK: Final = ("127.", "::1", "localhost")


class NetworkUsedError(RuntimeError):
    """A test reached for another machine."""


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Sockets connect to this machine alone."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise NetworkUsedError(address[0])
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_real_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The program's data folder is a fresh one, never that of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.HOME_VARIABLE, str(tmp_path_factory.mktemp("home")))
        yield


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if _IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but in CI nothing may be: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that skips itself fails in CI: there, everything that it drives is installed."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """So does a module that skips itself while it is read."""
    report = yield
    _refuse_skip(report)
    return report
