"""Routes between languages, and the engines by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from importlib.metadata import EntryPoint, EntryPoints
from itertools import count, islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.engines import quality, registry
from hexapla.engines.apertium.engine import ApertiumEngine
from hexapla.engines.argos.engine import ArgosEngine
from hexapla.engines.engine import Engine, Pair, Translation
from hexapla.engines.order import DEFAULT_ORDER
from hexapla.engines.quality import Measured
from hexapla.engines.routes import find_route, ranked
from hexapla.errors import EngineError, InputError, UsageError
from hexapla.languages import Language
from hexapla.testing import PAIRS, IdentityEngine, UpperEngine
from tests.conftest import Translate

EN, ES, FR, GL = (Language(tag) for tag in ("en", "es", "fr", "gl"))


def pairs(text: str) -> list[Pair]:
    return [Pair(*pair.split(">")) for pair in text.split()]


class Tagging(IdentityEngine):
    """Puts its name and pair before a sentence, and can't translate those with a ``?``."""

    def __init__(self, name: str, offered: str, score: float | None = 0.5) -> None:
        super().__init__(pairs(offered))
        self.name = name
        self.score = score

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        for sentence in sentences:
            if "?" in sentence:
                yield Translation("")
            else:
                yield Translation(f"{self.name}({sentence})", self.score)


class TestFindRoute:
    @pytest.mark.parametrize(
        ("wanted", "first", "second", "origin"),
        [
            ("en>es", "en>es", "en>es", "a-en_es 1"),
            ("en>es", "en>fr", "en>es", "b-en_es 1"),
            ("en>es-MX", "en>fr en>es", "", "a-en_es 1"),
            ("en-GB>es", "en>es", "", "a-en_es 1"),
            ("en>pt-BR", "en>pt", "en>pt-BR", "b-en_pt-BR 1"),
            ("en>pt-BR", "en>pt en>pt-BR", "", "a-en_pt-BR 1"),
            ("en>pt-BR", "en>pt", "en>es", "a-en_pt 1"),
            ("en>ca-valencia", "en>ca en>ca-valencia", "", "a-en_ca-valencia 1"),
            ("fr>es", "fr>en en>es", "fr>es", "b-fr_es 1"),
            ("fr>es", "fr>en en>es", "", "a-fr_en 1+a-en_es 1"),
            ("fr>gl", "fr>en en>es", "en>gl es>gl", "a-fr_en 1+b-en_gl 1"),
            ("fr>gl", "fr>es fr>en", "es>gl", "a-fr_es 1+b-es_gl 1"),
            ("fr>gl", "fr>ca ca>gl fr>en en>gl", "", "a-fr_en 1+a-en_gl 1"),
            ("fr>gl", "en>gl", "fr>en en>gl", "b-fr_en 1+a-en_gl 1"),
            ("fr>gl", "fr>en-US fr>en", "en>gl", "a-fr_en 1+b-en_gl 1"),
            ("fr>pt-BR", "fr>en en>pt", "en>pt-BR", "a-fr_en 1+b-en_pt-BR 1"),
        ],
    )
    def test_the_best_route(self, wanted: str, first: str, second: str, origin: str) -> None:
        engines: list[Engine] = [Tagging("a", first), Tagging("b", second)]
        source, target = (Language(tag) for tag in wanted.split(">"))
        assert find_route(source, target, engines).origin == origin

    @pytest.mark.parametrize(
        ("wanted", "offered"),
        [
            ("en>gl", "en>es"),
            ("sr-Latn>en", "sr>en"),
            ("fr>es", "fr>en en>de"),
            ("fr>es", "fr>en en>de de>es"),
            ("en>es", "es>en"),
            ("en>en-GB", "en>fr fr>en"),
            ("en>en", "en>fr fr>en"),
        ],
    )
    def test_no_route(self, wanted: str, offered: str) -> None:
        source, target = (Language(tag) for tag in wanted.split(">"))
        with pytest.raises(EngineError):
            find_route(source, target, [Tagging("a", offered)])

    def test_missing_pairs_and_how_to_install_them(self) -> None:
        engines: list[Engine] = [ArgosEngine(), ApertiumEngine("none such")]

        def told(source: str, target: str, *others: Engine) -> str:
            with pytest.raises(EngineError) as caught:
                find_route(Language(source), Language(target), [*engines, *others])
            return str(caught.value)

        assert told("en", "es") == (
            "no engine translates English to Spanish: en→es is missing;"
            " install it: `translate models install en-es` or `apt install apertium-eng-spa`"
        )
        assert told("ru", "gl", Tagging("a", "en>gl")) == (
            "no engine translates Russian to Galician: ru→gl or ru→en is missing;"
            " for ru→en `translate models install ru-en`"
        )
        assert "for es→ca `apt install apertium-spa-cat`; or for es→en `" in told("es", "ca")
        assert "install en-de`" in told("en", "de-AT")
        assert "install en-pt-BR`" in told("en", "pt-BR")
        assert told("en", "en-GB").startswith("the text is already in English; ")
        with pytest.raises(EngineError, match="translate engines"):
            find_route(FR, GL, [IdentityEngine()])


