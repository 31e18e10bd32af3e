"""Packets as a browser reads them, and answers as it writes them, for tests without a browser."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

__all__ = ["answer_to", "data_of", "sealed"]


def data_of(packet: Path) -> Any:
    """What the page of a packet knows."""
    text = packet.read_text("utf-8")
    return json.loads(text.partition('id="packet">')[2].partition("</script>")[0])


def answer_to(packet: Path, *decisions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """An answer with decisions, each with the ``source`` of its entry, and its checksum."""
    data = data_of(packet)
    articles: dict[int, list[dict[str, Any]]] = {}
    for decision in decisions:
        ident, known = next(
            (ident, known)
            for ident, known in data["about"].items()
            if data["article"]["entries"][ident]["source"] == decision["source"]
        )
        entry = {
            "sent": known["sent"],
            "text": data["article"]["entries"][ident]["target"],
            **{name: value for name, value in decision.items() if name != "source"},
        }
        articles.setdefault(known["article"], []).append(entry)
    answer = {
        "schema": "hexapla.answer/1",
        "packet": data["packet"],
        "language": data["language"],
        "reviewer": "Bo Li <bo@example.org>",
        "saved": "2026-03-01T10:00:00Z",
        "articles": [
            {
                "article": data["articles"][number],
                "sentences": data["sentences"][number],
                "entries": entries,
            }
            for number, entries in articles.items()
        ],
    }
    return sealed({**answer, **fields})


def sealed(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer with the right checksum."""
    bare = {name: value for name, value in answer.items() if name != "checksum"}
    text = json.dumps(bare, ensure_ascii=False, separators=(",", ":"))
    return {**bare, "checksum": f"{zlib.crc32(text.encode()):08x}"}
