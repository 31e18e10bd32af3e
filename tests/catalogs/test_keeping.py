"""Small changes of a sentence: what keeps a translation reviewed, and what is adapted."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hexapla.catalogs.carrying import carry
from hexapla.catalogs.catalog import Catalog, Draft, Entry, State, context_after
from hexapla.catalogs.extract import Template, extract
from hexapla.catalogs.update import update
from hexapla.documents.document import Segment
from hexapla.memory.unit import units_of
from tests.growth import assert_linear

HEADERS = {"Language": "es", "X-Source-Language": "en"}


def template(*sentences: str, kind: str = "paragraph") -> Template:
    segments = [
        Segment(text, sentences[at - 1] if at else "", at, 0, 1, at + 1, kind)
        for at, text in enumerate(sentences)
    ]
    return extract(segments, "article.md")


def catalog(*entries: Entry) -> Catalog:
    return Catalog.new(HEADERS).with_entries(entries)


def changed(was: str, now: str, text: str, kind: str = "paragraph") -> Entry:
    """The entry of a reviewed sentence after it changed; also as a file that was read again."""
    before = catalog(Entry(was, text, extracted=(kind,)))
    result = update(before, template(now, kind=kind)).catalog
    assert Catalog.parse(result.dump(), "es.po").entries == result.entries
    return next(entry for entry in result.entries if entry.msgid == now)


KEPT = [
    ("I don't know.", "I don’t know.", "No lo sé.", None),
    ('He said "no".', "He said ‘no’.", "Dijo que no.", None),
    (
        "The war (1914-1918) ended.",
        "The war (1914–1918) ended.",
        "La guerra (1914-1918) acabó.",
        None,
    ),
    ("It rained -- a lot.", "It rained—a lot.", "Llovió mucho.", None),
    ("Wait...", "Wait …", "Espera…", None),
    ("用Python写，好！", "用 Python 写，好!", "Se escribe en Python.", None),
    ("Oui ! « Non ».", "Oui\u202f! «\u00a0Non\u00a0».", "Sí. No.", None),
    ("Ten\u00a0kilos of rice.", "Ten kilos of rice.", "Diez kilos de arroz.", None),
    ("The cafe\u0301 is open.", "The caf\u00e9 is open.", "El café está abierto.", None),
    ("It&rsquo;s R&amp;D.", "It's R&amp;D.", "Es I+D.", None),
    ("the café is open.", "The café is open.", "El café está abierto.", None),
    ("A **big** dog.", "A *big* dog.", "Un perro **grande**.", "Un perro *grande*."),
    ("A **big** dog.", "A <b>big</b> dog.", "Un **gran** perro.", "Un <b>gran</b> perro."),
    ("A **big** dog.", "A big dog.", "Un **gran** perro.", "Un gran perro."),
    ("A **big** dog.", "A big dog.", "Un gran perro.", None),
    ("Run `x` and `y`.", "Run `z` and `y`.", "Ejecute `y` y `x`.", "Ejecute `y` y `z`."),
    ("Run `x` and `y`.", "Run `y` and `x`.", "Ejecute `x` y `y`.", "Ejecute `y` y `x`."),
    (
        "See [it](http://a.example) now.",
        "See [it](https://b.example/c_(d)) now.",
        "Mire [esto](http://a.example) ya.",
        "Mire [esto](https://b.example/c_(d)) ya.",
    ),
    (
        'See [it](a.md "The hall") now.',
        'See [it](b.md "The hall") now.',
        'Mire [esto](a.md "La sala") ya.',
        'Mire [esto](b.md "La sala") ya.',
    ),
    (
        '<a href="u" title="Hall">It</a> is open.',
        '<a href="v" title="Hall">It</a> is open.',
        '<a href="u" title="Sala">Eso</a> está abierto.',
        '<a href="v" title="Sala">Eso</a> está abierto.',
    ),
    (
        "See https://a.example.",
        "See https://b.example.",
        "https://a.example。",
        "https://b.example。",
    ),
    ("A [b]big[/b] dog.", "A [i]big[/i] dog.", "Un [b]gran[/b] perro.", "Un [i]gran[/i] perro."),
    (
        "[url=http://a.b]It[/url] is.",
        "[url=http://c.d]It[/url] is.",
        "[url=http://a.b]Es[/url].",
        "[url=http://c.d]Es[/url].",
    ),
    ("Use <code>x</code>.", "Use <code>y</code>.", "Use <code>x</code>.", "Use <code>y</code>."),
    ("Mail a@b.org now.", "Mail c.d@e-f.org now.", "Escriba a a@b.org.", "Escriba a c.d@e-f.org."),
]
STALE = [
    ("It opened in 1870.", "It opened in 1871.", "Abrió en 1870.", "Abrió en 1871."),
    ("It has 1,234 doors.", "It has 5,678 doors.", "Tiene 1.234 puertas.", "Tiene 5.678 puertas."),
    ("Teh [map](a) of 3.", "The [map](b) of 3.", "El [mapa](a) de 3.", "El [mapa](b) de 3."),
    ("A map of 2 seas.", "A map of 2 Seas.", "Un mapa de 2 mares.", None),
    ("Five cats.", "Six cats.", "Cinco gatos.", None),
    ("5 cats and 6 dogs ran.", "6 dogs and 5 cats ran.", "Corrían 5 gatos y 6 perros.", None),
    ("Run `x`.", "Run `y`.", "Ejecute eso.", None),
    ("Use `x` or the big old map.", "Use the big old map or `y`.", "Use `x` o el mapa.", None),
    ("Run `x` to start.", "Run it to start `y`.", "Ejecute `x` y empiece.", None),
    ("[a](u) or [b](u).", "[a](u) or [b](v).", "[b](u) o [a](u).", None),
    ("A big dog ran.", "A **big** dog ran.", "Corría un gran perro.", None),
    ("A **big** dog ran.", "A big **dog** ran.", "Corría un **gran** perro.", None),
    ("The polish is good.", "The Polish is good.", "El lustre es bueno.", None),
    ("The dogs' bowls.", "The dog's bowls.", "Los cuencos.", None),
    ("Eat, Grandma.", "Eat Grandma.", "Coma, abuela.", None),
    ("It is 5' tall.", 'It is 5" tall.', "Mide 5 pies.", None),
    ("It is -5 degrees.", "It is 5 degrees.", "Hay -5 grados.", None),
    ("See pages 3, 4.", "See pages 3,4.", "Páginas 3, 4.", None),
    ('So [it](a "Hall") is.', 'So [it](a "Town") is.', '[eso](a "Sala") es.', None),
    ("Is he here.", "Is he here?", "Está aquí.", None),
    ("It costs £5.", "It costs $5.", "Cuesta 5 £.", None),
    ("It is ~~free~~ cheap.", "It is free cheap.", "Es ~~gratis~~ barato.", "Es gratis barato."),
    ("<del>Two</del> owls.", "<ins>Two</ins> owls.", "<del>2</del> búhos.", "<ins>2</ins> búhos."),
    ("It has x<sup>n</sup> cells.", "It has xn cells.", "Hay x<sup>n</sup>.", "Hay xn."),
    ("It has x<SUP>n</SUP> cells.", "It has xn cells.", "Hay x<SUP>n</SUP>.", "Hay xn."),
    ("Take 10² samples.", "Take 102 samples.", "Tome 10² muestras.", None),
    ("10 mW", "10 MW", "10 mW", None),
    ("3 mb came in.", "3 Mb came in.", "Entraron 3 mb.", None),
    ("**3** mb came in.", "**3** Mb came in.", "Entraron **3** mb.", None),
    ("½ mg is left.", "½ Mg is left.", "Queda ½ mg.", None),
    ("(mΩ per cell)", "(MΩ per cell)", "(mΩ por celda)", None),
    ("From -10–-5 °C.", "From -10–5 °C.", "De -10 a -5 °C.", None),
    ("Kiel – 5 °C", "Kiel –5 °C", "Kiel – 5 °C", None),
    ("Run it with --force.", "Run it with -force.", "Con --force.", None),
    ("See it.", "See [it](https://www.example.org/a/long/path).", "Véalo.", None),
]  # fmt: skip


@pytest.mark.parametrize(("was", "now", "text", "expected"), KEPT)
def test_what_keeps_a_translation_reviewed(
    was: str, now: str, text: str, expected: str | None
) -> None:
    entry = changed(was, now, text)
    assert (entry.state, entry.msgstr) == (State.REVIEWED, expected or text)
    assert [line for line in entry.comments if line.startswith("kept: ")]


@pytest.mark.parametrize(("was", "now", "text", "expected"), STALE)
def test_what_makes_a_translation_stale(
    was: str, now: str, text: str, expected: str | None
) -> None:
    entry = changed(was, now, text)
    assert (entry.state, entry.msgstr, entry.previous) == (State.STALE, expected or text, was)
    assert entry.original == (text if expected else None)
    assert not carry(was, now, text).kept
    # The memory has what the person wrote, for the sentence that it was written for.
    assert [(unit.source, unit.target) for unit in units_of(catalog(entry))] == [(was, text)]


def test_the_note_says_what_changed() -> None:
    assert "kept: don't → don’t" in changed("I don't know.", "I don’t know.", "No.").comments
    entry = changed("It opened in 1870.", "It opened in 1871.", "Abrió en 1870.")
    assert "adapted: 1870 → 1871" in entry.comments


def test_capitals_of_an_english_heading_are_typography() -> None:
    headline = ("Getting Started with Maps", "Getting started with maps", "Primeros pasos")
    assert changed(*headline, kind="heading 2").state is State.REVIEWED
    assert changed(*headline).state is State.STALE


@pytest.mark.parametrize(("was", "now"), [("5 Mg", "5 mg"), ("3-M", "3-m"), ("in Mm", "in mm")])
def test_capitals_of_units_are_not_typography(was: str, now: str) -> None:
    title = (f"A Sample {was} Long", f"A sample {now} long", "Una muestra")
    assert changed(*title, kind="heading 2").state is State.STALE
    assert not carry("nm", "Nm", "nm").kept


def test_a_translation_in_a_context_is_kept_too() -> None:
    context = context_after("Isn't she here?")
    old = catalog(
        Entry("Isn't she here?", "¿No está?"),
        Entry("She's not.", "No."),
        Entry("She's not.", "Que no.", context=context),
    )
    after = update(old, template("Isn’t she here?", "She’s not.")).catalog
    assert [(e.context, e.msgid, e.msgstr, e.state) for e in after.entries] == [
        (None, "Isn’t she here?", "¿No está?", State.REVIEWED),
        (None, "She’s not.", "No.", State.REVIEWED),
        (context_after("Isn’t she here?"), "She’s not.", "Que no.", State.REVIEWED),
    ]


@pytest.mark.parametrize(
    ("texts", "state"),
    [(("No quiso.", "No quiso."), State.REVIEWED), (("No quiso.", "Se negó."), State.STALE)],
)
def test_order_alone_never_decides_which_text_is_right(
    texts: tuple[str, str], state: State
) -> None:
    before = catalog(Entry('It said "no".', texts[0]), Entry("It said 'no'.", texts[1]))
    after = update(before, template("It said ‘no’.", "It said “no”.")).catalog
    assert [entry.state for entry in after.entries] == [state, state]


@pytest.mark.parametrize("key", [None, "title"])
def test_what_is_in_use_wins_over_an_obsolete_text(key: str | None) -> None:
    old = Entry("She can't come.", "No viene.", context=key, obsolete=True)
    current = Entry("She can’t come.", "No puede venir.", context=key)
    wanted = (Entry(old.msgid, context=key), Entry("It rains.", context=key and "b"))
    fresh = Template(wanted, {})
    (entry, *others) = update(catalog(current, old), fresh).catalog.entries
    assert (entry.msgid, entry.msgstr, entry.state) == (old.msgid, current.msgstr, State.REVIEWED)
    assert "earlier: No viene." in entry.comments
    assert not any(one.obsolete for one in others)
    # So does the translation in a place.
    was, place = context_after("It's late."), context_after("It’s late.")
    article = Template(
        (Entry("It’s late."), Entry("No.")), {"No.": ["It’s late."], "It’s late.": [""]}
    )
    before = catalog(
        Entry("It's late.", "Es tarde."),
        Entry("No.", "No."),
        Entry("No.", "Nada.", context=was),
        Entry("No.", "Nunca.", context=place, obsolete=True),
    )
    changes = update(before, article).catalog.entries
    found = next(one for one in changes if one.context == place and not one.obsolete)
    assert (found.msgstr, found.comments) == ("Nada.", ("earlier: Nunca.",))
    # A draft is not in use.
    draft = Draft.of("upper 1", 0.5, current.msgid, "X")
    machine = current.edit(msgstr="X", flags=("fuzzy",), comments=(draft.comment(),))
    (entry, *_) = update(catalog(machine, old), fresh).catalog.entries
    assert (entry.msgstr, entry.state, entry.obsolete) == ("No viene.", State.REVIEWED, False)


def test_the_setting_switches_it_off() -> None:
    before = catalog(Entry("I don't know.", "No lo sé."))
    changes = update(before, template("I don’t know."), keep_reviewed=False)
    assert (changes.kept, changes.stale) == (0, 1)
    assert changes.catalog.entries[0].state is State.STALE


def test_an_edited_text_stays_edited_and_a_stale_one_stale() -> None:
    edited = Entry("I don't know.", "No sé.", flags=("fuzzy",))
    (entry,) = update(catalog(edited), template("I don’t know.")).catalog.entries
    assert (entry.state, entry.msgstr) == (State.EDITED, "No sé.")
    stale = edited.edit(previous="I didn't know.")
    (entry,) = update(catalog(stale), template("I don’t know.")).catalog.entries
    assert (entry.state, entry.previous) == (State.STALE, "I didn't know.")


def test_an_approved_draft_keeps_its_origin() -> None:
    draft = Draft.of("argos-en_es 1.9", 0.8, "I don't know.", "No lo sé.")
    approved = Entry("I don't know.", "No lo sé.", comments=(draft.comment(),))
    (entry,) = update(catalog(approved), template("I don’t know.")).catalog.entries
    assert entry.draft is not None
    assert entry.draft.origin == draft.origin
    reopened = entry.edit(flags=("fuzzy",))
    assert (reopened.state, reopened.by_machine) == (State.DRAFT, True)


def test_an_adapted_text_is_adapted_again_from_what_the_person_wrote() -> None:
    first = catalog(Entry("It opened in 1870.", "Abrió en 1870."))
    second = update(first, template("It opened in 1871.")).catalog
    (third,) = update(second, template("It opened in 1872.")).catalog.entries
    assert (third.msgstr, third.original) == ("Abrió en 1872.", "Abrió en 1870.")
    assert third.previous == "It opened in 1870."
    (back,) = update(second, template("It opened in 1870.")).catalog.entries
    assert (back.msgstr, back.original, back.state) == ("Abrió en 1870.", None, State.EDITED)


def test_what_a_person_made_of_an_adapted_text_belongs_to_that_sentence() -> None:
    first = catalog(Entry("It opened in 1870.", "Abrió en 1870."))
    (entry,) = update(first, template("It opened in 1871.")).catalog.entries
    corrected = catalog(entry.edit(msgstr="Se abrió en 1871."))
    (back,) = update(corrected, template("It opened in 1870.")).catalog.entries
    assert (back.state, back.previous) == (State.STALE, "It opened in 1871.")
    assert "earlier: Abrió en 1870." in back.comments
    assert back.original == "Se abrió en 1871."


WORDS = st.lists(
    st.sampled_from(
        ["rain", "Rain", "don't", "don’t", "“so”", '"so"', "5", "5,000", "1914-18", "1914–18", "--",
         "—", "…", "...", "**now**", "*now*", "`x`", "`y`", "[it](a)", "[it](b)", "https://a.b",
         "<b>so</b>", '<a href="u" title="t">it</a>', "&amp;", "R&D", "x.", "y?", "the\u00a0sea"]
    ),
    min_size=1,
    max_size=6,
).map(" ".join)  # fmt: skip


@pytest.mark.parametrize(("was", "now", "text", "expected"), STALE)
@pytest.mark.parametrize("removed", [False, True])
def test_a_text_returns_with_the_wording_that_it_was_written_for(
    was: str, now: str, text: str, expected: str | None, removed: bool
) -> None:
    current = catalog(changed(was, now, text))
    if removed:
        current = update(current, template("Something else.")).catalog
        assert [(unit.source, unit.target) for unit in units_of(current)] == [(was, text)]
    result = update(current, template(was), lambda msgid: True).catalog
    (entry,) = (one for one in result.entries if not one.obsolete)
    assert (entry.msgid, entry.msgstr, entry.state) == (was, text, State.EDITED)
    assert (entry.previous, entry.comments) == (None, ())


def bare(text: str) -> list[str]:
    """The words and numbers of a sentence, however they are written; not those in code."""
    text = re.sub(r"`[^`]*`|\]\([^)]*\)|https?:\S+|</?b>|<a [^>]*>|</a>|&amp;", " ", text)
    return re.findall(r"\w+", text.casefold())


ARTICLES = st.lists(WORDS, min_size=1, max_size=4)


@given(ARTICLES, st.lists(ARTICLES, min_size=2, max_size=4))
def test_no_words_disappear_in_a_series_of_changes(
    first: list[str], later: list[list[str]]
) -> None:
    words = [f"ES{at}" for at, _ in enumerate(dict.fromkeys(first))]
    current = catalog(
        *(
            Entry(text, f"{text} {sign}")
            for text, sign in zip(dict.fromkeys(first), words, strict=True)
        )
    )
    for article in later:
        current = update(current, template(*article)).catalog
        text = current.dump().decode()
        assert [sign for sign in words if sign not in re.sub(r'"\n"', "", text)] == []


@given(ARTICLES, ARTICLES)
def test_no_words_of_a_person_disappear_and_nothing_changed_stays_reviewed(
    was: list[str], now: list[str]
) -> None:
    old = {text: f"{text} ES{at}" for at, text in enumerate(dict.fromkeys(was))}
    before = catalog(*(Entry(msgid, msgstr) for msgid, msgstr in old.items()))
    after = update(before, template(*now)).catalog
    texts = {text for entry in after.entries for text in (entry.msgstr, entry.original)}
    joined = " ".join(filter(None, texts))
    for at, msgstr in enumerate(old.values()):
        sign = f"ES{at}"
        assert sign in joined
        holder = next((e for e in after.entries if sign in e.msgstr.split()), None)
        if holder is not None and not any(line.startswith("kept: ") for line in holder.comments):
            assert msgstr in texts or holder.state is State.STALE  # merged or split
    for entry in after.entries:
        if entry.state in (State.REVIEWED, State.EDITED):
            (source,) = (msgid for at, msgid in enumerate(old) if f"ES{at}" in entry.msgstr.split())
            assert bare(source) == bare(entry.msgid)


@given(WORDS, WORDS, st.text(max_size=30))
def test_carrying_never_changes_words(was: str, now: str, more: str) -> None:
    text = f"{was} {more}"
    assume("\n" not in more)
    result = carry(was, now, text)
    if not result.swaps:
        assert result.text == text
    assert carry(was, was, text).text == text


@pytest.mark.parametrize("unit", ["<code>a</code> b 5 ", "*a* [b](c) 5 ", '<b title="x">a</b> '])
def test_carrying_takes_linear_time(unit: str) -> None:
    def run(count: int) -> None:
        carry(f"{unit * count}end", f"{unit * count}end.", f"{unit * count}fin")

    assert_linear(run, 400)
