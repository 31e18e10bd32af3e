"""Which words of a draft stand between which pieces of markup.

An engine that writes capitals says where each word came from: an edition is its source in capitals.
"""

from __future__ import annotations

import pytest

from hexapla import documents
from hexapla.documents.document import uncut
from hexapla.engines.engine import Pair
from hexapla.testing import UpperEngine
from hexapla.testing.drafts import drafts
from hexapla.testing.engines import IdentityEngine

SPANISH = Pair("en", "es")


def drafted(text: str, engine: IdentityEngine | None = None) -> str:
    document = documents.parse(text.encode(), uncut, name="a.md")
    return "\n".join(drafts(document, engine or UpperEngine(), SPANISH))


class Backwards(IdentityEngine):
    """Capitals, in the reverse order of words."""

    def _text(self, sentence: str) -> str:
        return " ".join(reversed(sentence.upper().split()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Equal words: their neighbours tell which is which.
        ("Set the **Version Stage** to it or leave **Version Stage** and **Version ID** free",
         "SET THE **VERSION STAGE** TO IT OR LEAVE **VERSION STAGE** AND **VERSION ID** FREE"),
        ("Use *unordered lists*, *ordered lists*, *definition lists* and *task lists* here",
         "USE *UNORDERED LISTS*, *ORDERED LISTS*, *DEFINITION LISTS* AND *TASK LISTS* HERE"),
        # Words with only a full stop or a comma between them.
        ("It is in the note.{% fn %}The second road is in the town",
         "IT IS IN THE NOTE.{% fn %}THE SECOND ROAD IS IN THE TOWN"),
        ("A client with **resource support**,like this one",
         "A CLIENT WITH **RESOURCE SUPPORT**,LIKE THIS ONE"),
        # The rest of a word is neither an option nor a path.
        ("A **bold**-faced way and a `code`-based one",
         "A **BOLD-FACED** WAY AND A `code`-BASED ONE"),
        ("A [road](/a)/street/lane here", "A [ROAD](/a)/STREET/LANE HERE"),
        ("Use **--force** or *-rf* and `a` --all here",
         "USE **--force** OR *-rf* AND `a` --all HERE"),
        # Signs apart from the words of a pair.
        ("Click **Play ▶** now, or [**↗ go**](/a) to [the end ↗](/b).",
         "CLICK **PLAY ▶** NOW, OR [**↗ GO**](/a) TO [THE END ↗](/b)."),
        ("It starts. *(Do you see what starts?)* It does", None),
        # Markup that begins or ends beside a bracket.
        ("The page (<https://example.org/>) is a road", None),
        ("Roads (old) [@a], towns (new) [@b], and bridges (both)[@c] are open", None),
        ("In towns ([@a], [@b]) and roads (see [@c]), it works", None),
        ('The "last roads" [@a], the (old) `code` [@b] — and "towns" [@c]; so it is',
         'THE “LAST ROADS” [@a], THE (OLD) `code` [@b] — AND “TOWNS” [@c]; SO IT IS'),
        ("一 [**二（three-fours）**](/a)五", "一 [**二（THREE-FOURS）**](/a)五"),
        # A pair that ends with something that an engine doesn't see, before a sign.
        ("See [the road ![one town](a.png)](/b). It is **open <br>**, so go",
         "SEE [THE ROAD ![ONE TOWN](a.png)](/b). IT IS **OPEN <br>**, SO GO"),
        # An address in angle brackets is a word.
        ("See <https://example.org/a> for more, or <me@example.org>", None),
        # Branches, and the space at the edge of one.
        ("Roads{% if a %} in towns{% else %} *near* them{% endif %} are open",
         "ROADS{% if a %} IN TOWNS{% else %} *NEAR* THEM{% endif %} ARE OPEN"),
        # A reading beside a word.
        ("A <ruby>road<rt>way</rt></ruby> and <ruby>town<rp>(</rp><rt>place</rt><rp>)</rp></ruby>",
         "A <ruby>ROAD<rt>WAY</rt></ruby> AND "
         "<ruby>TOWN<rp>(</rp><rt>PLACE</rt><rp>)</rp></ruby>"),
        # One raised letter in a word, and a note's letter.
        ("So x^n^y and a<sup>T</sup>b and road<sup>a</sup>, all of it",
         "SO x^n^y AND a<sup>T</sup>b AND ROAD<sup>a</sup>, ALL OF IT"),
        ("In `a` (~/roads) and ./towns", "IN `a` (~/roads) AND ./towns"),
    ],
)  # fmt: skip
def test_a_draft_in_capitals_is_its_source_in_capitals(text: str, expected: str | None) -> None:
    kept = expected or "".join(
        part if part[:1] in "<[" else part.upper() for part in parts(text)
    )  # fmt: skip
    assert drafted(f"{text}\n").replace("¿", "") == kept


def parts(text: str) -> list[str]:
    """A text cut before addresses and citations, and after them."""
    cut = text.replace("<", "\0<").replace(">", ">\0").replace("[@", "\0[@").replace("]", "]\0")
    return cut.split("\0")


def test_a_reading_stays_beside_its_word_in_html() -> None:
    page = b"<p>A <ruby>road<rt>way</rt></ruby> is <ruby>open<rt>free</ruby> now</p>"
    document = documents.parse(page, uncut, name="a.html")
    assert drafts(document, UpperEngine(), SPANISH) == [
        "A <ruby>ROAD<rt>WAY</rt></ruby> IS <ruby>OPEN<rt>FREE</ruby> NOW"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The portal (<https://example.org/>) is good",
         "GOOD IS (<https://example.org/>) PORTAL THE"),
        ("See [one road](/a) or [two towns](/b) here",
         "HERE [TOWNS TWO](/b) OR [ROAD ONE](/a) SEE"),
        ("A **bold**-faced way", "WAY **BOLD-FACED** A"),
        ("All{% if a %} the roads{% else %} these towns{% endif %} now",
         "NOW ALL{% if a %} ROADS THE{% else %} TOWNS THESE{% endif %}"),
    ],
)  # fmt: skip
def test_words_in_reverse_order_keep_their_markup(text: str, expected: str) -> None:
    assert drafted(f"{text}\n", Backwards()) == expected
