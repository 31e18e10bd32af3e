"""What publishers put online: a static site of all languages, bilingual editions, EPUB.

Needs the extra ``hexapla[site]``.
"""

from __future__ import annotations

from hexapla.site.build import Built, build_site
from hexapla.site.epub import Book, make_book

__all__ = ["Book", "Built", "build_site", "make_book"]