class TestWays:
    def reasons(self, wanted: str, *offered: str, **measured: float) -> list[tuple[str, float]]:
        engines: list[Engine] = [
            Tagging(name, text) for name, text in zip("abcd", offered, strict=False)
        ]
        source, target = (Language(tag) for tag in wanted.split(">"))
        known = {name.replace("_", "-", 1) + " 1": chrf for name, chrf in measured.items()}
        return [(way.route.origin, way.cost) for way in ranked(source, target, engines, known)]

    def test_the_cost_is_the_sum_of_its_reasons(self) -> None:
        engines: list[Engine] = [Tagging("a", "fr>en en>es"), Tagging("b", "fr>es")]
        best, second = ranked(FR, ES, engines, {"b-fr_es 1": 41.5, "x-fr_es 1": 99.0})
        assert best.reasons == (
            (100, "fr→es by b"),
            (10, "b is number 2 in the engine order"),
            (8.5, "b-fr_es 1 was measured at 41.5 chrF"),
        )
        assert best.cost == 118.5
        assert second.reasons == ((100, "fr→en by a"), (100, "en→es by a"))

    def test_every_route_is_listed_once_cheapest_first(self) -> None:
        found = self.reasons("fr>gl", "fr>en en>gl fr>es", "es>gl en>gl")
        assert found == [
            ("a-fr_en 1+a-en_gl 1", 200),
            ("a-fr_en 1+b-en_gl 1", 210),
            ("a-fr_es 1+b-es_gl 1", 235),
        ]

    def test_a_measured_quality_outweighs_the_order(self) -> None:
        assert self.reasons("en>es", "en>es", "en>es")[0][0] == "a-en_es 1"
        assert self.reasons("en>es", "en>es", "en>es", a_en_es=45, b_en_es=60)[0] == (
            "b-en_es 1",
            100,
        )
        assert self.reasons("en>es", "en>es", "en>es", a_en_es=50, b_en_es=55)[0][0] == "a-en_es 1"

    def test_a_related_pivot_that_measured_better_beats_english(self) -> None:
        offered = "fr>en en>gl fr>es es>gl"
        assert self.reasons("fr>gl", offered)[0][0] == "a-fr_en 1+a-en_gl 1"
        found = self.reasons("fr>gl", offered, a_es_gl=80)
        assert found[0] == ("a-fr_es 1+a-es_gl 1", 195)

    def test_a_whole_route_may_be_measured(self) -> None:
        engines: list[Engine] = [Tagging("a", "fr>en en>es")]
        (way,) = ranked(FR, ES, engines, {"a-fr_en 1+a-en_es 1": 40.0, "a-fr_en 1": 90.0})
        assert way.cost == 210

    def test_stored_scores_count(self) -> None:
        engines: list[Engine] = [Tagging("a", "en>es"), Tagging("b", "en>es")]
        assert quality.known_scores() == {}
        quality.remember("b-en_es 1", Measured(70.0, 100))
        quality.remember("a-en_es 1", Measured(40.0, 100))
        assert quality.known_scores() == {"a-en_es 1": 40.0, "b-en_es 1": 70.0}
        assert find_route(EN, ES, engines).origin == "b-en_es 1"
        assert quality.remember("b-en_es 1", Measured(20.0, 99)) == Measured(70.0, 100)
        assert quality.known_scores()["b-en_es 1"] == 70.0
        quality.remember("b-en_es 1", Measured(30.0, 99, "another model"))
        assert quality.known_scores()["b-en_es 1"] == 30.0
        quality._path().write_text('{"b-en_es 1": 60.0}')
        assert quality.known_scores() == {"b-en_es 1": 60.0}
        quality._path().write_text("[1]")
        with pytest.raises(InputError, match="is damaged; delete it"):
            quality.known_scores()

    def test_the_command(self, translate: Translate) -> None:
        done = translate("engines", "en", "es", "--engine", "upper", "--engine", "identity")
        assert done.out.split("\n")[:2] == [
            "chosen: upper-en_es 1, 100 points",
            "   +100.0  en→es by upper",
        ]
        first, second = translate(
            "engines", "en", "es", "-e", "upper", "-e", "identity", "--json"
        ).results
        assert (first["cost"], second["cost"]) == (100, 110)
        assert first["hops"] == [{"engine": "upper", "source": "en", "target": "es"}]
        assert translate("engines", "en").code == 2
        done = translate("engines", "en", "eu", "--engine", "upper")
        assert done.code == 4
        assert "the engine upper does not translate English to Basque" in done.err

    def test_the_engines_of_a_pair(self, translate: Translate, tmp_path: Path) -> None:
        settings = tmp_path / "i18n" / "publication.toml"
        settings.parent.mkdir()
        settings.write_text('engines = { "*" = ["upper"], "en-es" = ["identity", "upper"] }')
        assert translate("engines", "en", "es").out.startswith("chosen: identity-en_es")
        assert translate("engines", "en", "fr").out.startswith("chosen: upper-en_fr")
        assert "order for en→es: identity, upper" in translate("engines").out
        *_, order = translate("engines", "--json").results
        assert order == {
            "kind": "order",
            "source": "en",
            "target": "es",
            "engines": ["identity", "upper"],
        }
        (tmp_path / "a.txt").write_text("A red house.")
        (drafted,) = translate("draft", "a.txt", "--from", "en", "--to", "es", "--json").results
        assert drafted["origin"] == "identity-en_es 1"


