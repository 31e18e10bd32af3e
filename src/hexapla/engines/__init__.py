"""Engines: plain sentences in, translations out; they know neither documents nor catalogs."""
