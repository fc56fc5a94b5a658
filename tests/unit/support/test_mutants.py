"""Which small bugs are made of a piece of code, and which are not."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.proof.imports import Imports
from tests.proof.mutants import equivalents
from tests.proof.mutants.pool import Mutant, every_mutant, sample
from tests.proof.rooms import ProofError, Room

COLOURS = "from enum import Enum\nclass Colour(Enum):\n    RED = 1\n    BLUE = 2\n"


def mutants_of(folder: Path, text: str) -> list[Mutant]:
    (folder / "shop").mkdir(exist_ok=True)
    (folder / "shop" / "colours.py").write_text(COLOURS, "utf-8")
    (folder / "shop" / "code.py").write_text(text, "utf-8")
    here = Room(root=folder, name="shop.code", tests=())
    return every_mutant(here)


def lines_of(folder: Path, text: str) -> set[str]:
    """The changed lines of all mutants that are Python and say something new."""
    return {mutant.after for mutant in sample(mutants_of(folder, text), seed=1, count=1000)}


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("x = a < b", {"x = a <= b", "x = a >= b"}),
        ("x = a  not  in b", {"x = a  in b"}),
        ("x = a == b != c", {"x = a != b != c", "x = a == b == c"}),
        ("x = a and b or c", {"x = a or b or c", "x = a and b and c"}),
        ("x = not a", {"x = (a)"}),
        ("x = a + b", {"x = a - b"}),
        ("x = (a,) + b", {"x = () + b", "x = ((a,))", "x = (b)"}),
        ("x = -a", {"x = (a)"}),
        ("x = a // b", {"x = a * b"}),
        ("x = 10_000", {"x = 10001", "x = 9999"}),
        ("x = 0", {"x = 1"}),
        ("x = True", {"x = False"}),
        ("x = 'unit_taken'", {"x = 'unit_taken~'"}),
        ("x = f'{a}:{b}'", {"x = '~'"}),
        ("x = Colour.BLUE", {"x = Colour.RED"}),
        ("x = a if b else c", {"x = a if True else c", "x = a if False else c"}),
        ("x = [a for a in b if a]", {"x = [a for a in b if True]"}),
        ("x = a[b:c]", {"x = a[:c]", "x = a[b:]"}),
        ("x = lambda a: a.b", {"x = lambda a: None"}),
        ("x = (a, b)", {"x = (a,)", "x = (b,)"}),
        ("x = [a, b, c]", {"x = [b, c]", "x = [a, c]", "x = [a, b]"}),
        ("x = {a}", {"x = set()"}),
        ("x = {a: b, **c}", {"x = {**c}", "x = {a: b}", "x = {a: c, **c}"}),
        ("x = min(a, b)", {"x = max(a, b)"}),
        ("x = sorted(a, key=b)", {"x = list(a)", "x = sorted(a)"}),
        ("x = a.strip().b", {"x = a.b"}),
        ("x = a.get(b, c)", {"x = a.get(b)"}),
        ("x = structs.replace(a, b=c, d=e)", {"x = structs.replace(a, d=e)", "x = structs.replace(a, b=c)"}),
        ("a.b(c)", {"pass"}),
        ("a[b] = c", {"pass"}),
        ("a += b", {"pass", "a -= b"}),
        ("del a[b]", {"pass"}),
    ],
)
def test_what_a_line_becomes(tmp_path: Path, line: str, changed: set[str]) -> None:
    assert lines_of(tmp_path, f"{line}\n") == changed


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("def f(a) -> bool:\n    return a.b\n", {"return True", "return False"}),
        ("def f(a) -> int:\n    return a.b\n", {"return (a.b) + 1"}),
        ("def f(a) -> tuple[int, ...]:\n    return a.b\n", {"return ()"}),
        ("def f(a) -> tuple[int, str]:\n    return a, a\n", {"return None"}),
        ("def f(a) -> A | None:\n    return a.b\n", {"return None"}),
        ("def f(a):\n    if a:\n        raise Late('now')\n", {"if True:", "if False:", "pass", "raise Late('now~')"}),
        ("def f(a):\n    yield a\n", {"False and (yield a)"}),
        ("def f(a):\n    while a:\n        break\n", {"while False:", "continue"}),
        (
            "def f(a):\n    match a:\n        case A() | B() if a.c:\n            a.d()\n",
            {"case A() if a.c:", "case B() if a.c:", "case A() | B() if True:", "case A() | B() if False:", "pass"},
        ),
        ("def f(*, a=1):\n    pass\nf(a=b)\n", {"def f(*, a=2):", "def f(*, a=0):", "f()", "pass"}),
    ],
)
def test_what_a_function_becomes(tmp_path: Path, code: str, changed: set[str]) -> None:
    assert lines_of(tmp_path, code) == changed


@pytest.mark.parametrize(
    "code",
    [
        '"""A text."""\nX: int\n"""Another text."""\n',
        "__all__ = ['a', 'b']\n",
        "Name = NewType('Name', str)\n",
        "Any = A | B | None\nTable = dict[str, tuple[int, Literal['a']]]\n",
        "def f(a: Literal['x'], b: 'A') -> tuple[int, int]: ...\n",
        "if TYPE_CHECKING:\n    x = 1\n",
        "def f(a):\n    assert a > 1, 'no'\n",
        "@dataclass(frozen=True, kw_only=True)\nclass A(Struct, gc=False):\n    a: int\n",
        "def f(a):\n    log.info('seen', a, 1)\n",
        "x = cast('list[int]', a)\n",
        "x = 'a sentence for people'\n",
        "x = table[a, b]\n",
    ],
)
def test_what_is_not_behaviour_is_left_alone(tmp_path: Path, code: str) -> None:
    assert lines_of(tmp_path, code) <= {"pass"}  # the log line falls away


def test_the_text_of_a_built_in_error_is_left_alone_but_not_the_error(tmp_path: Path) -> None:
    assert lines_of(tmp_path, "def f(a):\n    raise ValueError(f'{a}', 'late')\n") == {"pass"}


def test_limits_inside_an_annotated_alias_are_behaviour(tmp_path: Path) -> None:
    changed = lines_of(tmp_path, "Percent = Annotated[int, Meta(le=100)]\n")
    assert changed == {"Percent = Annotated[int, Meta(le=101)]", "Percent = Annotated[int, Meta(le=99)]"}


def test_text_of_more_than_ascii_and_comments_keep_their_places(tmp_path: Path) -> None:
    changed = lines_of(tmp_path, "x = (名 == '户' # a == b\n     and 乙)\n")
    assert changed == {
        "x = (名 != '户' # a == b",
        "x = (名 == '户~' # a == b",
        "or 乙)",
    }


def test_a_mutant_knows_where_it_is_and_when_it_counts(tmp_path: Path) -> None:
    head = "LIMIT = 3\n\n\nclass A:\n    def f(self, a=4):\n"
    code = f"{head}        if (\n            a > 1\n        ):\n            a.b()\n"
    found = {mutant.after: mutant for mutant in mutants_of(tmp_path, code)}
    limit, default, inner = found["LIMIT = 4"], found["def f(self, a=5):"], found["a >= 1"]
    assert [m.at_import for m in (limit, default, inner)] == [True, True, False]
    assert [m.within for m in (limit, default, inner)] == ["", "A", "A.f"]
    assert (inner.line, inner.lines, inner.path, inner.module) == (7, (6, 8), "shop/code.py", "shop.code")
    assert ast.parse(inner.source())


def test_the_sample_depends_on_the_seed_only_and_a_change_elsewhere_moves_nothing(tmp_path: Path) -> None:
    code = "".join(f"def f{n}(a):\n    return a < {n}\n" for n in range(40))
    first = [mutant.id for mutant in sample(mutants_of(tmp_path, code), seed=7, count=30)]
    again = [mutant.id for mutant in sample(mutants_of(tmp_path, code), seed=7, count=30)]
    other = [mutant.id for mutant in sample(mutants_of(tmp_path, code), seed=8, count=30)]
    moved = [mutant.id for mutant in sample(mutants_of(tmp_path, f"import os\n\n\n{code}"), seed=7, count=30)]
    assert first == again == moved
    assert len(set(first)) == 30
    assert set(first) != set(other)


ENTRY = """
[[mutant]]
file = "shop/code.py"
line = "x = a < b"
change = "x = a <= b"
reason = "They are never equal here."
"""


def test_an_equivalent_mutant_is_taken_out_by_its_entry(tmp_path: Path) -> None:
    pool = mutants_of(tmp_path, "x = a < b\n")
    (tmp_path / "list.toml").write_text(ENTRY, "utf-8")
    here = Room(root=tmp_path, name="shop.code", tests=())
    left, taken = equivalents.take_out(pool, equivalents.read(tmp_path / "list.toml"), here)
    assert [mutant.after for mutant in left] == ["x = a >= b"]
    assert [(mutant.after, entry.reason) for mutant, entry in taken] == [("x = a <= b", "They are never equal here.")]


@pytest.mark.parametrize(
    ("code", "entry", "complaint"),
    [
        ("x = a > b\n", ENTRY, "no mutant fits"),
        ("def f():\n    x = a < b\ndef g():\n    x = a < b\n", ENTRY, "several functions"),
        ("x = a < b\n", ENTRY.replace("They are never equal here.", "ok"), "gives no reason"),
        ("x = a < b\n", ENTRY.replace("change", "becomes"), "needs the texts"),
        ("x = a < b\n", ENTRY + "oops", "list.toml"),
    ],
)
def test_an_entry_that_does_not_fit_is_an_error(tmp_path: Path, code: str, entry: str, complaint: str) -> None:
    pool = mutants_of(tmp_path, code)
    (tmp_path / "list.toml").write_text(entry, "utf-8")
    here = Room(root=tmp_path, name="shop.code", tests=())
    with pytest.raises(ProofError, match=complaint):
        equivalents.take_out(pool, equivalents.read(tmp_path / "list.toml"), here)


def test_entries_for_other_rooms_are_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "list.toml").write_text(ENTRY.replace("shop/code.py", "shop/code_of_others.py"), "utf-8")
    here = Room(root=tmp_path, name="shop.code", tests=())
    pool = mutants_of(tmp_path, "x = a < b\n")
    assert equivalents.take_out(pool, equivalents.read(tmp_path / "list.toml"), here) == (pool, [])


def test_the_projects_own_list_can_be_read() -> None:
    assert all(entry.reason for entry in equivalents.read())


def test_imports_are_followed_through_packages_relative_names_and_conftests(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/a.py": "from . import b\n",
        "shop/b.py": "def f():\n    import shop.c\n",
        "shop/c.py": "",
        "shop/d.py": "",
        "tests/conftest.py": "from shop.d import x\n",
        "tests/test_a.py": "from shop.a import y\n",
        "tests/test_b.py": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    imports = Imports(tmp_path)

    def reached(name: str) -> set[str]:
        return {path.relative_to(tmp_path).as_posix() for path in imports.reached_from(tmp_path / name)}

    assert reached("tests/test_a.py") == set(files) - {"tests/test_b.py"}
    assert reached("tests/test_b.py") == {"tests/test_b.py", "tests/conftest.py", "shop/__init__.py", "shop/d.py"}
