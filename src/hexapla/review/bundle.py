"""The review's page as one file: its modules as one script, and the policy that allows only it.

Browsers don't load modules of a page that is opened from the disk. So each module becomes a
function that returns what it exports, in the order in which they need each other.
"""

from __future__ import annotations

import base64
import hashlib
import re

from hexapla.lazy import lazy_re
from hexapla.review.rendering import static

__all__ = ["modules", "policy", "script"]

_ENTRY = "main.js"
_IMPORT = lazy_re(r'^import \{([\w,\s]+)\} from "\./(\w+\.js)";\n', re.MULTILINE)
_EXPORT = lazy_re(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)
# What would end the script, or start a comment in it, inside of HTML.
_IN_HTML = lazy_re(r"<(?=!--|/?script)", re.IGNORECASE)


def modules(*, instead: str = "server.js") -> list[str]:
    """The names of the page's modules, each after those that it imports.

    ``instead`` is the module of the transport.
    """
    found: list[str] = []

    def visit(name: str) -> None:
        for _, other in _IMPORT.findall(static(name)):
            visit(_chosen(other, instead))
        if name not in found:
            found.append(name)

    visit(_ENTRY)
    return found


def script() -> str:
    """All modules of a packet as one module, without imports, safe inside of HTML."""
    parts = [_as_function(name) for name in modules(instead="packet.js")]
    return _IN_HTML.sub(r"\\x3c", "".join(parts))


def policy(*, script: str, style: str) -> str:
    """The content security policy of a packet: only this script and this style, and no network."""
    allowed = {"script-src": _digest(script), "style-src": _digest(style)}
    return (
        f"default-src 'none'; {'; '.join(f'{name} {one}' for name, one in allowed.items())}; "
        "img-src data:; form-action 'none'; base-uri 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _as_function(name: str) -> str:
    text = static(name)
    imports = [
        f"const {{{names}}} = {_variable(_chosen(other, 'packet.js'))};\n"
        for names, other in _IMPORT.findall(text)
    ]
    exports = ", ".join(_EXPORT.findall(text))
    body = _EXPORT.sub("", _IMPORT.sub("", text))
    return (
        f"const {_variable(name)} = (() => {{\n{''.join(imports)}{body}"
        f"return {{ {exports} }};\n}})();\n"
    )


def _chosen(name: str, transport: str) -> str:
    return transport if name == "server.js" else name


def _variable(name: str) -> str:
    return f"${name.removesuffix('.js')}"


def _digest(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
