"""`translate adopt`: an existing translation is aligned with its article and taken over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.catalogs.catalog import Catalog
from hexapla.catalogs.entry import State
from hexapla.drafting.pairing import Piece, pair
from tests.conftest import Translate
from tests.growth import assert_linear

ROOT = Path(__file__).parents[2]
SAMPLE = "seeds/coalition-in-syria.txt"
TO_SPANISH = ("--to", "es", "--from", "en")

ARTICLE = """# The bridge of Ronda

The bridge was built in 1793. It is 98 metres high! Nobody knows how many workers died.

The architect was José Martín de Aldehuela. He was born in Manzanera; he died in Málaga.

- Open from 10 to 18
- Admission: 2.50 euros

Visitors come from all over the world. The museum in the middle was opened in 2003.
"""
TRANSLATION = """# El puente de Ronda

El puente se construyó en 1793. ¡Tiene 98 metros de altura!

El arquitecto fue José Martín de Aldehuela. Nació en Manzanera. Murió en Málaga.

- Abierto de 10 a 18
- Entrada: 2,50 euros

Recibe visitantes de todo el mundo. El museo que hay en el centro se abrió en 2003.

Las entradas se compran en la plaza.
"""
MISSING = "Nobody knows how many workers died."


def entries(folder: Path, name: str = "a") -> dict[str, tuple[str, State]]:
    catalog = Catalog.load(folder / f"locales/es/LC_MESSAGES/{name}.po")
    return {one.msgid: (one.msgstr, one.state) for one in catalog.entries}


def test_the_sample_is_aligned_with_its_editions(tmp_path: Path, translate: Translate) -> None:
    for name in ("seeds", "locales", "i18n"):
        shutil.copytree(ROOT / name, tmp_path / name)
    languages = ("es", "ru", "zh-Hans")
    assert translate("publish", "--to", ",".join(languages)).code == 0
    for language in languages:
        path = next(tmp_path.glob(f"locales/{language.replace('-', '_')}/*/coalition-in-syria.po"))
        known = {one.msgid: one.msgstr for one in Catalog.load(path).entries}
        path.unlink()
        edition = f"editions/{language}/coalition-in-syria.txt"
        assert translate("adopt", SAMPLE, edition, "--to", language).code == 0
        found = {one.msgid: one for one in Catalog.load(path).entries}
        assert {msgid: one.msgstr for msgid, one in found.items()} == known
        assert {one.state for one in found.values()} == {State.EDITED}


def test_merged_moved_missing_and_new_sentences(tmp_path: Path, translate: Translate) -> None:
    (tmp_path / "a.md").write_text(ARTICLE, "utf-8")
    (tmp_path / "b.md").write_text(TRANSLATION, "utf-8")
    done = translate("adopt", "a.md", "b.md", *TO_SPANISH)
    found = entries(tmp_path)
    assert found["It is 98 metres high!"] == ("¡Tiene 98 metros de altura!", State.EDITED)
    assert found["He was born in Manzanera; he died in Málaga."] == (
        "Nació en Manzanera. Murió en Málaga.",
        State.EDITED,
    )
    assert found["Admission: 2.50 euros"][0] == "Entrada: 2,50 euros"
    assert found[MISSING] == ("", State.EMPTY)
    assert done.out.splitlines() == [
        "b.md: 9 sentences taken into locales/es/LC_MESSAGES/a.po, as edited",
        f"  a.md:3: no translation found: {MISSING}",
        "  b.md:12: belongs to no sentence: Las entradas se compran en la plaza.",
    ]


def test_neighbours_that_were_exchanged_are_noticed() -> None:
    ours = ["In 1793 the bridge was built.", "In 1812 the French came to Ronda.", "It rained."]
    theirs = ["En 1812 los franceses llegaron a Ronda.", "En 1793 se hizo el puente.", "Llovía."]
    beads = pair(
        [Piece(text, first=not at, last=at == 2) for at, text in enumerate(ours)],
        [Piece(text, first=not at, last=at == 2) for at, text in enumerate(theirs)],
    )
    assert [(*one.ours, *one.theirs) for one in beads] == [(0, 1), (1, 0), (2, 2)]


def test_a_persons_words_stay_and_drafts_are_replaced(tmp_path: Path, translate: Translate) -> None:
    (tmp_path / "a.md").write_text(ARTICLE, "utf-8")
    (tmp_path / "b.md").write_text(TRANSLATION, "utf-8")
    translate("draft", "a.md", *TO_SPANISH, "--engine", "upper")
    path = tmp_path / "locales/es/LC_MESSAGES/a.po"
    catalog = Catalog.load(path)
    catalog.with_entries(
        one.edit(msgstr="Mide 98 metros.", flags=()) if "98" in one.msgid else one
        for one in catalog.entries
    ).save()
    done = translate("adopt", "a.md", "b.md", *TO_SPANISH, "--dry-run")
    assert "8 sentences would be taken" in done.out
    assert entries(tmp_path)["The bridge of Ronda"] == ("THE BRIDGE OF RONDA", State.DRAFT)
    done = translate("adopt", "a.md", "b.md", *TO_SPANISH)
    assert "a.md:3: the catalog has another text, which stays: It is 98 metres high!" in done.out
    found = entries(tmp_path)
    assert found["It is 98 metres high!"] == ("Mide 98 metros.", State.REVIEWED)
    assert found["The bridge of Ronda"] == ("El puente de Ronda", State.EDITED)
    translate("draft", "a.md", *TO_SPANISH, "--redraft", "--engine", "upper")
    assert entries(tmp_path)["The bridge of Ronda"] == ("El puente de Ronda", State.EDITED)


def test_only_what_is_certain_and_sound_is_reviewed(tmp_path: Path, translate: Translate) -> None:
    article = ARTICLE.replace("in the middle", "in the `middle`").replace("born", "{born}")
    (tmp_path / "a.md").write_text(article, "utf-8")
    (tmp_path / "b.md").write_text(TRANSLATION, "utf-8")
    done = translate("adopt", "a.md", "b.md", *TO_SPANISH, "--trust", "90", "--json")
    (result,) = done.results
    by_source = {one["source"]: one for one in result["sentences"]}
    found = entries(tmp_path)
    assert found["The bridge was built in 1793."][1] is State.REVIEWED
    merged = "He was {born} in Manzanera; he died in Málaga."
    assert by_source[merged]["confidence"] <= 0.8
    assert found[merged][1] is State.EDITED
    broken = "The museum in the `middle` was opened in 2003."
    assert by_source[broken]["fault"].startswith("of the check ")
    assert found[broken][1] is State.EDITED


def test_two_folders_and_two_formats(tmp_path: Path, translate: Translate) -> None:
    for folder, suffix, text in (("en", "md", ARTICLE), ("old", "html", TRANSLATION)):
        (tmp_path / folder / "deep").mkdir(parents=True)
        if suffix == "html":
            body = text.replace("# ", "").split("\n\n")
            text = "".join(f"<p>{one}</p>\n" for one in body)
        (tmp_path / folder / f"deep/a.{suffix}").write_text(text, "utf-8")
    (tmp_path / "en/b.md").write_text("It rained all day.\n")
    done = translate("adopt", "en", "old", *TO_SPANISH)
    assert (done.code, done.err) == (
        3,
        "translate: en/b.md: has no translation in old; give both the same name, or name the two "
        "files\n",
    )
    (path,) = tmp_path.rglob("a.po")
    texts = {one.msgid: one.msgstr for one in Catalog.load(path).entries}
    assert texts["The architect was José Martín de Aldehuela."] == (
        "El arquitecto fue José Martín de Aldehuela."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Le pont a été construit en 1793 et personne ne sait combien d'ouvriers sont morts.",
         "b.md: is in French, not in Spanish; use --to fr, or name another file"),
        ("Receta de la abuela para el gazpacho: se pelan los tomates y se cortan.",
         "b.md: doesn't look like a translation of a.md; name the original first, then its "
         "translation"),
    ],
)  # fmt: skip
def test_what_is_no_translation_is_refused(
    tmp_path: Path, translate: Translate, text: str, said: str
) -> None:
    (tmp_path / "a.md").write_text(ARTICLE, "utf-8")
    (tmp_path / "b.md").write_text(text, "utf-8")
    done = translate("adopt", "a.md", "b.md", *TO_SPANISH)
    assert done.code in (2, 3)
    assert done.err == f"translate: {said}\n"


texts = st.lists(
    st.tuples(st.text("ab 1?", max_size=40), st.booleans(), st.booleans()), max_size=12
).map(lambda found: [Piece(text, first=first, last=last) for text, first, last in found])


@given(texts, texts)
def test_every_sentence_is_in_exactly_one_bead(ours: list[Piece], theirs: list[Piece]) -> None:
    beads = pair(ours, theirs)
    assert sorted(at for one in beads for at in one.ours) == list(range(len(ours)))
    assert sorted(at for one in beads for at in one.theirs) == list(range(len(theirs)))
    assert all(0 <= one.confidence <= 1 for one in beads)


@pytest.mark.slow
@pytest.mark.parametrize("same", [True, False])
def test_the_alignment_of_long_texts_takes_linear_time(same: bool) -> None:
    """Sentences without anything in common, or all alike: nothing tells where they belong."""

    def run(size: int) -> None:
        texts = [
            [Piece(f"{word} {0 if same else at * at}", first=not at % 4) for at in range(size)]
            for word in ("rain", "lluvia")
        ]
        pair(texts[0], texts[1])

    assert_linear(run, 300)


@pytest.mark.slow
@pytest.mark.parametrize("order", ["reversed", "rotated", "in parts", "far longer", "far shorter"])
def test_texts_in_any_order_are_paired_whole(order: str) -> None:
    numbers = list(range(320))
    mixed = {
        "reversed": numbers[::-1],
        "rotated": [*numbers[200:], *numbers[:200]],
        "in parts": [*numbers[150:], *numbers[:50], *numbers[50:150]],
        "far longer": [*numbers[:90], *range(1000, 1400), *numbers[90:]],
        "far shorter": [*numbers[:40], *numbers[-2:]] * 3,
    }[order]
    ours = [Piece(f"The road w{n} is open on day {n}.") for n in numbers]
    theirs = [Piece(f"El camino w{n} se abre el día {n}.") for n in mixed]
    beads = pair(ours, theirs)
    assert [at for one in beads for at in one.ours] == numbers
    assert sorted(at for one in beads for at in one.theirs) == list(range(len(theirs)))
