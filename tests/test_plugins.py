"""The engine in docs/reference/plugins.md, installed and used as the page describes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.commands import Commands, commands
from tests.conftest import ROOT, Result, Translate

Run = Callable[..., Result]

ACME_MT = """#!{python}
import sys
for line in sys.stdin.read().split("\\n"):
    print(f"{{sys.argv[1]}}>{{sys.argv[2]}}: {{line}}" if line else "")
"""


def blocks(language: str) -> list[str]:
    page = (ROOT / "docs" / "reference" / "plugins.md").read_text("utf-8")
    section = page.partition("\n## Write a format")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has installed the package from the page."""
    project = tmp_path_factory.mktemp("acme-engine")
    code = blocks("python")[0]
    (project / "acme_engine.py").write_text(code, "utf-8")
    (project / "pyproject.toml").write_text(blocks("toml")[0], "utf-8")
    target = tmp_path_factory.mktemp("plug-in") / "site"
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--target")
    command = [sys.executable, "-m", "pip", "install", *options, str(target), str(project)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="module")
def installed(site: Path) -> Iterator[Commands]:
    """Commands with the package installed."""
    with commands(site) as running:
        yield running


@pytest.fixture
def translate_here(installed: Commands, tmp_path: Path) -> Run:
    """Run the command in an empty folder, in which `acme_mt` can put the program."""
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return lambda *arguments: installed.run(tmp_path, *arguments, PATH=path)


def acme_mt(folder: Path, script: str = ACME_MT) -> None:
    program = folder / "bin" / "acme-mt"
    program.parent.mkdir(exist_ok=True)
    program.write_text(script.format(python=sys.executable), "utf-8")
    program.chmod(0o755)


def test_the_example_is_short() -> None:
    code = blocks("python")[0]
    assert len([line for line in code.split("\n") if line.strip()]) <= 32


def test_it_is_listed_with_what_is_missing(translate_here: Run, tmp_path: Path) -> None:
    done = translate_here("engines")
    assert "acme (not in the configured engines): the program acme-mt is missing" in done.out
    done = translate_here("engines", "en", "es", "--engine", "acme")
    assert (done.code, done.out) == (4, "")
    assert done.err == (
        "translate: the engine acme does not translate English to Spanish: en→es is missing; "
        "acme: the program acme-mt is missing: run its installer\n"
    )
    (tmp_path / "en.x").write_text("It rained all day.\n")
    for name in ("upper", "identity"):
        done = translate_here("evaluate", "en.x", "en.x", "--to", "es", "-e", name, "-e", "acme")
        assert (done.code, done.out) == (4, "")
        assert "the engine acme does not translate" in done.err


def test_it_drafts_with_the_option_engine(translate_here: Run, tmp_path: Path) -> None:
    acme_mt(tmp_path)
    (tmp_path / "a.txt").write_text("It rained all day. The road was closed.\n")
    done = translate_here("a.txt", "--to", "es", "--from", "en", "--engine", "acme")
    assert (done.code, done.err) == (0, "")
    catalog = (tmp_path / "locales/es/LC_MESSAGES/a.po").read_text("utf-8")
    assert 'msgstr "En>es: It rained all day."' in catalog
    assert "# draft: acme-en_es 1.0; " in catalog


def test_it_is_evaluated_and_listed_with_its_pairs(translate_here: Run, tmp_path: Path) -> None:
    acme_mt(tmp_path)
    assert "acme (not in the configured engines): en→es, en→fr\n" in (translate_here("engines").out)
    (tmp_path / "en.x").write_text("It rained all day.\n")
    (tmp_path / "es.x").write_text("en>es: It rained all day.\n")
    command = ("evaluate", "en.x", "es.x", "--from", "en", "--to", "es", "-e", "acme", "--json")
    done = translate_here(*command)
    assert (done.code, done.err) == (0, "")
    assert '"acme-en_es 1.0"' in done.out
    assert '"chrf": 100.0' in done.out


