"""The record of a card, and what on it contradicts itself.

What a card holds is untrusted text. Drivers hand over :class:`RawCard`, strings as they were found; :func:`judge`
cleans and limits them, maps codes, and adds a warning for everything that cannot be right. A warning never hides the
card: the person at the window sees the data and the doubt.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import msgspec

from sync.model.codes import find_country, nations
from sync.model.numbers import DocumentNumber, DocumentType, parse_document_number
from sync.model.sex import Sex, sex_of_code


class CardType(StrEnum):
    """Kinds of card that the desk reads."""

    RESIDENT = "resident"
    HMT = "hmt"
    FOREIGN_2017 = "foreign_2017"
    FOREIGN_2023 = "foreign_2023"
    SOCIAL = "social"


class CardWarning(StrEnum):
    """What cannot be right on a card, stable; texts under ``devices.warning.<value>``."""

    NUMBER_INVALID = "NUMBER_INVALID"
    TYPE_MISMATCH = "TYPE_MISMATCH"
    BIRTH_MISMATCH = "BIRTH_MISMATCH"
    SEX_MISMATCH = "SEX_MISMATCH"
    SEX_UNKNOWN = "SEX_UNKNOWN"
    NATION_UNKNOWN = "NATION_UNKNOWN"
    COUNTRY_UNKNOWN = "COUNTRY_UNKNOWN"
    DATE_UNREADABLE = "DATE_UNREADABLE"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    NAME_MISSING = "NAME_MISSING"
    CONTROL_CHARACTERS = "CONTROL_CHARACTERS"
    TEXT_DAMAGED = "TEXT_DAMAGED"


@dataclass(frozen=True, kw_only=True, repr=False)
class RawCard:
    """A card's strings as found; "" where the card says nothing. Dates are ``YYYYMMDD``; ``valid_to`` may be 长期.

    Attributes:
        damaged: some bytes could not be read as text.
    """

    card_type: CardType
    name: str = ""
    name_latin: str = ""
    sex: str = ""
    nation: str = ""
    birth: str = ""
    address: str = ""
    number: str = ""
    issuer: str = ""
    valid_from: str = ""
    valid_to: str = ""
    nationality: str = ""
    pass_number: str = ""
    newest_address: str = ""
    card_number: str = ""
    damaged: bool = False


class CardData(msgspec.Struct, frozen=True, kw_only=True):
    """A card as the desk uses it. Its text form shows nothing about the person.

    Attributes:
        document_type: the kind of card.
        name: Chinese name, or the Latin one when there is no other.
        name_latin: Latin name of a foreigner.
        sex: by GB/T 2261.1.
        nation: name of the ethnic group; an unknown code as it is.
        birth_date: None when unreadable.
        address: as printed on the card.
        number: number of the document; of a social security card the holder's citizen's number.
        issuer: issuing authority.
        valid_from: first day of validity.
        valid_to: last day of validity; None when there is no end (长期) or the card holds no readable date.
        nationality: alpha-3 code, or the card's own code when unknown.
        pass_number: number of the travel permit behind a residence permit.
        reader: which reader read it.
        warnings: codes of :class:`CardWarning`, in their order.
        nation_code: two digits of GB/T 3304.
        newest_address: address written to the card later.
        card_number: number of the social security card itself.
        long_term: whether the card says 长期.
        fictional: whether the number lies in the range of fictional people.
    """

    document_type: CardType
    name: str
    name_latin: str | None = None
    sex: Sex = Sex.UNKNOWN
    nation: str | None = None
    birth_date: date | None = None
    address: str | None = None
    number: str = ""
    issuer: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    nationality: str | None = None
    pass_number: str | None = None
    reader: str = ""
    warnings: tuple[CardWarning, ...] = ()
    nation_code: str | None = None
    newest_address: str | None = None
    card_number: str | None = None
    long_term: bool = False
    fictional: bool = False

    def __repr__(self) -> str:
        return f"CardData({self.document_type.value}, warnings={[w.value for w in self.warnings]})"


_LIMITS = {"name": 15, "name_latin": 60, "address": 35, "newest_address": 140, "issuer": 15}
_LIMITS_SOCIAL = {"name": 50, "name_latin": 60, "address": 35, "newest_address": 140, "issuer": 35}
_SHORT = 32
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_NUMBER_OF = {
    CardType.RESIDENT: {DocumentType.RESIDENT},
    CardType.HMT: {DocumentType.HMT},
    CardType.FOREIGN_2017: {DocumentType.FOREIGN_2017},
    CardType.FOREIGN_2023: {DocumentType.FOREIGN_2023},
    CardType.SOCIAL: set(DocumentType) - {DocumentType.ORGANISATION},
}


def _seen(char: str) -> bool:
    """Whether a character may stand in a name. Unassigned ones may: new ideographs outrun Python's own tables."""
    return unicodedata.category(char) not in _UNSEEN and ord(char) & 0xFFFE != 0xFFFE


def clean(text: str, limit: int) -> tuple[str, bool]:
    """Text without padding, control and format characters, at most ``limit`` characters long.

    Returns:
        The text and whether anything but padding was taken out of it.
    """
    padded = text.strip(" \0\u3000")
    kept = "".join(char for char in padded if _seen(char))
    return kept[:limit].strip(), kept != padded or len(kept) > limit


