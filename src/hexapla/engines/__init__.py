"""Engines translate plain sentences; they depend on neither documents nor catalogs."""
