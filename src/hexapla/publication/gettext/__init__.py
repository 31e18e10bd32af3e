"""Catalogs that other programs extracted, translated in place: they are articles of their own."""
