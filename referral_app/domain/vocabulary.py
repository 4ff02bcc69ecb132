"""Code lists: parsed from the text of the files in `resources/codes`, checked, and looked up.

A code never changes its meaning and a retired one stays readable; the words may change. A list
names its own columns beside the words (`"icon": "text"`), and every entry fills every one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TypeAlias

from referral_app.domain import vocabulary_text
from referral_app.errors import ForeignDataError, InvalidInputError

Detail: TypeAlias = "str | bool | int | tuple[str, ...]"


@dataclass(frozen=True, slots=True)
class Code:
    """One choice of a list: its code, its words, and what the list's columns say of it.

    `common` ones are offered first; `text_required` asks for words of one's own; a `retired` one is
    read but no longer chosen; a `computed` one is never chosen by a person.
    """

    code: str
    fr: str
    ar: str
    en: str
    common: bool = False
    text_required: bool = False
    retired: bool = False
    computed: bool = False
    details: Mapping[str, Detail] = field(default_factory=dict, hash=False)

    def label(self, language: str) -> str:
        """Return the words in `fr`, `ar` or `en`."""
        return {"fr": self.fr, "ar": self.ar, "en": self.en}[language]

    def text(self, column: str) -> str:
        """Return a column that holds text or another list's code; empty when none is meant."""
        value = self.details[column]
        if not isinstance(value, str):
            raise TypeError(column)
        return value

    def texts(self, column: str) -> tuple[str, ...]:
        """Return a column that holds several texts or codes."""
        value = self.details[column]
        if not isinstance(value, tuple):
            raise TypeError(column)
        return value

    def flag(self, column: str) -> bool:
        """Return a column that holds yes or no."""
        value = self.details[column]
        if not isinstance(value, bool):
            raise TypeError(column)
        return value

    def number(self, column: str) -> int:
        """Return a column that holds a whole number."""
        value = self.details[column]
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(column)
        return value


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes in its file's order; `default` is a code, or empty where none is preset."""

    name: str
    entries: tuple[Code, ...]
    version: int = 1
    default: str = ""
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    _by_code: Mapping[str, Code] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code = {entry.code: entry for entry in self.entries}
        object.__setattr__(self, "_by_code", by_code)

    @classmethod
    def parse(cls, text: str) -> CodeList:
        """Read one list from the text of its file.

        Raises ForeignDataError, naming the list and the place, for anything not as it must be.
        """
        raw = vocabulary_text.parse(text)
        entries = tuple(
            Code(
                code=entry.code,
                fr=entry.words["fr"],
                ar=entry.words["ar"],
                en=entry.words["en"],
                common=entry.marks["common"],
                text_required=entry.marks["text_required"],
                retired=entry.marks["retired"],
                computed=entry.marks["computed"],
                details=entry.details,
            )
            for entry in raw.entries
        )
        return cls(raw.name, entries, raw.version, raw.default, raw.columns)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Code | None:
        """Return the entry, retired or not, or None for a code that a newer desk wrote."""
        return self._by_code.get(code)

    def __getitem__(self, code: str) -> Code:
        return self._by_code[code]

    def label(self, code: str, language: str) -> str:
        """Return the words for `code`; an unknown code is shown as it stands."""
        entry = self._by_code.get(code)
        return entry.label(language) if entry else code

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that can be read, retired ones too, in the list's order."""
        return tuple([entry.code for entry in self.entries])

    @property
    def choices(self) -> tuple[Code, ...]:
        """What a person may choose, common ones first; those that ask for words stay last."""
        offered = (entry for entry in self.entries if not (entry.retired or entry.computed))
        return tuple(sorted(offered, key=lambda entry: (entry.text_required, not entry.common)))

    @property
    def common(self) -> tuple[Code, ...]:
        """The choices that are offered first."""
        return tuple(entry for entry in self.choices if entry.common)

    def require(self, code: str, typed_in: str = "", text: str = "") -> Code:
        """Return the entry of a code that a person chose now; `text` is what was written beside it.

        Raises InvalidInputError when it is not offered, or asks for words and has none.
        """
        entry = self._by_code.get(code)
        if entry is None or entry.retired or entry.computed:
            raise InvalidInputError("vocabulary.not_offered", typed_in or self.name, list=self.name)
        if entry.text_required and not text.strip():
            raise InvalidInputError(
                "vocabulary.text_required", typed_in or self.name, list=self.name
            )
        return entry


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """Every list that the work uses, each under the name of its file."""

    age_bands: CodeList
    answer_channels: CodeList
    cancel_reasons: CodeList
    caregivers: CodeList
    closing_reasons: CodeList
    consent_fields: CodeList
    consent_forms: CodeList
    consent_refusal_reasons: CodeList
    contact_means: CodeList
    countries: CodeList
    decided_by: CodeList
    decline_reasons: CodeList
    delivery_means: CodeList
    districts: CodeList
    evidence: CodeList
    exceptions: CodeList
    follow_up_means: CodeList
    household_roles: CodeList
    languages: CodeList
    need_states: CodeList
    open_durations: CodeList
    origins: CodeList
    outcomes: CodeList
    person_status: CodeList
    priorities: CodeList
    recipient_kinds: CodeList
    referral_answers: CodeList
    referral_statuses: CodeList
    service_categories: CodeList
    service_kinds: CodeList
    sex: CodeList
    snia_programmes: CodeList
    speakers: CodeList
    staff_roles: CodeList
    strengths: CodeList
    unhcr_age_bands: CodeList
    vulnerability_flags: CodeList
    wait_reasons: CodeList
    wide_age_bands: CodeList

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of all lists; each is read from `<name>.json`."""
        return tuple(item.name for item in fields(cls))

    @classmethod
    def parse(cls, texts: Mapping[str, str]) -> Vocabularies:
        """Read all lists from their files' texts, by name, and check what they say of one another.

        Raises ForeignDataError when a list is missing, unknown, damaged or under another's name.
        """
        for name in sorted(set(cls.names()) ^ set(texts)):
            key = "vocabulary.unknown_list" if name in texts else "vocabulary.missing_list"
            raise ForeignDataError(key, list=name)
        lists = {name: CodeList.parse(text) for name, text in texts.items()}
        for name, code_list in lists.items():
            if code_list.name != name:
                raise ForeignDataError("vocabulary.malformed", list=name, place="list")
            _check_references(code_list, lists)
        return cls(**lists)

    def named(self, name: str) -> CodeList:
        """Return the list called `name`; KeyError when there is none."""
        found = getattr(self, name, None)
        if not isinstance(found, CodeList):
            raise KeyError(name)
        return found


def _check_references(code_list: CodeList, lists: Mapping[str, CodeList]) -> None:
    for column, kind in code_list.columns.items():
        target = vocabulary_text.referred_list(kind)
        if not target:
            continue
        for entry in code_list.entries:
            value = entry.details[column]
            named = value if isinstance(value, tuple) else (value,) if value else ()
            if target not in lists or any(code not in lists[target] for code in named):
                place = f"{entry.code}.{column}"
                raise ForeignDataError(
                    "vocabulary.unknown_reference", list=code_list.name, place=place
                )
