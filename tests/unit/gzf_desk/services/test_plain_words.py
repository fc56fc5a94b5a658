"""A value in one line never shows a number or phone of a person in full."""

from __future__ import annotations

import msgspec

from gzf_desk.i18n import Translator
from gzf_desk.services.plain_words import shown_value
from sync.model.entrustment import Entrustment
from sync.model.household import Household, Member, Vehicle

NUMBER, PHONE = "99010119790504002X", "19900001234"


def test_numbers_and_phones_are_masked_in_every_group() -> None:
    groups: list[msgspec.Struct] = [
        Member(name="林秀例", document_number=NUMBER, phone=PHONE, phone2=PHONE, residence_permit=NUMBER),
        Entrustment(powers=(), principal="m1", agent_document_number=NUMBER, agent_phone=PHONE),
        Household(hukou_book=NUMBER),
        Vehicle(vin="LSVAU033212345678"),
    ]
    for group in groups:
        shown = shown_value(msgspec.to_builtins(group), Translator("zh_CN"))
        for whole in (NUMBER, PHONE, "LSVAU033212345678"):
            assert whole not in shown
            assert whole[-6:] not in shown
        assert "*" in shown
