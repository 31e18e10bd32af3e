"""Subtitles as a user translates them: editions, settings, checks, and files that are damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Translate

CUES = (
    "1\n00:00:01,000 --> 00:00:04,000\nThe old bridge in the north of the\ntown was closed\n\n"
    "2\n00:00:04,100 --> 00:00:07,000\nlast winter, and nobody knows why.\n\n"
    "3\n00:00:08,000 --> 00:00:08,500\nThat is a strange thing.\n"
)


def test_a_sentence_is_translated_whole_over_the_same_cues(translate: Translate) -> None:
    Path("talk.srt").write_text(CUES)
    assert translate("talk.srt", "--to", "es", "--from", "en", "--engine", "upper").code == 0
    written = Path("editions/es/talk.srt").read_text()
    balanced = CUES.replace("north of the\ntown", "north\nof the town")
    assert written == balanced.upper()
    assert 'msgid "That is a strange thing."' in Path("locales/talk.pot").read_text()


def test_what_viewers_cannot_read_in_time_is_found(translate: Translate) -> None:
    Path("i18n").mkdir()
    Path("i18n/publication.toml").write_text(
        'languages = ["es"]\nsource-language = "en"\nsources = ["."]\n'
        '[subtitles]\nline-length = "30"\n'
    )
    Path("talk.srt").write_text(CUES)
    assert translate("--engine", "upper").code == 0
    text = Path("editions/es/talk.srt").read_text()
    assert max(map(len, text.splitlines())) <= 30
    found = translate("check").out
    assert "[subtitles] 48 characters a second at 0:00:08, more than 17" in found
    path = Path("locales/es/LC_MESSAGES/talk.po")
    path.write_text(path.read_text().replace("#, fuzzy", "#, fuzzy, ignore-subtitles"))
    assert "[subtitles]" not in translate("check").out


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.srt", CUES + "\n4\n00:00:09,0", "a.srt:15: can't read the times in '00:00:09,0'"),
        ("a.srt", CUES.replace("--> 00:00:07,000", "--> 00:0"), "a.srt:7: can't read the times"),
        ("a.srt", "Just a text.\n", "a.srt: has no cues"),
        ("a.vtt", "WEBVTT\n\n00:01.0 --> x\nHi there.\n", "a.vtt:3: can't read the times"),
        ("a.ass", "[Events]\nDialogue: 0,0:00:01.00\n", "a.ass:2: has only 2 of 10 fields"),
        ("a.ass", "[Script Info]\nTitle: x\n", "a.ass: has no dialogue lines"),
    ],
)
def test_a_damaged_file_is_refused_with_its_line(
    translate: Translate, name: str, text: str, message: str
) -> None:
    Path(name).write_text(text)
    result = translate(name, "--to", "es", "--from", "en", "--engine", "upper")
    assert result.code == 3
    assert message in result.err
    assert not Path("editions").exists()


def test_cues_that_overlap_are_named(translate: Translate) -> None:
    Path("a.srt").write_text(CUES.replace("00:00:07,000", "00:00:08,200"))
    result = translate("segments", "a.srt", "--from", "en")
    assert "1 cue is still shown when the next one begins, first on line 7" in result.err