def test_it_passes_the_contract(site: Path, tmp_path: Path) -> None:
    acme_mt(tmp_path)
    (tmp_path / "test_acme.py").write_text(blocks("python")[1], "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_acme.py"],
        cwd=tmp_path,
        env=os.environ
        | {
            "PYTHONPATH": str(site),
            "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"^\d+ passed in ", done.stdout, re.MULTILINE), "and none was skipped"


def test_it_drafts_with_the_key_engines(translate_here: Run, tmp_path: Path) -> None:
    acme_mt(tmp_path)
    toml = blocks("toml")[1]
    folder = tmp_path / "i18n"
    folder.mkdir()
    (folder / "publication.toml").write_text(toml, "utf-8")
    done = translate_here("engines", "en", "fr")
    assert done.out.startswith("chosen: acme-en_fr 1.0, 100 points\n")


def test_its_failure_is_one_line(translate_here: Run, tmp_path: Path) -> None:
    acme_mt(tmp_path, "#!{python}\nraise SystemExit(3)\n")
    (tmp_path / "a.txt").write_text("It rained all day.\n")
    done = translate_here("draft", "a.txt", "--to", "es", "--from", "en", "-e", "acme")
    assert done.code == 4
    assert done.err == ("translate: acme-mt failed on en→es; try it on a single line\n")


DRAFT = ("draft", "a.txt", "--to", "es", "--from", "en", "-e", "odd")

ODD = """
from hexapla.engines.engine import Pair, Translation

class Odd:
    name = "odd"
    def pairs(self):
        {pairs}
    def unavailable(self):
        return None
    def advice(self, pair):
        return None
    def version(self, pair):
        return "1"
    def translate(self, sentences, pair):
        {translate}
"""


def odd(
    folder: Path,
    translate: str = "yield from map(Translation, sentences)",
    pairs: str = "return [Pair('en', 'es')]",
) -> None:
    """Create a package with an engine that breaks the contract."""
    information = folder / "site" / "odd-1.dist-info"
    information.mkdir(parents=True, exist_ok=True)
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: odd\nVersion: 1\n")
    (information / "entry_points.txt").write_text("[hexapla.engines]\nodd = odd_engine:Odd\n")
    code = ODD.format(pairs=pairs, translate=translate)
    (folder / "site" / "odd_engine.py").write_text(code, "utf-8")
    (folder / "a.txt").write_text("It rained all day. The road was closed.\n")


@pytest.fixture
def run_odd(
    translate: Translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Translate]:
    """Run the command with that package installed; without arguments it runs `draft`."""
    monkeypatch.syspath_prepend(tmp_path / "site")
    yield lambda *args: translate(*(args or DRAFT))
    sys.modules.pop("odd_engine", None)


@pytest.mark.parametrize("cache", [(), ("--no-cache",)])
def test_control_characters_are_removed(
    tmp_path: Path, run_odd: Translate, cache: tuple[str, ...]
) -> None:
    text = r"Llo\x00vió\n\n todo\r el\x1b\a \ud800día\u202fsí. \x85"
    odd(tmp_path, f'yield from (Translation("{text}") for _ in sentences)')
    done = run_odd(*DRAFT, *cache)
    assert (done.code, done.err) == (0, "")
    catalog = (tmp_path / "locales/es/LC_MESSAGES/a.po").read_text("utf-8")
    assert catalog.count('msgstr "Llovió todo el día\u202fsí."\n') == 2
    assert run_odd("status").code == 0


MIXED_UP = "returned more translations than there are sentences: those of this run may be mixed up"


@pytest.mark.parametrize("cache", [(), ("--no-cache",)])
@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("raise RuntimeError('no\\nluck')", "failed in translate(): RuntimeError: no"),
        ("yield 5", "returned 5, which is not a Translation with a text"),
        (
            "yield from sentences",
            "returned 'It rained all day.', which is not a Translation with a text",
        ),
        ("return 5", "failed in translate(): TypeError: 'int' object is not iterable"),
        (
            "return [Translation('x') for _ in list(sentences) * 2]",
            "returned 4 answers from translate()",
        ),
        (
            "return [Translation('x') for _ in sentences][1:]",
            "returned 1 answers from translate() for 2",
        ),
        ("yield Translation('x')", "returned more translations than there are sentences"),
        (
            "[next(iter(sentences))]; yield Translation('x')",
            "returned fewer translations than there",
        ),
        (
            "yield from [Translation('x') for _ in sentences][1:]",
            "returned fewer translations than",
        ),
        ("yield from [Translation('x') for one in sentences for _ in '123']", MIXED_UP),
        ("yield from (Translation('x') for one in sentences for _ in '12')", MIXED_UP),
        (
            "yield from (Translation('x', 81) for _ in sentences)",
            "returned the score 81, not one from",
        ),
    ],
)
def test_a_broken_contract_is_one_line(
    tmp_path: Path, run_odd: Translate, cache: tuple[str, ...], code: str, complaint: str
) -> None:
    odd(tmp_path, code)
    done = run_odd(*DRAFT, *cache)
    assert done.code == 4
    assert done.err.startswith(f"translate: the engine odd {complaint}")
    assert done.err.count("\n") == 1
    assert done.err.endswith("; update or remove its plug-in\n")


