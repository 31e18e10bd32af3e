"""`translate evaluate`: quality and speed, over files and over reviewed sentences."""

from __future__ import annotations

import builtins
import re
from pathlib import Path
from typing import Any

import pytest

from hexapla import evaluation
from hexapla.catalogs.provenance import Draft
from hexapla.engines import quality, registry
from hexapla.engines.engine import Pair
from hexapla.engines.routes import find_route
from hexapla.errors import InputError, UsageError
from hexapla.evaluation import compare, evaluate, language_of, read_sentences
from hexapla.languages import Language
from hexapla.testing import IdentityEngine, UpperEngine
from tests.conftest import ROOT, Translate

EN, ES = Language("en"), Language("es")
NANO = ROOT / "tests" / "data" / "translate-en_es-nano.argosmodel"
TEXTS = ["It rained all day in the north.", "The road was closed.", "Nobody was hurt, he said."]


def test_the_scores_equal_those_of_sacrebleu() -> None:
    metrics = pytest.importorskip("sacrebleu.metrics")
    references = [*TEXTS[:2], "He said that nobody was hurt."]
    route = find_route(EN, ES, [IdentityEngine()])
    found = evaluate(route, EN, ES, TEXTS, references)
    assert found.bleu == pytest.approx(metrics.BLEU().corpus_score(TEXTS, [references]).score)
    assert found.chrf == pytest.approx(metrics.CHRF().corpus_score(TEXTS, [references]).score)
    assert 0 < found.bleu < 100
    assert found.bleu_signature.startswith("nrefs:1|case:mixed|eff:no|tok:13a|")
    assert (found.sentences, found.words, found.untranslated) == (3, 16, 0)
    assert (found.origin, found.speed > 0) == ("identity-en_es 1", True)
    assert evaluate(route, EN, ES, TEXTS, TEXTS).chrf == 100


def test_scripts_without_spaces_are_compared_by_character() -> None:
    pytest.importorskip("sacrebleu")
    target = Language("ja")
    route = find_route(EN, target, [IdentityEngine([Pair("en", "ja")])])
    found = evaluate(
        route, EN, target, ["雨が降った。道が閉鎖された。"], ["雨が降った。道は閉鎖された。"]
    )
    assert found.bleu > 20
    assert "tok:char" in found.bleu_signature


def test_texts_that_can_not_be_compared() -> None:
    pytest.importorskip("sacrebleu")
    route = find_route(EN, ES, [IdentityEngine()])
    with pytest.raises(InputError, match="3 sentences but 2 references"):
        evaluate(route, EN, ES, TEXTS, TEXTS[:2])
    with pytest.raises(InputError, match="no sentences to evaluate"):
        evaluate(route, EN, ES, [], [])


def test_without_sacrebleu_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *args: Any, **options: Any) -> Any:
        if name.startswith("sacrebleu"):
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(UsageError, match="`pip install sacrebleu`"):
        evaluate(find_route(EN, ES, [IdentityEngine()]), EN, ES, TEXTS, TEXTS)


def test_lines_end_with_a_line_feed_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes("one\u2028\n\ntwo\x0b three\r\nlast".encode())
    assert read_sentences(path) == ["one\u2028", "", "two\x0b three", "last"]
    path.write_bytes(b"\xff\n")
    with pytest.raises(InputError, match="is not UTF-8"):
        read_sentences(path)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("eng_Latn.devtest", "en"),
        ("srp_Cyrl.dev", "sr"),
        ("zho_Hans.devtest", "zh-Hans"),
        ("pt-BR.txt", "pt-BR"),
        ("reference.txt", None),
    ],
)
def test_the_language_of_a_file(name: str, tag: str | None) -> None:
    found = language_of(Path(name))
    assert (found.tag if found else None) == tag


def test_the_bootstrap_is_that_of_sacrebleu() -> None:
    significance = pytest.importorskip("sacrebleu.significance")
    from sacrebleu.metrics import CHRF

    names = [IdentityEngine(), UpperEngine(), Half()]
    references = [text.replace("road", "street").replace("day", "week") for text in TEXTS * 9]
    results = [evaluate(find_route(EN, ES, [one]), EN, ES, TEXTS * 9, references) for one in names]
    best, *others = sorted(results, key=lambda one: -one.chrf)
    named = [(one.origin, list(one.texts)) for one in (best, *others)]
    _, scores = significance.PairedTest(named, {"chrF": CHRF()}, [references], test_type="bs")()
    wanted = {
        str(name).replace("Baseline: ", ""): score.p_value
        for name, score in zip(scores["System"], scores["chrF2"], strict=True)
    }
    for one in compare(results, references):
        assert one.p == pytest.approx(wanted[one.origin], abs=0.01)
        assert one.low <= one.difference <= one.high
    assert [one.significant for one in compare(results, references)] == [True, True]


