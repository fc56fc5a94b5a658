"""Code lists of the national standards, typed; the lists are data in ``resources/codes``.

Each list knows its standard and edition. To add a list: a TOML file with ``source``, ``edition``, ``confidence`` and
``codes``, and a function here that names it; lists of our own stand in ``sync.model.lists``. Reading is the one
exception from the rule that the model touches no disk: the lists are constants of the program, read once
(docs/decisions/003).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

import msgspec

from sync import assets
from sync.errors import InvalidRecord
from sync.model.sex import Sex


class Code(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One code with its names."""

    code: str
    zh: str
    en: str

    def name(self, language: str) -> str:
        """The name in ``zh_CN`` or ``en``."""
        return self.zh if language.startswith("zh") else self.en


class Kinship(Code, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a household member is *to the applicant*.

    Attributes:
        sex: of the member, or None when the code does not say.
        generation: 1 the applicant's parents', 0 the applicant's own, -1 the children's; None when the code does
            not say.
        group: ``self``, ``spouse``, ``child``, ``child_in_law``, ``grandchild``, ``grandchild_in_law``, ``parent``,
            ``parent_in_law``, ``grandparent``, ``grandparent_in_law``, ``sibling``, ``sibling_in_law``,
            ``relative``, ``other``.
        generic: a fall-back; a specific code of the same group says more.
        applicant_sex: what the code implies for the applicant, or None.

    Source: GB/T 4761-2008.
    """

    group: str
    sex: Sex | None = None
    generation: int | None = None
    generic: bool = False
    applicant_sex: Sex | None = None


class Country(Code, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A country or region; ``code`` is alpha-3, ``numeric`` three digits.

    Source: GB/T 2659, ISO 3166-1.
    """

    numeric: str


C = TypeVar("C", bound=Code)
C_co = TypeVar("C_co", bound=Code, covariant=True)


@dataclass(frozen=True)
class CodeList(Generic[C_co]):
    """A code list in the order of its standard.

    Attributes:
        source: the standard, or whose list it is.
        edition: its edition.
        confidence: how sure the list is, in words: read, from memory, assumed.
        codes: all codes.
    """

    source: str
    edition: str
    confidence: str
    codes: tuple[C_co, ...]
    by_code: Mapping[str, C_co]

    def get(self, code: str) -> C_co | None:
        """The entry of ``code``, or None when the list has no such code."""
        return self.by_code.get(code)

    def __getitem__(self, code: str) -> C_co:
        return self.by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __iter__(self) -> Iterator[C_co]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def name(self, code: str, language: str) -> str:
        """The name of ``code``; an unknown code is shown as it is."""
        found = self.get(code)
        return found.name(language) if found else code


def parse_code_list(text: str, kind: type[C]) -> CodeList[C]:
    """A code list from TOML.

    Raises:
        InvalidRecord: the text is no TOML, a field is missing, unknown or of the wrong type, or a code comes twice.
    """
    try:
        table = tomllib.loads(text)
        codes = tuple(msgspec.convert(entry, kind) for entry in table["codes"])
        source, edition, confidence = (str(table[name]) for name in ("source", "edition", "confidence"))
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, TypeError) as error:
        raise InvalidRecord("codes", str(error)) from error
    except KeyError as error:
        raise InvalidRecord(str(error.args[0]), "is missing") from error
    by_code = {entry.code: entry for entry in codes}
    if len(by_code) != len(codes):
        raise InvalidRecord("codes", "a code comes twice")
    return CodeList(source, edition, confidence, codes, by_code)


def read_codes(name: str) -> str:
    """The text of one file of ``resources/codes``: the only door of the model to the resources.

    Raises:
        AssetMissing: a broken installation.
    """
    return assets.read_text(f"codes/{name}")


@cache
def _plain(name: str) -> CodeList[Code]:
    return parse_code_list(read_codes(f"{name}.toml"), Code)


def nations() -> CodeList[Code]:
    """Ethnic groups 01-56, 97, 98. Source: GB/T 3304-1991."""
    return _plain("nations")


def sexes() -> CodeList[Code]:
    """Sex 0, 1, 2, 9. Source: GB/T 2261.1-2003."""
    return _plain("sex")


def marital_statuses() -> CodeList[Code]:
    """Marital status. Source: GB/T 2261.2-2003."""
    return _plain("marital")


def jobs() -> CodeList[Code]:
    """Occupational status. Source: GB/T 2261.4-2003."""
    return _plain("jobs")


def educations() -> CodeList[Code]:
    """Levels of education. Source: GB/T 4658-2006."""
    return _plain("education")


def disability_kinds() -> CodeList[Code]:
    """Kinds of disability. Source: GB/T 26341-2010."""
    return _plain("disability_kinds")


def disability_grades() -> CodeList[Code]:
    """Grades of disability, 1 is the heaviest. Source: GB/T 26341-2010."""
    return _plain("disability_grades")


@cache
def kinships() -> CodeList[Kinship]:
    """Relations to the applicant. Source: GB/T 4761-2008."""
    return parse_code_list(read_codes("kinship.toml"), Kinship)


@cache
def countries() -> CodeList[Country]:
    """Countries and regions by alpha-3 code. Source: GB/T 2659, ISO 3166-1."""
    return parse_code_list(read_codes("countries.toml"), Country)


@cache
def _countries_by_number() -> dict[str, Country]:
    return {country.numeric: country for country in countries()}


def find_country(code: str) -> Country | None:
    """A country by alpha-3 or three-digit numeric code; cards carry either."""
    return countries().get(code) or _countries_by_number().get(code)
