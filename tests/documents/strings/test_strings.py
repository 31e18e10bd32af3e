"""The format contract for files of strings in each syntax."""

from __future__ import annotations

from hexapla.documents.strings import FORMAT
from hexapla.testing.formats import FormatContract


class TestJson(FormatContract):
    format = FORMAT
    has_notes = False
    samples = {
        "nested": '{\n  "title": "The shop",\n  "menu": {"open": "Open it", "n": 3.50},\n'
        '  "said": "He said \\"no\\".\\nAnd left."\n}\n',
        "plurals": '{\n  "item_one": "{{count}} item",\n  "item_other": "{{count}} items",\n'
        '  "last": "Last words"\n}\n',
        "messages": '{"hello": {"message": "Hello $NAME$, <b>friend</b>", '
        '"description": "A greeting"}}',
    }
    unstable = frozenset(["plurals"])
    refused = b'{"a": "b"\n"c": "d"}'

    def in_body(self, segment: object) -> bool:
        return True


class TestYaml(FormatContract):
    format = FORMAT
    has_notes = False
    samples = {
        "rails": "en:\n  hello: Hello there\n  'quoted': 'It''s here' # a comment\n"
        '  "double": "Two\\twords"\n  items:\n    one: "%{count} item"\n'
        "    other: '%{count} items'\n",
        "blocks": "first: |\n  One line\n  Another line\n\nsecond: >-\n  Folded\n  text\n\n"
        "list:\n- A thing\n- [In brackets, And more]\n",
    }
    unstable = frozenset(["rails"])
    refused = b"a: b\n\tc: d\n"

    def in_body(self, segment: object) -> bool:
        return True


del FormatContract