def test_equal_engines_do_not_differ() -> None:
    pytest.importorskip("sacrebleu")
    route = find_route(EN, ES, [IdentityEngine()])
    results = [evaluate(route, EN, ES, TEXTS, TEXTS)] * 2
    (found,) = compare(results, TEXTS)
    assert (found.difference, found.p, found.significant) == (0.0, 1.0, False)
    assert compare(results[:1], TEXTS) == []


class Half(UpperEngine):
    """Makes capitals of every other word."""

    name = "half"

    def _text(self, sentence: str) -> str:
        found = sentence.split()
        return " ".join(word.upper() if at % 2 else word for at, word in enumerate(found))


class TestChoosing:
    """`translate engines --choose`."""

    SETTINGS = (
        '# Ours\nsource-language = "en"\nengines = ["half", "upper"] # in this order\n'
        'languages = ["es"]\n'
    )

    @pytest.fixture(autouse=True)
    def publication(
        self, translate: Translate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """100 reviewed sentences, in capitals, and an engine "half"."""
        pytest.importorskip("sacrebleu")
        load = registry.engines
        monkeypatch.setattr(
            registry,
            "engines",
            lambda names, *rest: [
                Half() if name == "half" else load([name], *rest)[0] for name in names
            ],
        )
        (tmp_path / "i18n").mkdir()
        (tmp_path / "i18n/publication.toml").write_text(self.SETTINGS)
        lines = [f"Sentence number {number} is **here** now." for number in range(100)]
        (tmp_path / "a.md").write_text("\n\n".join(lines))

    def review(self, folder: Path, count: int = 100) -> None:
        """Write a catalog with some reviewed sentences, all drafted by "upper"."""
        path = folder / "locales/es/LC_MESSAGES/a.po"
        path.parent.mkdir(parents=True)
        header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
        for at in range(count):
            source = f"Sentence number {at} is **here** now."
            draft = Draft.of("upper-en_es 1", None, source, source.upper()).comment()
            header += f'\n# {draft}\nmsgid "{source}"\nmsgstr "{source.upper()}"\n'
        path.write_text(header)

    def test_the_best_order_is_written(self, translate: Translate, tmp_path: Path) -> None:
        self.review(tmp_path)
        choose = ("engines", "--choose", "en-es", "-e", "half", "-e", "upper")
        (choice,) = translate(*choose, "--dry-run", "--json").results
        assert (choice["written"], choice["after"]) == (False, ["upper", "half"])
        assert (tmp_path / "i18n/publication.toml").read_text() == self.SETTINGS
        done = translate(*choose)
        assert "upper had drafted 100 of the 100 sentences" in done.out
        assert "half-en_es 1: -" in done.out
        assert (tmp_path / "i18n/publication.toml").read_text() == self.SETTINGS.replace(
            '["half", "upper"]', '{ "*" = ["half", "upper"], "en-es" = ["upper", "half"] }'
        )
        assert translate("engines", "en", "es").out.startswith("chosen: upper-en_es 1")

    def test_too_few_sentences_are_refused(self, translate: Translate, tmp_path: Path) -> None:
        self.review(tmp_path, 99)
        done = translate("engines", "--choose", "en-es", "-e", "half", "-e", "upper")
        assert done.code == 2
        assert "99 reviewed sentences from English to Spanish are too few" in done.err
        assert (tmp_path / "i18n/publication.toml").read_text() == self.SETTINGS

    def test_what_is_not_significant_changes_nothing(
        self, translate: Translate, tmp_path: Path
    ) -> None:
        self.review(tmp_path)
        path = tmp_path / "locales/es/LC_MESSAGES/a.po"
        # Every other sentence is as the other engine has it.
        halves = re.sub(
            r"SENTENCE NUMBER (\d*[02468]) IS \*\*HERE\*\* NOW",
            r"Sentence NUMBER \1 IS **here** NOW",
            path.read_text(),
        )
        path.write_text(halves)
        done = translate("engines", "--choose", "en-es", "-e", "half", "-e", "upper")
        assert ", not significant" in done.out
        assert "the order stays half, upper" in done.out
        assert (tmp_path / "i18n/publication.toml").read_text() == self.SETTINGS

    def test_mistakes(self, translate: Translate, tmp_path: Path) -> None:
        assert "is not a pair" in translate("engines", "--choose", "spanish").err
        assert "can't be combined with FROM" in translate("engines", "en", "--choose", "en-es").err
        assert "use it with --choose" in translate("engines", "--dry-run").err
        (tmp_path / "i18n/publication.toml").unlink()
        assert "`translate init`" in translate("engines", "--choose", "en-es").err


class TestCommand:
    def test_two_files(self, translate: Translate, tmp_path: Path) -> None:
        pytest.importorskip("sacrebleu")
        (tmp_path / "eng_Latn.x").write_text("\n".join(TEXTS) + "\n")
        (tmp_path / "spa_Latn.x").write_text("\n".join(TEXTS) + "\n")
        run = ("evaluate", "eng_Latn.x", "spa_Latn.x", "-e", "identity", "-e", "upper")
        done = translate(*run)
        assert (done.code, done.err) == (0, "")
        assert "identity-en_es 1  100.0  100.0" in done.out
        assert "chrF: nrefs:1" in done.out
        assert "best: identity-en_es 1, 100.0 chrF\nupper-en_es 1: -" in done.out
        assert "paired bootstrap: nrefs:1|bs:1000|seed:12345|" in done.out
        first, second = translate(*run, "--json", "--limit", "2").results
        assert (first["sentences"], first["chrf"]) == (2, 100.0)
        assert second["chrf"] < 50
        done = translate(*run, "--remember")
        assert (done.code, done.out, quality.known_scores()) == (2, "", {})
        assert "--remember needs at least 100 sentences, not 3" in done.err
        for name in ("eng_Latn.x", "spa_Latn.x"):
            (tmp_path / name).write_text("\n".join(TEXTS * 50) + "\n")
        assert translate(*run, "--remember").code == 0
        done = translate(*run, "--remember", "--limit", "120")
        assert (
            "the earlier score of identity-en_es 1 is kept: 100.0 chrF over 150 sentences\n"
            in done.err
        )
        assert quality.known_scores()["identity-en_es 1"] == 100.0
        done = translate("engines", "en", "es", "-e", "upper", "-e", "identity")
        assert done.out.startswith("chosen: identity-en_es 1, 60 points\n")
        assert "identity-en_es 1 was measured at 100.0 chrF" in done.out

    def test_a_missing_configured_engine_is_left_out(
        self, translate: Translate, tmp_path: Path
    ) -> None:
        pytest.importorskip("sacrebleu")
        (tmp_path / "en.x").write_text("\n".join(TEXTS))
        (tmp_path / "i18n").mkdir()
        (tmp_path / "i18n" / "publication.toml").write_text('engines = ["argos", "upper"]\n')
        told = "translate: the engine argos does not translate English to Russian: en→ru is missing"
        done = translate("evaluate", "en.x", "en.x", "--to", "ru")
        assert (done.code, done.out.count("upper-en_ru 1")) == (0, 1)
        assert done.err.startswith(told)
        done = translate("evaluate", "en.x", "en.x", "--to", "ru", "-e", "upper", "-e", "argos")
        assert (done.code, done.out) == (4, "")
        assert done.err.startswith(told)

    def test_reviewed_sentences(self, translate: Translate, tmp_path: Path) -> None:
        pytest.importorskip("sacrebleu")
        (tmp_path / "a.txt").write_text("It rained all day. The road was closed.\n")
        assert translate("a.txt", "--to", "es", "--from", "en", "--engine", "upper").code == 0
        run = ("evaluate", "--from", "en", "--to", "es", "--engine", "identity")
        assert "no catalog here has reviewed sentences" in translate(*run).err
        path = tmp_path / "locales/es/LC_MESSAGES/a.po"
        path.write_text(path.read_text().replace('#, fuzzy\nmsgid "It', 'msgid "It'))
        (found,) = translate(*run, "--json").results
        assert found["sentences"] == 1
        out = translate(*run, "--details").out
        assert "upper had drafted 1 of the 1 sentences, which favours it" in out
        assert "\nlocales/es/LC_MESSAGES/a.po " in out
        assert translate("evaluate", "--to", "es").code == 2

    def test_mistakes(self, translate: Translate, tmp_path: Path) -> None:
        (tmp_path / "en.txt").write_text("x\n")
        (tmp_path / "it is.txt").write_text("x\n")
        assert "name two files" in translate("evaluate", "en.txt").err
        assert "nosuch: no such file" in translate("evaluate", "nosuch", "en.txt").err
        assert "use --to" in translate("evaluate", "en.txt", "it is.txt").err


def test_findings_are_those_of_the_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    from hexapla.checks import Context
    from hexapla.checks.content import CHECKS

    monkeypatch.setattr(evaluation, "checks", lambda: ())
    assert evaluation._findings(["x"], ["y"], Context(EN, ES)) is None
    monkeypatch.setattr(evaluation, "checks", lambda: CHECKS)
    monkeypatch.setattr("hexapla.checks.registry.checks", lambda: CHECKS)
    sentences = ["He paid 45 euros for it.", "It rained all day."]
    found = ["Pagó 54 euros por ello.", "Llovió todo el día."]
    assert evaluation._findings(sentences, found, Context(EN, ES)) == [{"numbers"}, set()]
