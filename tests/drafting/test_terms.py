"""The glossary's terms are inserted into drafts where they fit, not where it is uncertain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import pytest

from hexapla.catalogs.glossary import Glossary
from hexapla.documents.inline import Mark, Role
from hexapla.drafting.align import align
from hexapla.drafting.alignment import Alignment
from hexapla.drafting.drafter import drafter
from hexapla.drafting.segments import Segments
from hexapla.drafting.terms import Terms
from hexapla.engines.engine import Link, Pair, Translation
from hexapla.engines.routes import Hop, Route
from hexapla.languages import Language


def put(
    tag: str, cell: str, source: str, text: str, links: str, examples: Sequence[str] = ()
) -> str:
    """A draft with the term ``cell[0]`` inserted; ``links`` are "source=target" pairs of words."""
    term, _, forms = cell.partition(": ")
    glossary = Glossary.parse(f"term,{tag}\n{term},{forms}\n".encode(), "test")
    terms = Terms(glossary.rules(Language(tag)), (Language("en"), Language(tag)), examples)
    if not terms.breaks_a_rule(source, text):
        return text
    return terms.put(source, text, linked(source, text, links))[0]


def linked(source: str, text: str, links: str) -> Alignment:
    pairs = [one.split("=") for one in links.split()]
    found = [
        Link((source.index(a), source.index(a) + len(a)), (text.index(b), text.index(b) + len(b)))
        for a, b in pairs
    ]
    return align(source, text, found)


@pytest.mark.parametrize(
    ("tag", "cell", "source", "text", "links", "expected"),
    [
        ("es", "alliance: coalición", "The alliance said so.", "La alianza lo dijo.",
         "The=La alliance=alianza said=dijo so=lo", "La coalición lo dijo."),
        # At the start of a sentence, in capitals, with several words.
        ("es", "Alliance: coalición", "Alliance at war", "Alianza en guerra",
         "Alliance=Alianza at=en war=guerra", "Coalición en guerra"),
        ("es", "alliance: coalición", "THE ALLIANCE SAID SO", "LA ALIANZA LO DIJO",
         "THE=LA ALLIANCE=ALIANZA SAID=DIJO SO=LO", "LA COALICIÓN LO DIJO"),
        ("es", "General Staff: Estado Mayor General", "The General Staff said no.",
         "El Personal General dijo que no.",
         "The=El General=General Staff=Personal said=dijo no=no",
         "El Estado Mayor General dijo que no."),
        # Forms that are already there, inflected or not; the second of two forms.
        ("es", "coalition: coalición", "The coalition said",
         "La coalición dijo", "", "La coalición dijo"),
        ("es", "coalition: coalición", "Coalitions said",
         "Las coaliciones decían", "", "Las coaliciones decían"),
        ("es", "dogs: can|canes", "The dogs run", "Los perros corren",
         "The=Los dogs=perros run=corren", "Los perros corren"),
        ("es", "letters: nota|misivas", "The letters came", "Las cartas llegaron",
         "The=Las letters=cartas came=llegaron", "Las misivas llegaron"),
        # Another gender, a verb, separate words: unchanged.
        ("es", "town: municipio", "The town is small", "La ciudad es pequeña",
         "The=La town=ciudad is=es small=pequeña", "La ciudad es pequeña"),
        ("es", "draft: norma", "They draft laws", "Ellos redacta leyes",
         "They=Ellos draft=redacta laws=leyes", "Ellos redacta leyes"),
        # Forbidden forms, with and without a replacement.
        ("es", "ceasefire: !tregua|pausa", "The ceasefire holds",
         "La tregua sigue", "ceasefire=tregua", "La pausa sigue"),
        ("es", "ceasefire: !tregua", "The ceasefire holds",
         "La tregua sigue", "ceasefire=tregua", "La tregua sigue"),
        ("fr", "alliance: union", "The alliance said", "L'alliance disait",
         "alliance=alliance said=disait", "L'alliance disait"),
        ("fr", "alliance: coalition", "The alliance said", "L'alliance disait",
         "alliance=alliance said=disait", "La coalition disait"),
        ("ca", "alliance: coalició", "of the alliance now", "de l'aliança ara",
         "of=de alliance=aliança now=ara", "de la coalició ara"),
        ("fr", "body: ministère", "to the body now", "à l'organisme là",
         "to=à body=organisme now=là", "à l'organisme là"),
        ("fr", "pact: alliance", "The union said",
         "La conférence disait", "", "La conférence disait"),
        ("fr", "meeting: conférence", "the meeting said", "l'assemblée disait",
         "meeting=assemblée said=disait", "l'assemblée disait"),
        ("de", "alliance: Koalition", "The alliance said", "Die Verbindung sagte",
         "The=Die alliance=Verbindung said=sagte", "Die Koalition sagte"),
        ("de", "letter: Brief", "The letter said", "Die Mitteilung sagte",
         "The=Die letter=Mitteilung said=sagte", "Die Mitteilung sagte"),
        ("zh", "coalition: 联盟", "The coalition", "联军", "coalition=联军", "联盟"),
        ("ru", "alliance: коалиция", "of the alliance", "альянса", "alliance=альянса", "альянса"),
        ("ko", "dog: 개", "The dog", "강아지가", "dog=강아지가", "강아지가"),
    ],
)  # fmt: skip
def test_forms(tag: str, cell: str, source: str, text: str, links: str, expected: str) -> None:
    assert put(tag, cell, source, text, links) == expected


def test_the_gender_of_a_form_is_learnt_from_examples() -> None:
    case = ("es", "alliance: red", "The alliance said", "La alianza decía",
            "The=La alliance=alianza said=decía")  # fmt: skip
    assert put(*case) == "La alianza decía"
    assert put(*case, examples=["En la red hay 3."]) == "La red decía"
    assert put(*case, examples=["En la red hay 3.", "el red"]) == "La alianza decía"


class Known:
    """An engine that can translate and align one sentence."""

    name = "known"

    def pairs(self) -> list[Pair]:
        return [Pair("en", "es")]

    def unavailable(self) -> str | None:
        return None

    def advice(self, pair: Pair) -> str | None:
        return None

    def version(self, pair: Pair) -> str:
        return "1"

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        known = {
            'He told "the alliance" of X1.': 'Contó a "la alianza" de X1.',
            "Say it to Green Line people": "Dilo a la gente de la Línea Verde",
            "Say it to X1 people": "Dilo a la gente de X1",
        }
        return (Translation(known[one], 0.5) for one in sentences)

    def align(
        self, sentences: Sequence[str], texts: Sequence[str], pair: Pair
    ) -> list[tuple[Link, ...]]:
        return [
            tuple(Link(a, b) for a, b in [((9, 12), (10, 12)), ((13, 21), (13, 20))])
            for _ in sentences
        ]


def test_terms_names_and_typography_in_segments_with_markup() -> None:
    glossary = Glossary.parse(b"term,es\nalliance,coalici\xc3\xb3n\nGreen Line,=\n", "test")
    segment = 'He told "the <b>alliance</b>" of `x == "y"`.'
    places = [segment.index(one) for one in ("<b>", "</b>", "`x")]
    marks = [
        Mark(places[0], places[0] + 3, Role.OPEN, 1),
        Mark(places[1], places[1] + 4, Role.CLOSE, 0),
        Mark(places[2], len(segment) - 1, Role.ALONE),
    ]
    translator = drafter(
        Route((Hop(Known(), Pair("en", "es")),)),
        Language("en"), Language("es"), Segments({segment: marks}), glossary=glossary,
    )  # fmt: skip
    texts = [one.text for one in translator.translate([segment, "Say it to Green Line people"])]
    assert texts == [
        'Contó a “la <b>coalición</b>” de `x == "y"`.', "Dilo a la gente de Green Line"
    ]  # fmt: skip


class Translating(Known):
    """An engine that translates every word it gets, and knows nothing of names."""

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        for sentence in sentences:
            self.asked = sentence
            yield Translation(re.sub(r"[A-Za-z]{2,}", lambda match: match[0][::-1], sentence))


@pytest.mark.parametrize(
    ("name", "sentence", "kept"),
    [
        ("Acme", "The Acme works", "Acme"),
        ("Acme", "THE ACME WORKS", "ACME"),
        ("Acme", "The acme of skill", ""),
        ("Green Line", "ON THE GREEN LINE TODAY", "GREEN LINE"),
        ("nginx", "Nginx works here", "Nginx"),
        ("nginx", "HOW NGINX WORKS HERE", "NGINX"),
        ("Écolab", "THE ÉCOLAB FACTORY WORKS", "ÉCOLAB"),
    ],
)
def test_names_stay_in_capitals_too(name: str, sentence: str, kept: str) -> None:
    glossary = Glossary.parse(f"term,es\n{name},=\n".encode(), "test")
    route = Route((Hop(Translating(), Pair("en", "es")),))
    translator = drafter(route, Language("en"), Language("es"), glossary=glossary)
    (text,) = (one.text for one in translator.translate([sentence]))
    assert (kept in text) if kept else (name.lower() not in text)


def test_a_term_inside_a_longer_one_is_left_alone() -> None:
    glossary = Glossary.parse(b"term,es\nstaff,equipo\nGeneral Staff,Estado Mayor\n", "test")
    terms = Terms(glossary.rules(Language("es")), (Language("en"), Language("es")))
    assert not terms.breaks_a_rule("The General Staff met", "Se reuni\u00f3 el Estado Mayor")
    assert terms.breaks_a_rule("The staff met", "Se reuni\u00f3 el Estado Mayor")
    assert not terms.breaks_a_rule("On Staff Street", "En Staff Street")
