"""Tables of HTML's elements and attributes: block boundaries, opaque and translatable content.

From the WHATWG HTML standard: the display types of section 15.3 "Rendering", void elements and raw
text of 13.1.2, optional end tags of 13.1.2.4, translatable attributes of 3.2.6.3. Form controls are
block boundaries, too: `<button>Yes</button> <button>No</button>` is not a sentence.
"""

from __future__ import annotations

__all__ = [
    "APART",
    "ATTRIBUTES",
    "BLOCKS",
    "BREAKOUTS",
    "BUTTONS",
    "CLOSES",
    "FORMATTING",
    "INTEGRATION_POINTS",
    "META",
    "OPAQUE",
    "PARAGRAPH_CLOSERS",
    "RAW_TEXT",
    "READINGS",
    "SCOPES",
    "SPECIAL",
    "SVG_TEXT",
    "VOID",
]


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


VOID = _set(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param "
    "source track wbr"
)
"""Elements without an end tag."""

RAW_TEXT = _set("iframe noembed noframes plaintext script style textarea xmp")
"""Elements whose content is not markup and is not translated. (`title` is also raw text, but a
block.)
"""

INTEGRATION_POINTS = _set("annotation-xml desc foreignobject mi mn mo ms mtext title")
"""Elements of SVG and MathML that contain HTML."""

BREAKOUTS = _set(
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li "
    "listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var"
)
"""HTML elements whose start tag ends an SVG or MathML element around it."""

BLOCKS: dict[str, str] = {
    **dict.fromkeys(
        _set(
            "address applet area article aside audio body canvas center col colgroup "
            "datalist details dialog dir div dl fieldset figure footer form foreignobject frame "
            "frameset head header hgroup hr html iframe input listing main marquee menu nav "
            "noembed noframes noscript object ol optgroup plaintext pre search section select "
            "table tbody template textarea tfoot thead tr ul video xmp"
        ),
        "",
    ),
    **{f"h{level}": f"heading {level}" for level in range(1, 7)},
    "blockquote": "quotation",
    "button": "button",
    "caption": "caption",
    "dd": "definition",
    "dt": "term",
    "figcaption": "caption",
    "label": "label",
    "legend": "caption",
    "li": "list item",
    "option": "option",
    "p": "paragraph",
    "summary": "summary",
    "td": "table cell",
    "th": "table cell",
    "title": "title",
}
"""Elements that begin and end a block, with the kind of the block ("": that of its parent)."""

SVG_TEXT = {"desc": "description", "text": "text", "title": "title"}
"""The SVG elements that contain text, with the kinds of their blocks."""

OPAQUE = _set("code kbd listing math pre samp svg var")
"""Other elements whose content is not translated, in addition to `RAW_TEXT`."""

APART = _set("embed image img link meta param script source style svg track wbr br")
"""Inline elements that are not part of a sentence that they precede or follow."""

FORMATTING = _set("abbr b big cite del dfn em font i ins mark q s small strike strong tt u")
"""Elements that part of a word can be in."""

SCOPES = _set(
    "applet button caption foreignobject marquee math object select svg table td template th"
)
"""Elements that limit the scope of end tags: none inside closes an element outside."""

SPECIAL = _set(
    "article aside blockquote body center dd details dl dt fieldset figure footer form header li "
    "main menu nav ol section table td th ul"
)
"""Elements that keep a list item from closing an item around them."""

PARAGRAPH_CLOSERS = _set(
    "address article aside blockquote center details dialog dir div dl dd dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext "
    "pre search section summary table ul xmp"
)
"""Elements whose start tag closes an open paragraph."""

CLOSES: dict[str, tuple[str, ...]] = {
    "option": ("option",),
    "optgroup": ("option", "optgroup"),
    "tr": ("tr", "colgroup"),
    "tbody": ("tr", "tbody", "thead", "tfoot", "colgroup"),
    "thead": ("tr", "tbody", "thead", "tfoot", "colgroup"),
    "tfoot": ("tr", "tbody", "thead", "tfoot", "colgroup"),
    "li": ("li",),
    "dd": ("dd", "dt"),
    "dt": ("dd", "dt"),
    "body": ("head",),
}
"""Elements whose start tag closes other open elements."""

ATTRIBUTES: dict[str, tuple[str, frozenset[str]]] = {
    "abbr": ("abbreviation", _set("th td")),
    "alt": ("alt text", frozenset()),
    "aria-description": ("description", frozenset()),
    "aria-label": ("label", frozenset()),
    "aria-placeholder": ("placeholder", frozenset()),
    "aria-roledescription": ("description", frozenset()),
    "aria-valuetext": ("description", frozenset()),
    "label": ("label", _set("optgroup option track")),
    "placeholder": ("placeholder", frozenset()),
    "summary": ("summary", _set("table")),
    "title": ("title", frozenset()),
}
"""Translatable attributes: the kind of their text, and the elements they apply to (none: all)."""

READINGS = ("rt", "rp")
"""Elements beside a word that say how it is read: no words of the sentence."""

BUTTONS = _set("button reset submit")
"""The types of `input` whose `value` is translatable."""

META: dict[str, str] = {
    "abstract": "meta description",
    "apple-mobile-web-app-title": "meta title",
    "application-name": "meta title",
    "dc.description": "meta description",
    "dc.subject": "meta keywords",
    "dc.title": "meta title",
    "dcterms.description": "meta description",
    "dcterms.title": "meta title",
    "description": "meta description",
    "headline": "meta title",
    "keywords": "meta keywords",
    "og:description": "meta description",
    "og:image:alt": "alt text",
    "og:site_name": "meta site name",
    "og:title": "meta title",
    "twitter:description": "meta description",
    "twitter:image:alt": "alt text",
    "twitter:title": "meta title",
}
"""The `meta` elements whose `content` is translatable, by `name`, `property` or `itemprop`."""
