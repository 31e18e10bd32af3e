"""Legacy encodings: each language in the encodings that it is usually found in."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.detection.encodings import guess_encoding
from tests.detection.test_detection import SENTENCES
from tests.growth import assert_linear

USUAL = {
    "cp1250": "cs hu pl ro sk sl",
    "cp1251": "be bg mk ru sr uk",
    "cp1252": "af ca da de es fi fr gl is it nb nl pt sv",
    "cp1253": "el",
    "cp1254": "tr",
    "cp1255": "he",
    "cp1256": "ar",
    "cp1257": "et lt lv",
    "cp1258": "vi",
    "cp866": "ru",
    "cp874": "th",
    "big5": "zh-Hant",
    "euc_jp": "ja",
    "euc_kr": "ko",
    "gb18030": "zh-Hans",
    "iso8859_15": "fr de",
    "iso8859_2": "cs hu pl ro sk sl",
    "iso8859_3": "eo",
    "iso8859_5": "bg mk ru sr uk",
    "iso8859_7": "el",
    "koi8_r": "ru",
    "koi8_u": "uk",
    "mac_cyrillic": "bg ru",
    "mac_roman": "de es fr it pt sv",
    "shift_jis": "ja",
}
OWN = {  # sentences with the letters that tell encodings apart
    "af": "Môre sê hulle vir die reën dat dit oor die hoë berge moet kom.",
    "cs": "Šéf říkal, že žádný účet není příliš vysoký.",
    "de": "Später fährt der Bürgermeister über die schöne große Straße.",
    "es": "¿Quién añadió que el señor Núñez volvería mañana? Nadie lo sabía aún.",
    "fr": "« À l'école, où le garçon a mangé, c’était très chaud », dit la mère du bébé.",
    "gl": "A cidade está lonxe, pero mañá irá alí o señor que falou onte.",
    "it": "La città è così lontana perché più in là non c'è niente, né di qua né di là.",
    "nl": "De financiële crisis raakt ook de coördinatie van België en één zoölogische tuin.",
    "pl": "Ąę: świeża żółć, źdźbło, łąka i śnieg są już gdzieś indziej.",
    "ro": "Astăzi şi mâine în oraş ţăranii vând brânză în piaţă.",
    "sk": "Šťastný žiak ľahko nájde, čo hľadá, ak vie, kde ležať.",
    "tr": "Şehir sabah erken uyanır. İnsanlar işe gider, çocuklar okula koşar.",
    "vi": "Hôm qua tôi đã viết một bức thư dài cho người bạn sống ở xa.",
}
CASES = [(codec, tag) for codec, tags in USUAL.items() for tag in tags.split()]


def encoded(text: str, codec: str) -> bytes:
    """The bytes of a text; windows-1258 has Vietnamese tones as characters of their own."""
    if codec != "cp1258":
        return text.encode(codec)
    out = []
    for character in text:
        parts = unicodedata.normalize("NFD", character)
        tones = "".join(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
        rest = "".join(mark for mark in parts if mark not in tones)
        out.append(unicodedata.normalize("NFC", rest) + tones)
    return "".join(out).encode(codec)


@pytest.mark.parametrize(("codec", "tag"), CASES)
def test_a_sentence_in_a_legacy_encoding_is_read_right(codec: str, tag: str) -> None:
    text = OWN.get(tag) or SENTENCES[tag]
    text = text if codec not in ("mac_roman", "iso8859_15") else text.replace("’", "'")
    data = encoded(text, codec)
    for expected in ([tag], [], ["en"] if tag != "en" else ["fr"]):
        found = guess_encoding(data, expected)
        assert found is not None
        assert unicodedata.normalize("NFC", found.text) == text, (expected, found)


@pytest.mark.parametrize("text", [
    "The new terminal was built at a cost of £4.7 million.", "It costs £3.", "about 90°C",
    "“All we need now is a ferry,” he said — twice.", "The café is run by a Señor Núñez.",
    "§ 12 of the Act; © 2004", "a 5 × 7 print, 3½ hours",
])  # fmt: skip
def test_english_is_windows_1252(text: str) -> None:
    for expected in (["en"], []):
        found = guess_encoding(text.encode("cp1252"), expected)
        assert found is not None
        assert found.text == text


def test_markup_around_the_words_does_not_matter() -> None:
    page = f"<div class='article'><p lang=x>{SENTENCES['zh-Hant']}</p></div>" + "<br>\n" * 50
    found = guess_encoding(page.encode("big5"))
    assert found is not None
    assert found.text == page


@given(st.binary(min_size=1, max_size=40))
def test_no_reading_has_control_or_unassigned_characters(data: bytes) -> None:
    found = guess_encoding(data)
    if found is not None:
        assert found.text.encode(found.codec) == data
        others = set(found.text) - set("\t\n\v\f\r\x1a")
        assert not [c for c in others if unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs")]


def test_binary_data_is_not_text() -> None:
    assert guess_encoding(bytes(range(1, 256))) is None


@pytest.mark.parametrize("unit", [b"\xe9", b"a\xe9", b"\xe9\n", b"\x82\xa0"])
def test_time_is_linear(unit: bytes) -> None:
    def run(size: int) -> None:
        guess_encoding(unit * (size // len(unit)))

    assert_linear(run, 12_000)
