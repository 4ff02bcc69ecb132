"""start.py on a bare machine, in a checkout of its own."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.packaging.bare_machine import Machine, make_environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: Machine) -> ModuleType:
    """start.py on a bare Linux machine, in a checkout of its own."""
    spec = importlib.util.spec_from_file_location("start_under_test", ROOT / "start.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    checkout = tmp_path / "checkout"
    for lock in ("run", "hub", "development"):
        (checkout / "requirements").mkdir(parents=True, exist_ok=True)
        (checkout / "requirements" / f"{lock}.txt").write_text(lock, encoding="utf-8")
    monkeypatch.setattr(module, "ROOT", checkout)
    monkeypatch.setattr(module, "VENV", checkout / ".venv")
    monkeypatch.setattr(module, "PYTHON", checkout / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "STAMP", checkout / ".venv" / "set-up.json")
    monkeypatch.setattr(module, "APT_LISTS", tmp_path / "lists")
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "mirror_Packages").touch()
    monkeypatch.setattr(module.ctypes, "CDLL", machine.library)
    monkeypatch.setattr(module, "find_spec", machine.module)
    monkeypatch.setattr(module.subprocess, "run", machine.run)
    monkeypatch.setattr(module.subprocess, "call", machine.call)
    monkeypatch.setattr(module.os, "execve", machine.end)
    monkeypatch.setattr(module.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(module, "ELSEWHERE", {})
    monkeypatch.setattr(module, "is_root", lambda: True)
    monkeypatch.setattr(module.sys, "platform", "linux")
    monkeypatch.setattr(module, "create_environment", lambda: make_environment(checkout, machine))
    for name in ("CI", "QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.chdir(tmp_path)
    return module
