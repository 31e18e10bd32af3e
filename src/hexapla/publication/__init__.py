"""A publication: the folder, its settings, and the steps over all of its articles."""