class TestTranslate:
    def test_one_hop(self) -> None:
        route = find_route(EN, ES, [Tagging("a", "en>es")])
        assert list(route.translate(["x", "?", "y"])) == [
            Translation("a(x)", 0.5),
            Translation(""),
            Translation("a(y)", 0.5),
        ]

    def test_two_hops(self) -> None:
        route = find_route(FR, ES, [Tagging("a", "fr>en"), Tagging("b", "en>es", 0.4)])
        assert list(route.translate(["x", "?", "y"])) == [
            Translation("b(a(x))", 0.2),
            Translation(""),
            Translation("b(a(y))", 0.2),
        ]

    def test_a_hop_without_a_score(self) -> None:
        route = find_route(FR, ES, [Tagging("a", "fr>en"), Tagging("b", "en>es", None)])
        assert list(route.translate(["x"])) == [Translation("b(a(x))", None)]

    def test_an_endless_stream_is_translated_lazily(self) -> None:
        route = find_route(FR, ES, [Tagging("a", "fr>en"), Tagging("b", "en>es")])
        endless = route.translate(str(number) for number in count())
        assert [t.text for t in islice(endless, 2)] == ["b(a(0))", "b(a(1))"]

    @given(sentences=st.lists(st.text("ab?", max_size=3), max_size=1_200))
    def test_every_sentence_gets_its_own_translation(self, sentences: list[str]) -> None:
        route = find_route(FR, ES, [Tagging("a", "fr>en"), Tagging("b", "en>es")])
        texts = [translation.text for translation in route.translate(sentences)]
        assert texts == ["" if "?" in s else f"b(a({s}))" for s in sentences]


