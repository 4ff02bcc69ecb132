"""The wheel carries catalogs and resources, and an installed program finds them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("referral_app", "ui", "packaging", "locale", "resources", "LICENSE", "README.md")
PROBE = """
import gettext
from referral_app import paths
assert paths.data_root().parts[-3:] == ("site", "referral_app", "_data"), paths.data_root()
assert paths.resource("planted", "planted.txt").read_text() == "planted"
for language in ("fr", "ar"):
    catalog = gettext.translation("referral_app", paths.locale_dir(), languages=[language])
    assert "nplurals" in catalog.info()["plural-forms"]
print("found")
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An unpacked wheel, built from a copy of the tree without a network."""
    place = tmp_path_factory.mktemp("wheel")
    tree = place / "tree"
    tree.mkdir()
    for name in (*COPIED, "pyproject.toml"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tree / name)
    (tree / "resources" / "planted").mkdir()
    (tree / "resources" / "planted" / "planted.txt").write_text("planted", encoding="utf-8")
    for compiled in tree.glob("locale/*/LC_MESSAGES/*.mo"):
        compiled.unlink()  # the build makes its own
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place / "dist")]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    [wheel] = (place / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place / "site")
    return place / "site"


def test_an_installed_program_finds_its_data(site: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(site)}
    command = [sys.executable, "-P", "-c", PROBE]
    done = subprocess.run(  # noqa: S603
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("found", "")


def test_the_wheel_holds_the_program_and_nothing_of_the_workshop(site: Path) -> None:
    top = {path.name for path in site.iterdir() if not path.name.endswith(".dist-info")}
    assert top == {"referral_app", "ui"}
    assert list(site.rglob("*.po")) == []


def test_the_wheel_holds_the_hub_s_contract_and_its_program(site: Path) -> None:
    assert (site / "referral_app" / "hub" / "openapi.yaml").is_file()
    [named] = site.glob("*.dist-info/entry_points.txt")
    assert "referral-hub = referral_app.cli.hub:main" in named.read_text(encoding="utf-8")


def test_the_tree_is_left_as_it_was(site: Path) -> None:
    tree = site.parent / "tree"
    assert list(tree.glob("locale/*/LC_MESSAGES/*.mo")) == []
    assert not (tree / "referral_app" / "_data").exists()
