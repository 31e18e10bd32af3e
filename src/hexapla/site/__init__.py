"""Publication formats for readers: a static multilingual site, and EPUB.

Needs the extra ``hexapla[site]``.
"""
