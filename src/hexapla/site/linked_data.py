"""What a page of a translation says to machines, in the words of schema.org."""

from __future__ import annotations

import json
from typing import Any

from hexapla.languages import Language
from hexapla.site.versions import Version

__all__ = ["linked_data"]

_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def linked_data(version: Version, source: Language, status: str, original: str) -> str:
    """The JSON-LD of an article's page, safe in an element `<script>`; "" for the original.

    ``status`` is the version's status in English, ``original`` the address of the original.
    Reviewers are only named if the whole translation is reviewed.
    """
    origin, counts = version.origin, version.counts
    if counts is None:
        return ""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": version.title,
        "inLanguage": version.language.tag,
        "creativeWorkStatus": status,
        "translationOfWork": {
            "@type": "CreativeWork",
            "inLanguage": source.tag,
            "url": original,
        },
    }
    if kind := origin.source_type:
        name = f"{kind[0].upper()}{kind[1:]}DigitalSource"
        data["digitalSourceType"] = f"https://schema.org/{name}"
    if origin.translator:
        data["translator"] = _person(origin.translator)
    if origin.reviewers and counts.reviewed == counts.total:
        data["reviewedBy"] = [_person(name) for name in origin.reviewers]
        data["lastReviewed"] = origin.reviewed
    return json.dumps(data, ensure_ascii=False).translate(_ESCAPES)


def _person(name: str) -> dict[str, str]:
    return {"@type": "Person", "name": name}
