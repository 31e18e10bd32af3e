"""A second engine's opinion of drafts: `[draft] critic`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sacrebleu.metrics import CHRF

from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.entry import Entry
from hexapla.catalogs.opinion import NAMES, NUMBERS, Opinion
from hexapla.catalogs.provenance import Draft
from hexapla.checks import risk
from hexapla.drafting.chrf import chrf
from hexapla.drafting.fill import Translator
from hexapla.drafting.second import opinions
from hexapla.engines import registry
from hexapla.engines.engine import Pair, Translation
from hexapla.testing import IdentityEngine
from tests.conftest import Translate
from tests.drafting.test_markup import marks_of

CATALOG = Path("locales/es/LC_MESSAGES/news.po")
NEWS = "The library of Oslo opens at 9.\n\nRun `make` now, please.\n\nIt rained.\n"


class Critic(IdentityEngine):
    """Repeats sentences, and records which ones it was asked for."""

    name = "critic"
    asked: list[str]

    def __init__(self, *pairs: Pair) -> None:
        super().__init__(pairs)
        self.asked = []

    def _text(self, sentence: str) -> str:
        self.asked.append(sentence)
        return sentence


@pytest.fixture
def critic(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Critic:
    """An engine that only the publication in the current folder uses, as its critic."""
    engine = Critic(Pair("en", "es"))
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n/publication.toml").write_text(
        'source-language = "en"\nlanguages = ["es"]\nengines = ["upper"]\n'
        '[draft]\ncritic = "critic"\n'
    )
    (tmp_path / "news.txt").write_text(NEWS)
    load = registry.engines
    monkeypatch.setattr(
        registry,
        "engines",
        lambda order, *rest: [
            engine if name == "critic" else load([name], *rest)[0] for name in order
        ],
    )
    return engine


def drafted(folder: Path) -> list[Entry]:
    return list(Catalog.load(folder / CATALOG).entries)


def test_drafts_get_an_opinion_and_stay_as_they_are(
    translate: Translate, critic: Critic, tmp_path: Path
) -> None:
    assert translate("draft", "--no-cache").code == 0
    first, _, third = drafted(tmp_path)
    assert [one.msgstr for one in (first, third)] == [
        "THE LIBRARY OF OSLO OPENS AT 9.",
        "IT RAINED.",
    ]
    assert first.opinion == Opinion("critic-en_es 1", 0.03, (NAMES,))
    assert third.opinion
    assert len(critic.asked) == 3

    before = (tmp_path / CATALOG).read_bytes()
    assert translate("draft", "--no-cache").code == 0
    assert (tmp_path / CATALOG).read_bytes() == before
    assert len(critic.asked) == 3

    shown = translate("status", "--explain").out
    assert (
        "second opinion: critic-en_es 1 agrees to 3% and keeps names that the draft lacks" in shown
    )
    (status,) = translate("status", "--explain", "--json").results
    assert status["guarded"][0]["opinion"] == {
        "origin": "critic-en_es 1",
        "agreement": 0.03,
        "lost": ["names"],
    }
    assert translate("draft", "--redraft", "--no-cache").code == 0
    assert (tmp_path / CATALOG).read_bytes() == before


def test_a_draft_without_an_opinion_is_not_asked_about_again(
    translate: Translate, critic: Critic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(sentence: str) -> str:
        critic.asked.append(sentence)
        return ""

    monkeypatch.setattr(critic, "_text", silent)
    for _ in range(2):
        assert translate("draft").code == 0
    assert len(set(critic.asked)) == 3
    asked = len(critic.asked)
    assert translate("draft").code == 0
    assert len(critic.asked) == asked
    assert "second opinions: critic" in translate("engines").out


def test_only_drafts_of_engines_are_judged(
    translate: Translate, critic: Critic, tmp_path: Path
) -> None:
    path = tmp_path / CATALOG
    translate("draft", "--no-cache")
    text = re.sub(r"# critic: .*\n", "", path.read_text())
    text = text.replace('#, fuzzy\nmsgid "The lib', 'msgid "The lib')
    path.write_text(text.replace('msgstr "IT RAINED."', 'msgstr "Llovió."'))
    critic.asked.clear()
    translate("draft", "--no-cache")
    assert critic.asked == ["Run `make` now, please."]
    assert [bool(one.opinion) for one in drafted(tmp_path)] == [False, True, False]


def test_drafts_of_its_own_are_translated_back(
    translate: Translate, critic: Critic, tmp_path: Path
) -> None:
    critic._pairs = (Pair("es", "en"),)
    translate("draft", "--no-cache")
    assert critic.asked[:1] == ["The library of oslo opens at 9."]
    first, *_ = drafted(tmp_path)
    assert first.opinion
    assert first.opinion.origin == "critic-es_en 1"
    critic._pairs = (Pair("en", "es"), Pair("es", "en"))
    translate("draft", "--redraft", "--no-cache", "--engine", "critic")
    first, *_ = drafted(tmp_path)
    assert first.opinion == Opinion("critic-es_en 1", 1.0)


def test_a_critic_without_the_pair_is_a_warning(
    translate: Translate, critic: Critic, tmp_path: Path
) -> None:
    critic._pairs = (Pair("en", "eu"),)
    done = translate("draft", "--no-cache")
    assert done.code == 0
    assert "no second opinion on 3 drafts: the engine critic does not translate" in done.err
    assert "and it does not translate them back" in done.err
    assert not any(one.opinion for one in drafted(tmp_path))


def test_a_misspelt_critic_is_reported_with_its_line(translate: Translate, tmp_path: Path) -> None:
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n/publication.toml").write_text('[draft]\ncritic = "uper"\n')
    (tmp_path / "news.txt").write_text(NEWS)
    done = translate("draft", "--from", "en", "--to", "es")
    assert done.code == 2
    assert "publication.toml:2: there is no engine 'uper'; did you mean upper?" in done.err


@pytest.mark.parametrize(
    ("source", "draft", "other", "agreement", "lost"),
    [
        ("Ann has 5 cats", "Ann tiene 5 gatos", "Ann tiene 5 gatos", 1.0, ()),
        ("Ann has 5 cats", "Ella tiene gatos", "Ann tiene 5 gatos", 0.4, (NUMBERS, NAMES)),
        # What neither has, or only the draft, is not the second engine's to say.
        ("Ann has 5 cats", "Ella tiene gatos", "Ella tiene gatos", 1.0, ()),
        ("Ann has 5 cats", "Ann tiene 5 gatos", "Ella tiene gatos", 0.4, ()),
        # Markup isn't compared.
        ("Run <b>it</b> `now`", "Ejecuta<b>lo</b> `now`", "Ejecuta <b>lo</b> `now`", 1.0, ()),
        ("Run it", "Ejecútalo", "", None, ()),
    ],
)
def test_opinions(
    source: str, draft: str, other: str, agreement: float | None, lost: tuple[str, ...]
) -> None:
    def translate(sentences: Iterable[str]) -> Iterator[Translation]:
        return (Translation(other) for _ in sentences)

    judge = opinions(Translator("x-en_es 1", translate), {source: marks_of(source)})
    (found,) = judge([source], [draft])
    assert found == (None if agreement is None else Opinion("x-en_es 1", agreement, lost))


@given(st.text("ab cé1", max_size=30), st.text("ab cé1", max_size=30))
@example("", "")
@example("a", "ab")
def test_chrf_is_that_of_sacrebleu(text: str, reference: str) -> None:
    wanted = CHRF().sentence_score(text, [reference]).score / 100
    if text.strip() and reference.strip():
        assert chrf(text, reference) == pytest.approx(wanted)


@pytest.mark.parametrize("lost", [(), (NUMBERS,), (NAMES,), (NUMBERS, NAMES)])
def test_the_line_is_read_as_it_was_written(lost: tuple[str, ...]) -> None:
    opinion = Opinion("apertium-en_es 3.8.3+argos-es_ca 1.9", 0.4, lost)
    comment = opinion.comment()
    assert Opinion.parse(comment) == opinion
    assert len(f"# {comment}") <= 76


@pytest.mark.parametrize("comment", ["critic: please", "critic: a 1; 0.4", "critic: a; 0.40; b"])
def test_comments_by_people_are_no_opinions(comment: str) -> None:
    assert Opinion.parse(comment) is None


def test_the_risk_falls_with_agreement() -> None:
    def with_opinion(*said: Opinion) -> float:
        lines = [Draft.of("x 1", 0.8, "It rained.", "Llovió.").comment()]
        lines += [one.comment() for one in said]
        return risk(Entry("It rained.", "Llovió.", flags=("fuzzy",), comments=tuple(lines)), [])

    apart, names, half, same = (
        Opinion("y 1", 0.1),
        Opinion("y 1", 0.5, (NAMES,)),
        Opinion("y 1", 0.5),
        Opinion("y 1", 0.9),
    )
    risks = [with_opinion(one) for one in (apart, names, half, same)]
    assert risks == sorted(risks, reverse=True)
    assert len(set(risks)) == 4
