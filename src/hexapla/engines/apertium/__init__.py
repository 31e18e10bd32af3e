"""The Apertium engine: rule-based translation by the `apertium` program."""
