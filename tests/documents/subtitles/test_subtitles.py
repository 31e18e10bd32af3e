"""The format contract for subtitles in each notation."""

from __future__ import annotations

from hexapla.documents.subtitles import FORMAT
from hexapla.testing.formats import FormatContract

SRT = """\
1
00:00:01,000 --> 00:00:03,000
The old bridge was closed
in the winter of that year,

2
00:00:03,100 --> 00:00:05,500
and nobody knows why.

3
00:00:06,000 --> 00:00:08,000  X1:10 X2:20 Y1:30 Y2:40
- Did you see it?
- <i>Never</i> in my life.

4
00:00:09,000 --> 00:00:11,000
{\\an8}<i>A voice from above</i>

5
00:00:12,000 --> 00:00:14,000
♪ Rain is falling ♪

6
00:00:15,000 --> 00:00:17,000
<i>Both lines lean,</i>
<i>said the builder.</i>
"""
VTT = """\
WEBVTT - The bridge

STYLE
::cue { color: lime }

NOTE nobody
translates this

intro
00:01.000 --> 00:03.000 position:10% align:start
<v Ann Smith>The bridge &amp; the road
were closed,

00:03.100 --> 00:05.000 position:10% align:start
and <c.loud>nobody</c> knows why.

00:06.000 --> 00:08.000
<v Bob>Words <00:07.000>with times.
"""
ASS = """\
[Script Info]
Title: The bridge

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,A comment
Dialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,{\\an8}The bridge, closed\\Nin winter,
Dialogue: 0,0:00:03.10,0:00:05.00,Default,,0,0,0,,and {\\i1}nobody{\\i0} knows.
Dialogue: 0,0:00:06.00,0:00:07.00,Default,,0,0,0,,{\\p1}m 0 0 l 10 0 10 10{\\p0}
"""


class TestSubRip(FormatContract):
    format = FORMAT
    has_notes = False
    samples = {"everything": SRT, "no numbers": "00:01,0 --> 00:02,0\nOne line\n"}


class TestWebVtt(FormatContract):
    format = FORMAT
    has_notes = False
    samples = {"everything": VTT}


class TestSubStationAlpha(FormatContract):
    format = FORMAT
    has_notes = False
    samples = {"everything": ASS}


del FormatContract
