"""A card, or why there is none, as the banner shows it."""

from __future__ import annotations

from gzf_desk.clock import CHINA
from gzf_desk.i18n import Translator
from gzf_desk.services.views import CardTrouble, CardView
from gzf_desk.ui.presenters.rows import mark_of_outcome
from gzf_desk.ui.widgets.card_banner import BannerContent, BannerState
from gzf_desk.ui.widgets.symbols import Mark
from sync.model.states import Outcome


def banner_content(tr: Translator, card: CardView | CardTrouble | None, *, reading: bool) -> BannerContent:
    """What the banner says."""
    if reading:
        return BannerContent(state=BannerState.READING, headline=tr("ui_card.reading"), note=tr("ui_card.reading_note"))
    if card is None:
        return BannerContent(state=BannerState.WAITING, headline=tr("ui_card.waiting"), note=tr("ui_card.waiting_note"))
    if isinstance(card, CardTrouble):
        return BannerContent(
            state=BannerState.TROUBLE, headline=card.what, note=f"{card.advice} {tr('ui_card.or_type')}".strip()
        )
    odd = bool(card.warnings) or any(outcome is Outcome.FAIL for _, outcome, _ in card.checks)
    checks = [(mark_of_outcome(outcome), sentence) for _, outcome, sentence in card.checks]
    checks += [(Mark.NEAR, text) for text in card.warning_texts]
    return BannerContent(
        state=BannerState.ODD if odd else BannerState.READ,
        headline=tr("ui_card.odd" if odd else "ui_card.read"),
        note=tr("ui_card.read_note", reader=card.reader, at=f"{card.read_at.astimezone(CHINA):%H:%M:%S}"),
        facts=_facts(tr, card),
        checks=tuple(checks),
    )


def _facts(tr: Translator, card: CardView) -> tuple[tuple[str, str], ...]:
    sex = tr(f"ui_card.sex.{card.sex}") if card.sex else ""
    born = card.birth_date.isoformat() if card.birth_date else ""
    if card.age is not None:
        born = tr("ui_card.born", date=born, age=card.age)
    return (
        (tr("ui_card.name"), card.name or card.name_latin or ""),
        (
            tr("ui_card.sex_nation"),
            "・".join(part for part in (sex, card.nation_name or card.nationality or "") if part),
        ),
        (tr("ui_card.birth"), born),
        (tr("ui_card.number"), card.masked_number or ""),
        (tr("ui_card.address"), card.address or ""),
        (tr("ui_card.valid"), _validity(tr, card)),
    )


def _validity(tr: Translator, card: CardView) -> str:
    if card.valid_from is None:
        return card.valid_to.isoformat() if card.valid_to else ""
    upto = card.valid_to.isoformat() if card.valid_to else tr("ui_card.long_term")
    return tr("ui_card.from_to", a=card.valid_from.isoformat(), b=upto)
