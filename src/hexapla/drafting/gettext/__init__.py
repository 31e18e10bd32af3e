"""Drafts for the messages of programs, in catalogs that other programs extracted."""
