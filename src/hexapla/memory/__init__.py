"""Translation memory: what reviewed catalogs and imported TMX files know."""
