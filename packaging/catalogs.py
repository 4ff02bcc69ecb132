"""The catalogs of locale/: extract, update, compile, check, and merge of translators' tables.

    python packaging/catalogs.py extract | update | compile | check
    python packaging/catalogs.py merge [--replace] DIR

`update` brings the catalogs to what the sources say; `merge` does that and fills in the tables of a
folder (`catalog_tables.py` has their form). Exit 1 with one line for each thing that is wrong.
"""

from __future__ import annotations

import argparse
import sys
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
DOMAIN: Final = "referral_app"
SOURCES: Final = ("referral_app", "ui")
KEYWORDS: Final = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
# Babel's own Arabic formula has "many" and "other" in each other's place, against CLDR and every
# translator's tool. `update` keeps what stands in a header.
PLURALS: Final = {
    "fr": "nplurals=2; plural=(n > 1);",
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 :"
        " n%100>=11 ? 4 : 5);"
    ),
}
_NEW: Final = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
_COMMENT: Final = "# The program’s words; written by packaging/catalogs.py."
# Dates and empty names would only make noise between two states of a catalog.
_NOISE: Final = tuple(
    f'"{field}:'.encode()
    for field in (
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)


def template_path(root: Path) -> Path:
    """Where the template stands."""
    return root / "locale" / f"{DOMAIN}.pot"


def catalog_path(root: Path, language: str) -> Path:
    """Where a language's catalog stands."""
    return root / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def extract(root: Path) -> Catalog:
    """Every message of the sources, as a template without translations."""
    template = Catalog(domain=DOMAIN, fuzzy=False, charset="utf-8")
    template.header_comment = _COMMENT
    for source in SOURCES:
        found = extract_from_dir(
            root / source, keywords=KEYWORDS, comment_tags=("NOTE:",), strip_comment_tags=True
        )
        for name, line, message, comments, context in found:
            place = (f"{source}/{Path(name).as_posix()}", line)
            template.add(message, None, [place], auto_comments=comments, context=context)
    return template


def read_catalog(root: Path, language: str) -> Catalog:
    """A language's catalog, or an empty one with the right plural rule."""
    path = catalog_path(root, language)
    if path.exists():
        content = path.read_bytes()
    else:
        content = _NEW.format(language=language, plurals=PLURALS[language]).encode()
    catalog = read_po(BytesIO(content), locale=language, domain=DOMAIN)
    catalog.fuzzy = False
    catalog.header_comment = _COMMENT
    return catalog


def ids_of(message: Message) -> tuple[str, ...]:
    """The message, or its singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def forms_of(message: Message) -> tuple[str, ...]:
    """The translations, one for each plural form; empty texts where there are none."""
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(form or "" for form in message.string or ("",))


def updated(root: Path, template: Catalog, language: str) -> Catalog:
    """A language's catalog with exactly the template's messages; nothing is guessed."""
    catalog = read_catalog(root, language)
    # A copy: the catalog takes the template's messages themselves, and another language would too.
    catalog.update(deepcopy(template), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def write(path: Path, catalog: Catalog) -> None:
    """Write a catalog; the same messages give the same bytes."""
    buffer = BytesIO()
    write_po(buffer, catalog, width=0, include_lineno=False)
    lines = buffer.getvalue().splitlines(keepends=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(line for line in lines if not line.startswith(_NOISE)))


def compiled(catalog: Catalog) -> bytes:
    """The bytes of a catalog's `.mo`."""
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def do_extract(root: Path) -> list[str]:
    """Write the template."""
    write(template_path(root), extract(root))
    return []


def do_update(root: Path) -> list[str]:
    """Write the template and bring the catalogs to it."""
    template = extract(root)
    write(template_path(root), template)
    for language in PLURALS:
        write(catalog_path(root, language), updated(root, template, language))
    return []


def do_compile(root: Path) -> list[str]:
    """Write the `.mo` beside each catalog."""
    for language in PLURALS:
        path = catalog_path(root, language)
        if path.exists():
            path.with_suffix(".mo").write_bytes(compiled(read_catalog(root, language)))
    return []


def do_check(root: Path) -> list[str]:
    """What is missing, stale or broken."""
    from catalog_rules import complaints

    return complaints(root)


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="catalogs", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    plain = {"extract": do_extract, "update": do_update, "compile": do_compile, "check": do_check}
    for name in plain:
        commands.add_parser(name)
    merge = commands.add_parser("merge")
    merge.add_argument("--replace", action="store_true", help="also where words already stand")
    merge.add_argument("directory", type=Path)
    options = parser.parse_args(arguments)
    if options.command == "merge":
        from catalog_tables import do_merge

        found = do_merge(ROOT, options.directory, replace=options.replace)
    else:
        found = plain[options.command](ROOT)
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
