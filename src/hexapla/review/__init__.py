"""The review in a browser: what a person decides of an entry, and the page that they do it on.

`decisions` says what a decision does to an entry, `desk` saves it, `views` is what the page gets
to see, `search` finds and replaces; `app`, `guard` and `server` are the web around them.
"""
