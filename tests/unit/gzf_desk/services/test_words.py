"""Every sentence that the services may say exists in both languages and can be filled in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gzf_desk.devices.registry import manifests
from gzf_desk.i18n import LANGUAGES, catalogue
from gzf_desk.services.disclosure import RevealReason
from sync.model.application import Category, Channel, GuaranteeForm
from sync.model.household import AssetKind, IncomeKind, MemberRole, SpecialGroup, Tenure
from sync.model.states import CaseState, DataClass, OpinionDecision, Role, SignatureMethod, Verdict
from sync.workflow.commands import AnyCommand
from sync.workflow.events import KnownEvent
from tests.support.households import all_policies
from tests.support.tree import ROOT

WHOLE = re.compile(r'"((?:services|cli_desk)\.[a-z0-9_.]+)"|words\(\s*"(store\.[a-z_]+)"')
REFUSED = re.compile(r'refused\(\s*f?"[^"]+",\s*"((?:services|store)\.[a-z_]+)"')
OPEN = re.compile(r'f"(services\.[a-z_]+)\.\{')

FAMILIES: dict[str, list[str]] = {
    "services.act": [str(kind.__struct_config__.tag) for kind in AnyCommand.__args__] + ["put", "patch"],
    "services.event": [str(kind.__struct_config__.tag) for kind in KnownEvent.__args__],
    "services.role": [role.value for role in Role],
    "services.state": [state.value for state in CaseState],
    "services.verdict": [verdict.value for verdict in Verdict],
    "services.category": [one.value for one in Category] + ["none"],
    "services.form": [one.value for one in GuaranteeForm],
    "services.channel": [one.value for one in Channel],
    "services.data_class": [one.value for one in DataClass],
    "services.decision": [one.value for one in OpinionDecision],
    "services.tenure": [one.value for one in Tenure],
    "services.income": [one.value for one in IncomeKind],
    "services.asset": [one.value for one in AssetKind],
    "services.group_of": [one.value for one in SpecialGroup],
    "services.member_role": [one.value for one in MemberRole],
    "services.driver": [*manifests(), "other"],
    "services.reveal": [reason.value for reason in RevealReason],
    "services.signer": [f"by_{method.value}" for method in SignatureMethod],
    "services.material_status": ["present", "exempt", "to_follow"],
    "services.material": [rule.kind for policy in all_policies() for rule in policy.materials],
    "services.exempt": [reason for policy in all_policies() for rule in policy.materials for reason in rule.exempt],
    "services.stage": [f"{stage.kind}_{stage.org}" for policy in all_policies() for stage in policy.stages],
    "services.unshown": ["unreadable", "no_policy", "todo"],
    "services.answer": ["match", "mismatch", "found", "not_found", "unavailable"],
}


def code() -> str:
    folders = ("gzf_desk/services", "gzf_desk/store", "gzf_desk/cli", "gzf_desk/app")
    files = [file for folder in folders for file in Path(ROOT, folder).rglob("*.py")] + [ROOT / "gzf_desk/secrets.py"]
    return "\n".join(file.read_text("utf-8") for file in files)


def expected() -> set[str]:
    text = code()
    refused = set(REFUSED.findall(text))
    keys = {one or other for one, other in WHOLE.findall(text)} - refused
    keys |= {f"{key}_{part}" for key in refused for part in ("what", "advice")}
    return keys | {f"{family}.{member}" for family, members in FAMILIES.items() for member in members}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_there(language: str) -> None:
    texts = catalogue(language)  # type: ignore[arg-type]
    missing = {key for key in expected() if key not in texts and f"{key}.help" not in texts}
    assert missing == set()
    assert len(expected()) > 200


def test_no_family_of_sentences_is_forgotten() -> None:
    found = set(OPEN.findall(code()))
    small = {"services.check", "services.days", "services.device", "services.fact", "services.greeting"}
    known = set(FAMILIES) | small | {
        "services.step", "services.group", "services.paper", "services.material_status", "services.sync_refused",
    }  # fmt: skip
    assert found - known == set()


def test_both_languages_ask_for_the_same_fields() -> None:
    chinese, english = catalogue("zh_CN"), catalogue("en")
    for key in chinese:
        if key.startswith(("services.", "store.", "cli_desk.")):
            assert fields(chinese[key]) == fields(english[key]), key


def fields(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))
