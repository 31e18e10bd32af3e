"""`python -m hexapla` is the command `translate`."""

from hexapla.cli import main

main()
