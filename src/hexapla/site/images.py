"""Files that articles name: the images of a book, by their contents, and what could run."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import quote
from xml.parsers import expat

from hexapla.documents.signatures import image_type
from hexapla.lazy import lazy_re
from hexapla.xmlparser import xml_parser

__all__ = ["SUFFIXES", "Image", "added", "image_of", "may_run", "runs_on_server"]

_SVG_TYPE = "image/svg+xml"
_BY_TYPE = {
    "image/gif": (".gif",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    _SVG_TYPE: (".svg",),
    "image/webp": (".webp",),
}
SUFFIXES = frozenset(suffix for suffixes in _BY_TYPE.values() for suffix in suffixes)
"""The suffixes of files that may be images of a book."""

_WHITE = lazy_re(r"\s+")
# Letters of any script; no controls, no characters that change the direction of the text.
_PLAIN = lazy_re(r"[^\W_][\w-]*(\.[\w-]+)*\Z")
_LONGEST = 120
_RUNNING = """
    htm html xht xhtml xml xsl xslt mht mhtml svg svgz js mjs cjs wasm swf hta htc rss atom rdf
"""
_SERVED = """
    php phtml phar phps pht cgi fcgi asp aspx ascx asax ashx asmx axd svc cshtml vbhtml jsp jspx
    cfm shtml shtm stm htaccess
"""
_PROGRAMS = frozenset(f".{name}" for name in _SERVED.split())
_PAGES = _PROGRAMS.union(f".{name}" for name in _RUNNING.split())
_PHP = lazy_re(r"\.(?:php|phtml?)\d")
# Files of these kinds are never pages, whatever is in them: servers know their media types.
_INERT = frozenset(
    [".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".mp3", ".mp4", ".webm", ".ogg",
     ".pdf", ".zip", ".txt", ".csv", ".json"]
)  # fmt: skip
# What is before the first character of a page: white space and byte order marks.
_BEFORE = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n\f"
_SVG = "http://www.w3.org/2000/svg "
_ACTIVE = frozenset(["script", "foreignobject", "handler", "listener", "iframe", "set", "animate"])
_LOADS = lazy_re(
    r"url\(\s*['\"]?(?!#)|(?:image|image-set|src)\(|@import|javascript:", re.IGNORECASE
)
# In a style sheet, a backslash can be any letter.
_LOADS_IN_STYLE = lazy_re(r"url|@|\\|(?:image|image-set|src)\(", re.IGNORECASE)
# Browsers show elements of these namespaces inside an image, too.
_FOREIGN = ("http://www.w3.org/1999/xhtml ", "http://www.w3.org/1998/Math/MathML ")
_PART = lazy_re(r"""url\(\s*['"]?#([^'")]*)""")
_INSIDE = lazy_re(r"#|data:image/(png|jpeg|gif|webp)[;,]")


class Image(NamedTuple):
    """An image: its bytes, and its media type by what is in them."""

    data: bytes
    media_type: str


def image_of(data: bytes) -> Image | None:
    """An image that a book can contain; None for any other file, whatever its name says.

    An SVG image must load nothing and run nothing.
    """
    found = image_type(data)
    if found is None and _is_still(data):
        found = _SVG_TYPE
    return Image(data, found) if found in _BY_TYPE else None


def may_run(name: PurePosixPath, data: bytes) -> bool:
    """Whether a browser or a server may run a file, in the name of the site that has it."""
    if name.suffix.lower() in _BY_TYPE[_SVG_TYPE] and image_of(data) is not None:
        return False
    if runs_on_server(name) or not _PAGES.isdisjoint(one.lower() for one in name.suffixes):
        return True
    # Without a media type, browsers guess it from the contents.
    return name.suffix.lower() not in _INERT and data.lstrip(_BEFORE).startswith(b"<")


def runs_on_server(name: PurePosixPath) -> bool:
    """Whether a server may run a file, or obey it, instead of sending it to readers."""
    suffixes = [one.lower() for one in name.suffixes]
    is_setting = name.name.lower() == "web.config"
    return is_setting or not _PROGRAMS.isdisjoint(suffixes) or any(map(_PHP.fullmatch, suffixes))


def added(images: dict[str, Image], name: PurePosixPath, image: Image) -> str:
    """Add an image to those of a book, and return its address in the book.

    That is made from its name, or from its contents if the name has other characters than letters
    and digits, the wrong suffix, or is in use, upper and lower case being the same.
    """
    plain = unicodedata.normalize("NFC", _WHITE.sub("_", "-".join(name.parts)))
    suffixes = _BY_TYPE[image.media_type]
    usable = _PLAIN.match(plain) and len(plain.encode()) <= _LONGEST
    address = f"images/{quote(plain)}"
    if not usable or not plain.lower().endswith(suffixes) or _clashes(images, address, image):
        address = f"images/{sha256(image.data).hexdigest()[:16]}{suffixes[0]}"
    images[address] = image
    return address


def _clashes(images: Mapping[str, Image], address: str, image: Image) -> bool:
    known = {one.casefold(): one for one in images}.get(address.casefold())
    return known is not None and (known != address or images[known] != image)


def _is_still(data: bytes) -> bool:
    """Whether a file is an SVG image that loads nothing, runs nothing and declares no entities."""
    checked = _Still()
    parser = xml_parser(namespaces=True)
    parser.StartElementHandler = checked.element
    parser.EndElementHandler = checked.end
    parser.CharacterDataHandler = checked.text
    parser.StartDoctypeDeclHandler = checked.refuse
    parser.ProcessingInstructionHandler = checked.refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError):
        return False
    return checked.still and checked.root == f"{_SVG}svg" and checked.linked <= checked.ids


class _Still:
    def __init__(self) -> None:
        self.still = True
        self.root = ""
        self.ids: set[str] = set()
        self.linked: set[str] = set()  # the ids that links inside the image name
        self._depth = 0
        self._style_depth = 0  # That of the style sheet that is open, or 0.
        self._style: list[str] = []

    def element(self, name: str, attributes: dict[str, str]) -> None:
        self.root = self.root or name
        local = name.rpartition(" ")[2].casefold()
        self._depth += 1
        if local == "style" and not self._style_depth:
            self._style_depth = self._depth
        self.still &= local not in _ACTIVE and not local.startswith("animate")
        self.still &= not name.startswith(_FOREIGN)
        for key, value in attributes.items():
            attribute = key.rpartition(" ")[2].casefold()
            loads = attribute in ("href", "src") and not _INSIDE.match(value.strip())
            self.still &= not (attribute.startswith("on") or loads or _LOADS.search(value))
            self.still &= attribute != "base" and not ("\\" in value and " " not in key)
            self.linked.update(_PART.findall(value))
            if attribute == "href" and value.startswith("#"):
                self.linked.add(value[1:])
            if attribute == "id":
                self.ids.add(value)

    def end(self, _: str) -> None:
        if self._depth == self._style_depth:
            self.still &= not _LOADS_IN_STYLE.search("".join(self._style))
            self._style_depth = 0
            self._style.clear()
        self._depth -= 1

    def text(self, text: str) -> None:
        if self._style_depth:
            self._style.append(text)

    def refuse(self, *_: object) -> None:
        self.still = False
