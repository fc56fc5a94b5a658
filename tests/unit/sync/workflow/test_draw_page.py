"""``resources/draw/verify.html``: an independent verifier that says the same as ours, and that nothing can leave."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sync import assets
from sync.errors import InvalidRecord
from sync.workflow.draw import DrawBundle, DrawFault, DrawWeakness, bytes_of, list_hash, order_of, parse_bundle, verify
from tests.support.draws import VECTOR_ENTROPY, VECTOR_IDS, VECTOR_SECRET, made

SEEDS = 1_000
LETTERS = "AZaz09-_·户编号示例楼栋室—Ａ\ue000\uffef😀𠀀 "
RUN = """
const { readFileSync } = require("fs");
const code = readFileSync(process.argv[2], "utf8");
const draw = new Function(code + "; return GzfDraw;")();
const answers = JSON.parse(readFileSync(0, "utf8")).map(function (text) {
  let bundle;
  try { bundle = draw.parse(new TextEncoder().encode(text)); }
  catch (error) { if (!(error instanceof draw.Unreadable)) throw error; return { unreadable: error.where }; }
  const report = draw.verify(bundle);
  const secrets = bundle.parties.map(function (party) { return draw.bytesOf(party.secret); });
  const frozen = draw.bytesOf(bundle.list_hash);
  const known = bundle.version === 1 && frozen !== null && secrets.indexOf(null) < 0;
  return Object.assign(report, { seed: known ? draw.hex(draw.seedOf(frozen, secrets, bundle.entropy)) : "" });
});
process.stdout.write(JSON.stringify(answers));
"""


@cache
def page() -> str:
    return assets.read_text("draw/verify.html")


def block(name: str) -> str:
    found = re.search(rf'<script id="{name}">\n(.*?)</script>', page(), re.DOTALL)
    assert found is not None
    return found[1]


def node(folder: Path, code: str, run: str, given: object) -> Any:
    """What a script answers, run once by Node (a package of the tests, see ``dev.py``)."""
    (folder / "code.js").write_text(code, "utf-8")
    (folder / "run.js").write_text(run, "utf-8")
    program = shutil.which("node")
    assert program, "Node is missing: python3 dev.py setup installs it (package nodejs)"
    command = [program, str(folder / "run.js"), str(folder / "code.js")]
    done = subprocess.run(command, input=json.dumps(given).encode(), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def by_page(folder: Path, texts: list[str]) -> list[Any]:
    answers: list[Any] = node(folder, block("verifier"), RUN, texts)
    return answers


def by_us(text: str) -> dict[str, Any]:
    try:
        bundle = parse_bundle(text.encode("utf-8", "surrogatepass"))
    except InvalidRecord as error:
        return {"unreadable": error.where}
    report = verify(bundle)
    known = bundle.version == 1
    seed = bytes_of(bundle.seed)
    wrong_seed = [reason.computed for reason in report.reasons if reason.code is DrawFault.SEED]
    return {
        **msgspec.json.decode(msgspec.json.encode(report)),
        "list_hash": list_hash(bundle.ids).hex() if known else "",
        "order": list(order_of(bundle.ids, seed)) if known and seed else None,
        "seed": (wrong_seed[0] if wrong_seed else bundle.seed.lower()) if known else "",
    }


# ------------------------------------------------------------------------------------------- a thousand draws


def some_text(chance: random.Random, longest: int = 24) -> str:
    return "".join(chance.choices(LETTERS, k=chance.randint(1, longest)))


def some_draw(chance: random.Random) -> dict[str, Any]:
    ids = list({some_text(chance) for _ in range(chance.choice([1, 2, 5, 20, 80]))})
    # around the ends of the blocks of SHA-256, alone and behind the 64 bytes of a key
    ids += [f"{size}{'x' * size}"[:size] for size in chance.sample(range(50, 70), 2)]
    chance.shuffle(ids)
    parties = chance.choice([1, 2, 2, 3, 7])
    secrets = [chance.randbytes(32) for _ in range(parties)]
    plain: dict[str, Any] = msgspec.json.decode(
        msgspec.json.encode(made(ids, secrets, some_text(chance, 90), [some_text(chance) for _ in secrets]))
    )
    return plain


def tampered(plain: dict[str, Any], chance: random.Random) -> None:
    """Spoil one thing, as a forger or an accident would."""
    ids, order, more = plain["ids"], plain["order"], some_text(chance)
    match chance.randrange(14):
        case 0:
            ids.append(more)
        case 1:
            del ids[-1:]
        case 2:
            ids += ids[:1]
        case 3:
            ids.insert(1, chance.choice(["", "a\nb", "\x7f", "\u2028", "户" * 86, "x" * 256]))
        case 4:
            order.reverse()
        case 5:
            del order[-1:]
        case 6:
            order.append(chance.choice(["", more]))
        case 7:
            order[: len(order) // 2] = order[len(order) // 2 :]
        case _:
            tampered_with_secrets(plain, chance)


def tampered_with_secrets(plain: dict[str, Any], chance: random.Random) -> None:
    parties = plain["parties"]
    digits = "".join(chance.choices("0123456789abcdefABCDEF", k=chance.choice([64, 64, 63, 0])))
    odd = chance.choice(["  ", some_text(chance), digits, digits])
    match chance.randrange(6):
        case 0:
            parties.reverse()
        case 1:
            del parties[-1:]
        case 2:
            parties += [dict(party) for party in parties[:1]]
        case 3:
            plain[chance.choice(["entropy", "seed", "list_hash"])] = odd
        case 4:
            plain["seed"] = plain["seed"].upper()
        case _:
            for party in parties[-1:]:
                party[chance.choice(["name", "commit", "secret"])] = odd


def misshapen(plain: dict[str, Any], chance: random.Random) -> None:
    """Give one thing another shape, or take it away."""
    match chance.randrange(4):
        case 0:
            plain["version"] = chance.choice([0, 2, -1, 10**20, "1", 1.5, None])
        case 1:
            del plain[chance.choice(list(plain))]
        case 2:
            plain[chance.choice(["ids", "order", "parties"])] = chance.choice([[], {}, "a", [7]])
        case _:
            plain["more"] = {"nothing": [1, None, "x"]}


def some_texts() -> list[str]:
    texts = []
    for seed in range(SEEDS):
        chance = random.Random(seed)
        plain = some_draw(chance)
        for _ in range(chance.choice([0, 1, 1, 2])):
            tampered(plain, chance)
        if chance.random() < 0.2:
            misshapen(plain, chance)
        text = json.dumps(plain, ensure_ascii=chance.random() < 0.5)
        texts.append(text if chance.random() < 0.98 else text[: len(text) // 2])
    return texts


def test_the_page_and_we_agree_on_a_thousand_draws(tmp_path: Path) -> None:
    texts = some_texts()
    theirs, ours = by_page(tmp_path, texts), [by_us(text) for text in texts]
    different = [seed for seed in range(SEEDS) if theirs[seed] != ours[seed]]
    assert [(seed, theirs[seed], ours[seed]) for seed in different[:1]] == []
    # the thousand are of every kind
    genuine = sum(answer.get("genuine", False) for answer in ours)
    assert 200 < genuine < 600
    assert 20 < sum("unreadable" in answer for answer in ours) < 300
    found = {reason["code"] for answer in ours for reason in answer.get("reasons", [])}
    assert found == set(DrawFault)
    assert {code for answer in ours for code in answer.get("weaknesses", [])} == set(DrawWeakness)


def test_the_published_vector(tmp_path: Path) -> None:
    bundle = made(VECTOR_IDS, [VECTOR_SECRET], VECTOR_ENTROPY, ["a"])
    (answer,) = by_page(tmp_path, [msgspec.json.encode(bundle).decode()])
    assert answer["genuine"]
    assert answer["list_hash"] == "2fe5703b36972d109b6f03518489d33cd70f4fd309478744c3ac52f04482c469"
    assert answer["seed"] == "cb7b285daae5d05f6378759af4b50eb589d9418efdee6d6caa6ff84811f3991f"
    assert answer["order"] == [VECTOR_IDS[at - 1] for at in (2, 3, 1, 4, 5)]


@pytest.mark.parametrize(
    "text", ["", "7", "[]", "null", "{", '{"version":2}', '{"version":1,"ids":["\\ud800"]}', "\ufeff\ufeff{}"]
)
def test_what_is_no_bundle_is_unreadable_for_both(tmp_path: Path, text: str) -> None:
    (answer,) = by_page(tmp_path, [text])
    assert "unreadable" in answer
    assert "unreadable" in by_us(text)
    assert ("version" in answer.values()) == ("version" in by_us(text).values())


def test_a_byte_order_mark_is_forgiven(tmp_path: Path) -> None:
    (answer,) = by_page(tmp_path, ["\ufeff" + msgspec.json.encode(made()).decode()])
    assert answer["genuine"]


def test_a_hundred_thousand_ids(tmp_path: Path) -> None:
    bundle = made([f"LH-990101-2026-{number:06d}" for number in range(100_000)])
    (answer,) = by_page(tmp_path, [msgspec.json.encode(bundle).decode()])
    assert (answer["genuine"], answer["order"]) == (True, list(bundle.order))


@pytest.mark.parametrize("many", ["ids", "order", "parties"])
def test_the_caps_are_the_same(tmp_path: Path, many: str) -> None:
    plain = msgspec.to_builtins(made())
    most, entry = (100, plain["parties"][0]) if many == "parties" else (300_000, "a")
    short = DrawBundle(version=1, ids=(), list_hash="", parties=(), entropy="", seed="", order=())
    texts = [
        msgspec.json.encode({**msgspec.to_builtins(short), many: [entry] * size}).decode() for size in (most, most + 1)
    ]
    fits, too_large = by_page(tmp_path, texts)
    assert (fits["genuine"], too_large) == (False, {"unreadable": many})
    assert by_us(texts[1]) == {"unreadable": many}


# ------------------------------------------------------------------------------------------- the page itself


def policy() -> dict[str, list[str]]:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page())
    assert found is not None
    parts = [part.split() for part in found[1].split(";")]
    return {name: sources for name, *sources in parts}


def fingerprint(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_only_what_stands_in_the_page_may_run() -> None:
    """After an edit of a block its fingerprint must be put into the policy at the head: this test prints it."""
    rules = policy()
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == ["'none'"]
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page(), re.DOTALL)
    assert rules["script-src"] == [fingerprint(script) for script in scripts]
    (style,) = re.findall(r"<style>(.*?)</style>", page(), re.DOTALL)
    assert rules["style-src"] == [fingerprint(style)]
    assert set(rules) == {"default-src", "base-uri", "form-action", "script-src", "style-src"}
    assert page().index("Content-Security-Policy") < page().index("<style>") < page().index("<script")


def test_nothing_is_loaded_sent_or_kept() -> None:
    assert not re.search(r"\b(?:src|href|action|on\w+|style)=", page())
    assert not re.search(r"https?:|//\w|@import|url\(|import\(", page())
    forbidden = (
        "fetch|XMLHttpRequest|WebSocket|sendBeacon|EventSource|localStorage|sessionStorage|indexedDB|cookie|eval"
    )
    assert not re.search(rf"\b(?:{forbidden})\b", page())
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", page())


def test_every_text_is_there_in_both_languages(tmp_path: Path) -> None:
    run = 'const c = require("fs").readFileSync(process.argv[2], "utf8");'
    run += 'process.stdout.write(JSON.stringify(new Function(c + "; return WORDS;")()));'
    words = node(tmp_path, block("words"), run, None)
    assert set(words) == {"zh", "en"}
    assert set(words["zh"]) == set(words["en"])
    fields = {
        language: {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in words[language].items()}
        for language in words
    }
    assert fields["zh"] == fields["en"]
    asked = set(re.findall(r'data-word="(\w+)"', page())) | set(re.findall(r'\bsay\("(\w+)"', block("page")))
    asked -= {"bad_", "weak_"}
    asked |= {f"bad_{code}" for code in DrawFault} | {f"weak_{code}" for code in DrawWeakness}
    assert asked - set(words["zh"]) == set()
    assert {key for key in words["zh"] if f'"{key}"' not in page()} <= asked | {
        "genuine_text",
        "not_genuine_text",
        "unknown_text",
        "unreadable_text",
    }
    assert all(not re.search(r"[\u3400-\u9fff]", text) for text in words["en"].values())


def test_what_the_page_uses_of_its_own_markup_is_there() -> None:
    ids = set(re.findall(r'\bid="(\w+)"', page()))
    used = set(re.findall(r'\$\("(\w+)"\)|\bshow\("(\w+)"', block("page")))
    assert {name for pair in used for name in pair if name} - ids == set()
    labels = set(re.findall(r'<label for="(\w+)"', page()))
    assert labels == {"pasted", "notice", "search"}