def judge(raw: RawCard, today: date, reader: str) -> CardData:
    """The record of a card with its warnings.

    Args:
        raw: what the driver found.
        today: the civil day in China.
        reader: which reader read it.
    """
    return _Judge(raw, today).card(reader)


@dataclass
class _Judge:
    """Collects warnings while a card's fields are read; used once."""

    raw: RawCard
    today: date
    found: set[CardWarning] = field(default_factory=set)

    def card(self, reader: str) -> CardData:
        raw = self.raw
        if raw.damaged:
            self.found.add(CardWarning.TEXT_DAMAGED)
        name, name_latin = self._text("name"), self._text("name_latin")
        if not name and not name_latin:
            self.found.add(CardWarning.NAME_MISSING)
        valid_from, valid_to, long_term = self._validity()
        nation_code, nation = self._nation()
        sex, birth = self._sex(), self._date(raw.birth)
        number, parsed = self._number(birth, sex)
        values = CardData(
            document_type=raw.card_type,
            name=name or name_latin,
            name_latin=name_latin or None,
            sex=sex,
            nation=nation,
            nation_code=nation_code,
            birth_date=birth,
            address=self._text("address") or None,
            newest_address=self._text("newest_address") or None,
            number=number,
            issuer=self._text("issuer") or None,
            valid_from=valid_from,
            valid_to=valid_to,
            long_term=long_term,
            nationality=self._nationality(),
            pass_number=self._text("pass_number") or None,
            card_number=self._text("card_number") or None,
            reader=reader,
            fictional=parsed is not None and parsed.fictional,
        )
        return msgspec.structs.replace(values, warnings=tuple(w for w in CardWarning if w in self.found))

    def _text(self, name: str) -> str:
        limits = _LIMITS_SOCIAL if self.raw.card_type is CardType.SOCIAL else _LIMITS
        text, touched = clean(getattr(self.raw, name), limits.get(name, _SHORT))
        if touched:
            self.found.add(CardWarning.CONTROL_CHARACTERS)
        return text

    def _date(self, digits: str) -> date | None:
        text, _ = clean(digits, 8)
        if not text:
            return None
        if re.fullmatch(r"[0-9]{8}", text):
            try:
                return date(int(text[:4]), int(text[4:6]), int(text[6:]))
            except ValueError:
                pass
        self.found.add(CardWarning.DATE_UNREADABLE)
        return None

    def _validity(self) -> tuple[date | None, date | None, bool]:
        long_term = clean(self.raw.valid_to, 8)[0] == "长期"
        valid_from = self._date(self.raw.valid_from)
        valid_to = None if long_term else self._date(self.raw.valid_to)
        if valid_to is not None and valid_to < self.today:
            self.found.add(CardWarning.EXPIRED)
        if valid_from is not None and valid_from > self.today:
            self.found.add(CardWarning.NOT_YET_VALID)
        return valid_from, valid_to, long_term

    def _sex(self) -> Sex:
        code = self._text("sex")
        sex = sex_of_code(code)
        if sex is None:
            self.found.add(CardWarning.SEX_UNKNOWN)
            return Sex.UNKNOWN
        return sex

    def _nation(self) -> tuple[str | None, str | None]:
        code = self._text("nation")
        if not code:
            if self.raw.card_type in {CardType.RESIDENT, CardType.SOCIAL}:
                self.found.add(CardWarning.NATION_UNKNOWN)
            return None, None
        entry = nations().get(code)
        if entry is None:
            self.found.add(CardWarning.NATION_UNKNOWN)
            return code, code
        return code, entry.zh

    def _nationality(self) -> str | None:
        code = self._text("nationality").upper()
        if not code:
            if self.raw.card_type in {CardType.FOREIGN_2017, CardType.FOREIGN_2023}:
                self.found.add(CardWarning.COUNTRY_UNKNOWN)
            return None
        country = find_country(code)
        if country is None:
            self.found.add(CardWarning.COUNTRY_UNKNOWN)
            return code
        return country.code

    def _number(self, birth: date | None, sex: Sex) -> tuple[str, DocumentNumber | None]:
        text = self._text("number")
        parsed = parse_document_number(text, self.today)
        if not isinstance(parsed, DocumentNumber):
            self.found.add(CardWarning.NUMBER_INVALID)
            return text, None
        if parsed.document_type not in _NUMBER_OF[self.raw.card_type]:
            self.found.add(CardWarning.TYPE_MISMATCH)
        if parsed.birth_date is not None and birth is not None and not _same_birth(parsed, birth):
            self.found.add(CardWarning.BIRTH_MISMATCH)
        if parsed.sex is not None and sex in {Sex.MALE, Sex.FEMALE} and sex is not parsed.sex:
            self.found.add(CardWarning.SEX_MISMATCH)
        return parsed.number, parsed


def _same_birth(parsed: DocumentNumber, birth: date) -> bool:
    """The 2017 number of a foreigner holds a two-digit year only."""
    if parsed.birth_date is None:
        return True
    if parsed.document_type is DocumentType.FOREIGN_2017:
        return f"{parsed.birth_date:%y%m%d}" == f"{birth:%y%m%d}"
    return parsed.birth_date == birth
