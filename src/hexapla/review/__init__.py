"""The review in a browser.

`review` holds everything under review. `article` reads, saves and undoes changes to one article in
one language; `snapshot` is that article at one moment; `decisions` applies a decision to an entry,
and `actions` turns a request into a decision. `overview` follows the progress of all articles, and
`inspection` runs the checks on one.

`app` is the web application, `page_data` the JSON it sends and `requests` the JSON it receives.
`guard` decides who may use it, and `server` runs it. `shortcuts` is the table of keyboard
shortcuts. The page itself is in `static` and `templates`.
"""
