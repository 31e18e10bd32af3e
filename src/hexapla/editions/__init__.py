"""Editions: an article in a target language, put together from its catalog."""
