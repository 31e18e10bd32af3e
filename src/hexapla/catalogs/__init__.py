"""Catalogs: gettext files that keep every byte that others wrote."""
