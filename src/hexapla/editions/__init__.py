"""Editions: articles in a target language, composed from their catalogs."""