class TestFakes:
    def test_they_are_engines(self) -> None:
        assert isinstance(IdentityEngine(), Engine)
        (result,) = IdentityEngine().translate([" Ein Wort "], PAIRS[0])
        assert result == Translation("Ein Wort")
        (result,) = UpperEngine(pairs("de>en")).translate(["straße"], Pair("de", "en"))
        assert result == Translation("STRASSE")
        with pytest.raises(EngineError, match="de→en"):
            UpperEngine().translate(["x"], Pair("de", "en"))


class Broken:
    """A plug-in that fails when it is created."""

    def __init__(self) -> None:
        raise ValueError("no licence\nsecond line")


class Incomplete:
    name = "incomplete"

    def pairs(self) -> Collection[Pair]:
        return ()


@pytest.fixture
def plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "firefox": "hexapla.engines.firefox.engine:FirefoxEngine",
        "argos": "hexapla.engines.argos.engine:ArgosEngine",
        "apertium": "hexapla.engines.apertium.engine:ApertiumEngine",
        "identity": "hexapla.testing:IdentityEngine",
        "upper": "hexapla.testing:UpperEngine",
        "broken": f"{__name__}:Broken",
        "incomplete": f"{__name__}:Incomplete",
        "missing": "no_such_module:Engine",
    }
    points = EntryPoints(EntryPoint(name, value, registry.GROUP) for name, value in values.items())
    monkeypatch.setattr(
        registry,
        "entry_points",
        lambda group: {point.name: point for point in points.select(group=group)},
    )


@pytest.mark.usefixtures("plugins")
class TestRegistry:
    def test_the_order_is_kept(self) -> None:
        assert [engine.name for engine in registry.engines()] == list(DEFAULT_ORDER)
        order = ["upper", "argos", "identity", "upper"]
        assert [engine.name for engine in registry.engines(order)] == ["upper", "argos", "identity"]

    def test_an_unknown_name(self) -> None:
        with pytest.raises(UsageError, match="no engine 'argo'; did you mean argos"):
            registry.engines(["argo"])
        with pytest.raises(UsageError, match="use apertium, argos, broken"):
            registry.engines(["zzz"])

    @pytest.mark.parametrize(
        ("name", "reason"),
        [
            ("broken", "ValueError: no licence"),
            ("missing", "ModuleNotFoundError: No module named 'no_such_module'"),
            ("incomplete", "it is not of type Engine"),
        ],
    )
    def test_a_plug_in_that_fails(self, name: str, reason: str) -> None:
        with pytest.raises(EngineError, match=reason) as caught:
            registry.engines([name])
        assert "\n" not in str(caught.value)
        assert registry.engines(["identity"]), "another's failure is no matter"

    def test_overview(self) -> None:
        found = {status.name: status for status in registry.overview()}
        assert list(found) == [*DEFAULT_ORDER, "broken", "incomplete", "missing"]
        assert [status.used for status in found.values()] == [True, True, True, False, False, False]
        assert found["argos"].pairs == ()
        assert "translate models install" in (found["argos"].unavailable or "")
        assert "no licence" in (found["broken"].unavailable or "")

    def test_overview_of_an_order(self) -> None:
        first = registry.overview(["identity", "argos"])[0]
        assert (first.name, first.used, first.unavailable) == ("identity", True, None)
        assert set(first.pairs) == set(PAIRS)


def test_the_shipped_engines_are_registered() -> None:
    assert [engine.name for engine in registry.engines()] == ["firefox", "argos", "apertium"]
