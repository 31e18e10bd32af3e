"""Exchange formats: TMX, XLIFF and term bases."""
