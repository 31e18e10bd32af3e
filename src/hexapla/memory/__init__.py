"""Translation memory: the translations in reviewed catalogs and imported TMX files."""
