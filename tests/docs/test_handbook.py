"""The handbook and the README: the same pages in all languages, and nothing that is not there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from referral_app.cli.parsers import all_parsers
from referral_app.language import CODES, Language
from tests.architecture.source_tree import ROOT

HANDBOOK = ROOT / "docs" / "handbook"
PAGES = sorted(HANDBOOK.rglob("*.md"))
TEXTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *PAGES]
TO_REVIEW = {
    "ar": "ترجمة عن الفرنسية، في انتظار مراجعة",
    "en": "Translated from the French; to be reviewed",
}
LINK = re.compile(r"\[[^\]]*\]\(([^)#]+)[^)]*\)")
ON_SCREEN = re.compile(r"\*\*([^*]+)\*\*", re.DOTALL)
COMMAND = re.compile(r"^(?:referral-app|python3 start\.py)(?: ([a-z]+))?( .*)?$", re.MULTILINE)
OPTION = re.compile(r"--[a-z][a-z-]+")
HTML_IMAGE = re.compile(r'src="([^"]+)"')


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("language", CODES)
def test_every_language_has_the_same_pages(language: str) -> None:
    french = {path.name for path in (HANDBOOK / "fr").glob("*.md")}
    assert {path.name for path in (HANDBOOK / language).glob("*.md")} == french
    assert len(french) > 1


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_pages_of_all_languages_have_the_same_build(page: Path) -> None:
    french = HANDBOOK / "fr" / page.name
    assert build(page) == build(french)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_translation_says_that_it_waits_for_review(page: Path) -> None:
    language = page.parent.name
    assert language == "fr" or TO_REVIEW[language] in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_contents_lead_to_every_page(page: Path) -> None:
    contents = page.with_name("README.md")
    links = LINK.findall(contents.read_text(encoding="utf-8"))
    assert page == contents or page.name in links


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_bold_words_stand_on_a_screen(page: Path) -> None:
    language = page.parent.name
    shown = on_screens(language)
    bold = [plain(words) for words in ON_SCREEN.findall(page.read_text(encoding="utf-8"))]
    assert [words for words in bold if words not in shown] == []


@pytest.mark.parametrize("text", TEXTS, ids=name)
def test_every_link_leads_somewhere(text: Path) -> None:
    content = text.read_text(encoding="utf-8")
    links = [*LINK.findall(content), *HTML_IMAGE.findall(content)]
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (text.parent / link).exists()] == []


@pytest.mark.parametrize("text", TEXTS, ids=name)
def test_every_command_exists(text: Path) -> None:
    commands = all_parsers(Language("en"))
    start = (ROOT / "start.py").read_text(encoding="utf-8")
    for found in COMMAND.finditer(text.read_text(encoding="utf-8")):
        command, rest = found.group(1), found.group(2)
        if found.group(0).startswith("python3"):
            assert command is None or f'"{command}"' in start
        elif command is not None:
            assert command in commands
            known = commands[command].format_help()
            assert [option for option in OPTION.findall(rest or "") if option not in known] == []


def test_the_readme_names_every_command() -> None:
    told = {found.group(1) for found in COMMAND.finditer((ROOT / "README.md").read_text("utf-8"))}
    assert set(all_parsers(Language("en"))) <= told


def build(page: Path) -> list[str]:
    """The marks of a page's lines: headings, list entries, tables, code."""
    lines = page.read_text(encoding="utf-8").splitlines()
    marks = (re.match(r"(#+ |- |\d+\. |\|(?= )|```)", line) for line in lines)
    return [mark.group(1) for mark in marks if mark]


def plain(words: str) -> str:
    return " ".join(words.replace("\u202f", " ").replace("\u00a0", " ").split()).casefold()


@cache
def on_screens(language: str) -> str:
    """Every word that the window may show in a language."""
    if language == "en":
        with (ROOT / "locale" / "referral_app.pot").open("rb") as file:
            shown = [str(message.id) for message in read_po(file) if message.id]
    else:
        place = ROOT / "locale" / language / "LC_MESSAGES" / "referral_app.po"
        with place.open("rb") as file:
            shown = [str(message.string) for message in read_po(file) if message.id]
    return "\n".join(plain(words) for words in shown)
