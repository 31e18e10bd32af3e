"""What publishers put online: a static site of all languages, and EPUB.

Needs the extra ``hexapla[site]``.
"""
