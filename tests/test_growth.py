"""Four times the text takes four times as long, whatever the text consists of; nothing is too deep.

The time is that of the processor, for each command on its own. Ten times as long is too much:
quadratic work takes sixteen times as long.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests import shapes
from tests.conftest import Translate
from tests.shapes import ARTICLES, Shape

TIMES, LIMIT = 4, 10
# Shorter times depend more on what else a command does.
LEAST_SECONDS = 0.05
ROUNDS = 3
# The text up to which a sentence is worked on, and one far beyond.
SHORT, LONG = 4_900, 60_000
LANGUAGES = ("--from", "en", "--to", "es")
SETTINGS = 'sources = ["."]\nlanguages = ["es"]\nsource-language = "en"\n'

Commands = Sequence[tuple[str, ...]]


def commands(article: str) -> Commands:
    """What can be done with an article, in an order in which it works."""
    return (
        ("segments", article, "--from", "en"),
        ("detect", article),
        ("extract", article, *LANGUAGES),
        ("draft", article, *LANGUAGES, "--engine", "upper", "--no-cache"),
        ("check", article, *LANGUAGES, "--notes"),
        ("status", article, *LANGUAGES, "--risk"),
        ("publish", article, *LANGUAGES),
        ("publish", article, *LANGUAGES, "--bilingual", "beside", "--output", "bilingual=both"),
        ("xliff", "export", article, *LANGUAGES, "--output", "x"),
        ("xliff", "import", "x/a.es.xlf", "--accept"),
        ("site", "site"),
        ("epub", "books", article, *LANGUAGES),
        ("memory", "export", *LANGUAGES, "--output", "m.tmx"),
        ("memory", "search", "The road is closed.", *LANGUAGES),
        ("glossary", "check"),
        *([("import", article, "--pasted", "--dry-run")] if article.endswith(".txt") else []),
    )


PUBLISHING = (("check",), ("publish",), ("site", "site"))


def files(kind: str) -> tuple[str, Commands]:
    """The name of another file than an article, and the commands that read it."""
    return {
        "catalog": (
            "locales/es/LC_MESSAGES/a.po",
            (("extract", "a.txt"), ("check",), ("status",), ("publish",)),
        ),
        "xliff": ("a.xlf", (("xliff", "import", "a.xlf"),)),
        "tmx": (
            "a.tmx",
            (("memory", "import", "a.tmx"), ("memory", "search", "A road", *LANGUAGES)),
        ),
        "glossary": ("i18n/glossary.csv", (("glossary", "check"), ("check",))),
        "tbx": ("a.tbx", (("glossary", "import", "a.tbx"),)),
        "settings": ("i18n/publication.toml", (("status",),)),
    }[kind]


def assert_grows(
    translate: Translate, folder: Path, name: str, shape: Shape, size: int, steps: Commands
) -> None:
    """Fail if a command takes too much longer for a larger text, or ends in an internal error."""
    least: dict[tuple[int, tuple[str, ...]], float] = {}
    seconds(translate, folder / "warm", name, shape(size), steps)
    for number in range(ROUNDS):
        for times in (1, TIMES):
            home = folder / f"{number}-{times}"
            for step, taken in seconds(translate, home, name, shape(times * size), steps):
                least[times, step] = min(taken, least.get((times, step), taken))
        slow = [
            f"{' '.join(step)}: {least[1, step]:.3f} s, then {least[TIMES, step]:.3f} s"
            for step in steps
            if least[TIMES, step] > LIMIT * max(LEAST_SECONDS, least[1, step])
        ]
        if not slow:
            return
    raise AssertionError(f"{TIMES} times as much takes too long: {'; '.join(slow)}")


def seconds(
    translate: Translate, folder: Path, name: str, text: str, steps: Commands
) -> list[tuple[tuple[str, ...], float]]:
    """Each command with the time that it takes in a new publication."""
    article = "a.txt" if name.endswith((".po", ".csv")) else name
    if steps == PUBLISHING:
        name = "locales/es/LC_MESSAGES/a.po"
    for path, content in (
        ("i18n/publication.toml", SETTINGS),
        (article, shapes.ONE_SENTENCE[Path(article).suffix]),
        (name, text),
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, "utf-8", newline="")

    def run(step: tuple[str, ...]) -> float:
        began = time.process_time()
        done = translate("-C", folder, *step)
        taken = time.process_time() - began
        assert done.code in (0, 1, 2, 3), f"{' '.join(step)}: {done.err[-2000:]}"
        return taken

    return [(step, run(step)) for step in steps]


# What took more than linear time once, each for another reason, and is measured quickly.
FAMILIAR = [
    ("txt", "'中'", ("check",)),
    ("txt", "'a-'", ("draft", "check")),
    ("md", "'«'", ("draft",)),
    ("html", "'<b>' nested", ("extract", "site")),
    ("txt", "'a  bc'", ("import",)),
    ("xml", "ITS rules and elements", ("extract",)),
    ("xml", "'0' in an app", ("extract",)),
]


@pytest.mark.parametrize(("suffix", "shape", "chosen"), FAMILIAR)
def test_what_was_slow_is_linear(
    translate: Translate, tmp_path: Path, suffix: str, shape: str, chosen: tuple[str, ...]
) -> None:
    name = f"a.{suffix}"
    steps = [step for step in commands(name) if step[0] in chosen]
    if "draft" not in chosen and "check" in chosen:
        steps.insert(0, ("draft", name, *LANGUAGES, "--engine", "upper", "--no-cache"))
    assert_grows(translate, tmp_path, name, ARTICLES[suffix][shape], SHORT, steps)


# Each of these tests measures every tenth shape.
PARTS = 10


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("size", [SHORT, LONG])
@pytest.mark.parametrize("suffix", ARTICLES)
def test_articles_of_any_shape(
    translate: Translate, tmp_path: Path, suffix: str, size: int, part: int
) -> None:
    name = f"a.{suffix}"
    faults: list[str] = []
    for number, (title, shape) in enumerate(ARTICLES[suffix].items()):
        if number % PARTS == part:
            try:
                folder = tmp_path / str(number)
                assert_grows(translate, folder, name, shape, size, commands(name))
            except AssertionError as error:
                faults.append(f"{title}: {error}")
    assert not faults, "\n".join(faults)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("suffix", ARTICLES)
def test_translations_of_any_shape(
    translate: Translate, tmp_path: Path, suffix: str, part: int
) -> None:
    """A translation may be longer than what is checked, and is published all the same."""
    article = f"a.{suffix}"
    faults: list[str] = []
    for number, (title, shape) in enumerate(ARTICLES[suffix].items()):
        if number % PARTS == part:
            try:
                folder, made = tmp_path / str(number), shapes.translated(shape)
                assert_grows(translate, folder, article, made, LONG, PUBLISHING)
            except AssertionError as error:
                faults.append(f"{title}: {error}")
    assert not faults, "\n".join(faults)


OTHERS = {
    "catalog": shapes.CATALOGS,
    "xliff": shapes.XLIFF,
    "tmx": shapes.TMX,
    "glossary": shapes.GLOSSARIES,
    "tbx": shapes.TBX,
    "settings": shapes.SETTINGS,
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "shape"), [(kind, name) for kind, known in OTHERS.items() for name in known]
)
def test_other_files_of_any_shape(
    translate: Translate, tmp_path: Path, kind: str, shape: str
) -> None:
    name, steps = files(kind)
    assert_grows(translate, tmp_path, name, OTHERS[kind][shape], LONG, steps)


QUICKLY_READ = [
    ("txt", "(" * 10_000 + "a" + ")" * 10_000),
    ("md", "- " * 10_000 + "a\n"),
]
SLOWLY_READ = [
    ("md", "> " * 10_000 + "a\n"),
    ("md", "[" * 10_000 + "a" + "](b)" * 10_000),
    ("md", "**a " * 10_000 + "b** " * 10_000),
    ("md", "<b>" * 10_000 + "a" + "</b>" * 10_000),
    ("md", "::: a\n\n" * 10_000 + "a\n" + "\n:::\n" * 10_000),
    ("md", f"---\na: {'[' * 10_000}b{']' * 10_000}\n---\n\nText.\n"),
    ("md", "{{< a >}}" * 10_000 + "a" + "{{< /a >}}" * 10_000),
    ("html", "<div>" * 10_000 + "a" + "</div>" * 10_000),
    ("html", "<ul><li>a" * 10_000),
    ("html", "<svg><foreignObject>" * 10_000 + "a"),
]
DEEP = [*QUICKLY_READ, *(pytest.param(*one, marks=pytest.mark.slow) for one in SLOWLY_READ)]
NAMES = [text[:9] for _, text in [*QUICKLY_READ, *SLOWLY_READ]]


@pytest.mark.parametrize(
    ("suffix", "text"), DEEP, ids=[text[:9] for _, text in [*QUICKLY_READ, *SLOWLY_READ]]
)
def test_nothing_is_nested_too_deeply(
    translate: Translate, tmp_path: Path, suffix: str, text: str
) -> None:
    name = f"a.{suffix}"
    chosen = ("draft", "check", "publish", "site")
    seconds(translate, tmp_path, name, text, [one for one in commands(name) if one[0] in chosen])
