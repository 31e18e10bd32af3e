"""The formats that other tools exchange: TMX, XLIFF and term bases."""
