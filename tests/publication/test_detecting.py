"""The language of articles: short texts, and articles in several languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from hexapla import Language, Publication
from hexapla.catalogs.catalog import Catalog
from hexapla.engines.engine import Pair
from hexapla.publication.drafting import Pretranslation
from hexapla.testing.engines import UpperEngine
from tests.conftest import Translate

REPORT = """\
El camión llegó al pueblo por la tarde con las mantas y los filtros que faltaban.

The office asks for the list of families before Friday, or nothing can be paid.

Le chauffeur dit que la piste est coupée après le pont depuis deux jours.

Mañana repartimos el agua en la escuela y volvemos a la capital antes de la noche.
"""
GERMAN = Language("de")


def draft(folder: Path, *pairs: str) -> tuple[dict[str, str], str]:
    """The drafts of the report, and its template."""
    (folder / "report.txt").write_text(REPORT, encoding="utf-8")
    publication = Publication.open(folder)
    (article,) = publication.layout.articles([folder / "report.txt"])
    prepared = publication.prepare(article, Language("es"))
    publication.extract(prepared, [GERMAN])
    engine = UpperEngine([Pair(*pair.split(">")) for pair in pairs])
    work = (publication.layout, publication.ledger(), lambda *pair: [engine], publication.memory)
    Pretranslation(*work).draft([prepared], GERMAN)
    path = publication.layout.catalog(article, GERMAN)
    drafts = {entry.msgid: entry.msgstr for entry in Catalog.load(path).entries}
    return drafts, publication.layout.template(article).read_text("utf-8")


def test_each_block_is_drafted_from_its_own_language(tmp_path: Path) -> None:
    drafts, template = draft(tmp_path, "es>de", "en>de", "fr>de")
    assert all(text == sentence.upper() for sentence, text in drafts.items())
    assert template.count("#. paragraph, in English\n") == 1
    assert template.count("#. paragraph, in French\n") == 1


def test_a_block_without_an_engine_for_its_language_is_left_as_it_is(tmp_path: Path) -> None:
    drafts, _ = draft(tmp_path, "es>de", "en>de")
    left = [sentence for sentence, text in drafts.items() if not text]
    assert left == [REPORT.splitlines()[4]]


@pytest.mark.parametrize("word", ["OK", "Hello", "¿Qué?"])
def test_a_word_is_too_short_and_the_publications_languages_are_named(
    translate: Translate, tmp_path: Path, word: str
) -> None:
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    assert translate("extract", "report.txt", "--from", "es", "--to", "de").code == 0
    (tmp_path / "word.txt").write_text(word, encoding="utf-8")
    refused = translate("word.txt", "--to", "de")
    assert refused.code == 2
    assert "word.txt: the text is too short to tell its language (perhaps Spanish" in refused.err
    assert "--from es" in refused.err
    assert "too short to be sure: Spanish (es)" in translate("detect", "word.txt").out