@pytest.mark.parametrize(
    ("pairs", "complaint"),
    [
        ("raise RuntimeError('no pairs')", "failed in pairs(): RuntimeError: no pairs"),
        ("return [('en', 'spa')]", "has ('en', 'spa') in pairs(): 'spa' should be 'es'"),
        (
            "return [('en', 'no language')]",
            "has ('en', 'no language') in pairs(): 'no language' is",
        ),
        ("return ['enes']", "failed in pairs(): ValueError: too many values to unpack"),
        ("return None", "failed in pairs(): TypeError: 'NoneType' object is not iterable"),
    ],
)
def test_other_engines_are_listed_if_pairs_is_broken(
    tmp_path: Path, run_odd: Translate, pairs: str, complaint: str
) -> None:
    odd(tmp_path, pairs=pairs)
    done = run_odd("engines")
    assert (done.code, done.err) == (0, "")
    assert "apertium: " in done.out
    assert f"odd (not in the configured engines): the engine odd {complaint}" in done.out
    assert run_odd("--debug", *DRAFT).err.count("Traceback") >= 1
    done = run_odd(*DRAFT)
    assert done.code == 4
    assert done.err.startswith(f"translate: the engine odd {complaint}")
    assert done.err.count("\n") == 1


def test_a_list_and_plain_tuples_are_accepted(tmp_path: Path, run_odd: Translate) -> None:
    odd(tmp_path, "return [Translation(one) for one in sentences]", "return [('en', 'es')]")
    done = run_odd()
    assert (done.code, done.err) == (0, "")
    catalog = (tmp_path / "locales/es/LC_MESSAGES/a.po").read_text("utf-8")
    assert catalog.count("# draft: odd-en_es 1; ") == 2
    assert 'msgstr "The road was closed."' in catalog


@pytest.mark.parametrize("cache", [(), ("--no-cache",)])
def test_a_sentence_is_translated_once_with_or_without_markup(
    tmp_path: Path, run_odd: Translate, cache: tuple[str, ...]
) -> None:
    odd(
        tmp_path,
        "for one in sentences:\n"
        "            with open('asked', 'a') as asked: print(one, file=asked)\n"
        "            yield Translation('Los niños pueden pedir tres libros.')",
    )
    plain, marked = "Children can borrow three books.", "Children can borrow **three** books."
    (tmp_path / "a.md").write_text(f"{plain}\n\n{marked}\n")
    done = run_odd("draft", "a.md", *DRAFT[2:], *cache)
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "asked").read_text() == f"{plain}\n"
    (catalog,) = tmp_path.rglob("*.po")
    assert catalog.read_text("utf-8").count("# draft: odd-en_es 1; ") == 2


@pytest.mark.parametrize("cache", [(), ("--no-cache",)])
@pytest.mark.parametrize("error", ["EngineError('the server left')", "KeyError('x')"])
def test_drafts_finished_before_a_failure_are_kept(
    tmp_path: Path, run_odd: Translate, cache: tuple[str, ...], error: str
) -> None:
    odd(
        tmp_path,
        "from hexapla.errors import EngineError\n"
        "        for number, sentence in enumerate(sentences):\n"
        f"            if number == 400: raise {error}\n"
        "            yield Translation('Así dijo ' + sentence.split()[-1])",
    )
    lines = [f"She told them of house {number}." for number in range(550)]
    (tmp_path / "a.txt").write_text("\n\n".join(lines))
    done = run_odd(*DRAFT, *cache)
    assert done.code == 4
    catalog = (tmp_path / "locales/es/LC_MESSAGES/a.po").read_text("utf-8")
    assert catalog.count("# draft: odd-en_es 1; ") == 400
    assert 'msgstr "Así dijo 399."' in catalog


@pytest.mark.parametrize("cache", [(), ("--no-cache",)])
@pytest.mark.parametrize("wrong", ["She has 12 red cars.", "She has `code` at home."])
def test_good_drafts_are_kept_if_a_second_attempt_fails(
    tmp_path: Path, run_odd: Translate, cache: tuple[str, ...], wrong: str
) -> None:
    odd(
        tmp_path,
        "for one in sentences:\n"
        "            if hasattr(Odd, 'asked'): raise KeyError('x')\n"
        "            yield Translation('Tiene coches rojos.' if 'She' in one else 'La casa.')\n"
        "        Odd.asked = True",
    )
    (tmp_path / "a.md").write_text(f"The house.\n\n{wrong}\n\nThat house.\n")
    done = run_odd("draft", "a.md", *DRAFT[2:], *cache)
    assert (done.code, done.err.count("\n")) == (4, 1)
    assert "the engine odd failed in translate(): KeyError" in done.err
    (catalog,) = tmp_path.rglob("*.po")
    assert catalog.read_text("utf-8").count('msgstr "La casa."') == 2
    assert "1 still missing" in done.out
