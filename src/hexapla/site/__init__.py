"""What publishers put online: a static site of all languages, bilingual editions, EPUB.

Needs the extra ``hexapla[site]``.
"""

from __future__ import annotations

from hexapla.site.build import Built, build_site

__all__ = ["Built", "build_site"]
