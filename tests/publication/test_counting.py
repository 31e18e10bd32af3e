"""`translate count`: sentences by band, for quotes, and what `status` says is left."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from hexapla.catalogs.catalog import Catalog
from hexapla.documents.counting import words_in
from hexapla.publication.rates import Band, Rates
from tests.conftest import Translate
from tests.po import needs_toolkit, toolkit

SAMPLE = Path("seeds/coalition-in-syria.txt")
NUMBER = "; write one without quotes\n"
TO_SPANISH = ("--to", "es", "--from", "en")


@pytest.fixture
def folder(tmp_path: Path, translate: Translate) -> Path:
    """An article with a reviewed, an edited and a changed sentence, a draft, and one that is new;
    and a second article.
    """
    text = "It rained all day. The road was closed. Nobody was hurt in the town. He left."
    (tmp_path / "a.txt").write_text(text)
    assert translate("draft", "a.txt", *TO_SPANISH, "--engine", "upper").code == 0
    path = tmp_path / "locales/es/LC_MESSAGES/a.po"
    catalog = Catalog.load(path)
    rained, closed, hurt, left = catalog.entries
    catalog.with_entries([
        rained.edit(msgstr="Llovió todo el día.", flags=()),
        closed.edit(msgstr="La carretera estaba cerrada."),
        hurt.edit(msgstr="Nadie resultó herido en el pueblo.", flags=()),
        left,
    ]).save()  # fmt: skip
    text = text.replace("the town", "the old town") + " They stayed. They stayed."
    (tmp_path / "a.txt").write_text(text)
    (tmp_path / "b.txt").write_text("They stayed. It rained all day. It rained all days. Nobody.")
    return tmp_path


def by_band(result: Any, what: str) -> dict[str, int]:
    return {one["band"]: one[what] for one in result["bands"]}


def test_every_sentence_is_in_one_band(folder: Path, translate: Translate) -> None:
    one, two = translate("count", "a.txt", "b.txt", *TO_SPANISH, "--json").results
    assert by_band(one, "sentences") == {
        "reviewed": 1, "edited": 1, "repetition": 1, "85-94": 1, "draft": 1, "new": 1,
    }  # fmt: skip
    assert one["changed"] == {"sentences": 1, "words": 7, "new_words": 1}
    assert by_band(two, "sentences") == {
        "exact": 1, "cross-file": 1, "95-99": 1, "new": 1,
    }  # fmt: skip
    assert one["total"]["sentences"] == 6
    states = translate("status", "a.txt", *TO_SPANISH, "--json").results[0]
    assert states["sentences"]["total"] == 6
    assert states["words"] == one["total"]["words"]
    assert states["words_left"] == one["total"]["words"] - by_band(one, "words")["reviewed"]


def test_a_sentence_after_the_same_one_is_in_context(folder: Path, translate: Translate) -> None:
    (folder / "c.txt").write_text("It rained all day. Yes.")
    (one,) = translate("count", "c.txt", *TO_SPANISH, "--json").results
    assert by_band(one, "words") == {
        "in-context": 4, "new": 1,
    }  # fmt: skip


def test_tables_csv_and_the_estimate_say_the_same(folder: Path, translate: Translate) -> None:
    (folder / "rates.toml").write_text(
        'words-per-hour = 20\nper-word = 0.5\ncurrency = "EUR"\n[shares]\nnew = 0.8\n'
    )
    options = ("a.txt", "b.txt", *TO_SPANISH, "--rates", "rates.toml")
    table = translate("count", *options)
    assert table.out.startswith("Spanish (es), 2 articles")
    rows = list(csv.DictReader(translate("count", *options, "--csv").out.splitlines()))
    words: dict[Band, int] = {}
    for row in rows:
        band = Band(row["band"])
        words[band] = words.get(band, 0) + int(row["words"])
    total = re.search(r"(?m)^total +(\d+) +(\d+)", table.out)
    assert total
    assert int(total[2]) == sum(words.values())
    known = Rates.load(folder / "rates.toml")
    assert known.shares[Band.NEW] == 0.8
    assert known.shares[Band.EXACT] == Rates().shares[Band.EXACT]
    assert f"estimate: {known.minutes(words)} min at 20 new words an hour" in table.out
    assert f", {known.price(words):.2f} EUR\n" in table.out
    assert "changed since the translation: 1 sentence, 7 words, 1 of them new" in table.out


def test_without_a_target_language_the_articles_are_counted(
    tmp_path: Path, translate: Translate
) -> None:
    (tmp_path / "a.md").write_text("# It rained\n\nIt **rained** all day. It rained.\n")
    done = translate("count", "a.md")
    assert (done.code, done.err) == (0, "")
    assert re.findall(r"(?m)^(\S.*?)  +(\d+) +(\d+)", done.out) == [
        ("new", "3", "8"),
        ("total", "3", "8"),
    ]
    assert list(tmp_path.iterdir()) == [tmp_path / "a.md"]


def test_what_is_left_is_summed(folder: Path, translate: Translate) -> None:
    done = translate("status", "a.txt", *TO_SPANISH)
    assert done.out.splitlines()[-1] == (
        "Spanish: 6 sentences, 21 words; left to review: 5 sentences, 17 words, about 3 min"
    )
    path = folder / "locales/es/LC_MESSAGES/b.po"
    (folder / "b.txt").write_text("Yes.")
    translate("extract", "b.txt", *TO_SPANISH)
    catalog = Catalog.load(path)
    catalog.with_entries([catalog.entries[0].edit(msgstr="Sí.")]).save()
    done = translate("status", "b.txt", *TO_SPANISH)
    assert done.out.endswith("Spanish: 1 sentence, 1 word; left to review: nothing\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("words-per-hour = 0", ":1: words-per-hour is not a number from 1 to 1,000,000{NUMBER}"),
        ("[shares]\nexact = 2", ":2: exact is not a number from 0 to 1{NUMBER}"),
        ("[shares]\nexakt = 1", ":2: unknown key 'exakt'; did you mean exact?\n"),
        ("\nper-wort = 1", ":2: unknown key 'per-wort'; did you mean per-word?\n"),
        ("shares = 3", ':1: shares is not a table; write [shares]\n'),
        ("currency = 3", ':1: currency is not a text; write "EUR"\n'),
        ("per-word = true", ":1: per-word is not a number from 0 to 1,000,000{NUMBER}"),
    ],
)  # fmt: skip
def test_rates_that_can_not_be_used_are_named(
    tmp_path: Path, translate: Translate, text: str, said: str
) -> None:
    (tmp_path / "a.txt").write_text("It rained.")
    (tmp_path / "rates.toml").write_text(text)
    done = translate("count", "a.txt", "--rates", "rates.toml")
    assert (done.code, done.err) == (3, f"translate: rates.toml{said.format(NUMBER=NUMBER)}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It rained — all <b>day</b>, 24 hours.", 6),
        ("don't e-mail 3.5%", 3),
        ("今天下雨了。", 5),
        ("東京で Tokyo", 4),
        ("Идёт дождь", 2),
        ("…", 0),
    ],
)
def test_words_are_those_of_word_processors(text: str, words: int) -> None:
    assert words_in(text) == words


@needs_toolkit
def test_words_are_about_as_many_as_in_other_programs(translate: Translate) -> None:
    root = Path(__file__).parents[2]
    (one,) = translate("-C", root, "count", root / SAMPLE, "--to", "es", "--json").results
    total = one["total"]
    # OmegaT 3.6 counts 754 words, 3,671 characters and 4,385 with spaces.
    assert total["words"] == pytest.approx(754, rel=0.02)
    assert total["characters"] == pytest.approx(3671, rel=0.005)
    assert total["with_spaces"] == pytest.approx(4385, rel=0.005)
    script = "import sys; from translate.tools.pocount import main; sys.argv[0] = 'pocount'; main()"
    catalog = root / "locales/es/LC_MESSAGES/coalition-in-syria.po"
    counted = toolkit(script, "--csv", catalog).decode().splitlines()
    (row,) = csv.DictReader(counted)
    assert total["words"] == pytest.approx(int(row["Total Source Words"]), rel=0.02)
