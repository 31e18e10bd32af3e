"""Write a small Word document of our own: `make demo` drafts it, the docs show it.

    python tools/sample.py library.docx

It has a heading, bold words, a link, a table, a footnote and a header. Every run writes the same
file.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

_PARTS = {"document": "main", "styles": "", "footnotes": "", "header1": "header"}
_RAISED = '<w:vertAlign w:val="superscript"/>'
_DATE = (2026, 1, 1, 0, 0, 0)


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _paragraph(*runs: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def _table(*rows: tuple[str, str]) -> str:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="808080"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = '<w:gridCol w:w="3000"/>' * 2
    lines = "".join(
        "<w:tr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr>{_paragraph(_run(cell))}'
            "</w:tc>"
            for cell in row
        )
        + "</w:tr>"
        for row in rows
    )
    properties = f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr>"
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"


def _document() -> str:
    note = f'<w:r><w:rPr>{_RAISED}</w:rPr><w:footnoteReference w:id="2"/></w:r>'
    words = _run("our website", '<w:color w:val="1155CC"/>')
    link = f'<w:hyperlink r:id="rIdLink">{words}</w:hyperlink>'
    body = [
        _paragraph(_run("The new library"), style="Heading1"),
        _paragraph(
            _run("The library opens its doors at nine in the morning. Children can borrow "),
            _run("three books", "<w:b/>"),
            _run(" for four weeks."),
            note,
            _run(" A list of the books is on "),
            link,
            _run("."),
        ),
        _table(("Room", "Seats"), ("The reading room", "24"), ("The garden", "12")),
        _paragraph(),
        _paragraph(_run("We want every house in our village to have a book.", "<w:i/>")),
    ]
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId_header1"/>'
        '<w:pgSz w:w="7200" w:h="6200"/><w:pgMar w:top="1100" w:bottom="700" w:left="700" '
        'w:right="700" w:header="400" w:footer="300"/></w:sectPr>'
    )
    return f"<w:document {_NAMESPACES}><w:body>{''.join(body)}{section}</w:body></w:document>"


def _styles() -> str:
    return (
        f"<w:styles {_NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Liberation Serif" w:hAnsi="Liberation Serif"/><w:sz w:val="22"/>'
        '<w:lang w:val="en-GB"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:spacing w:after="140"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '</w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>'
        '<w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/>'
        '<w:sz w:val="32"/></w:rPr></w:style></w:styles>'
    )


def _footnotes() -> str:
    mark = f"<w:r><w:rPr>{_RAISED}</w:rPr><w:footnoteRef/></w:r>"
    note = _paragraph(mark, _run(" In winter, for six weeks.", '<w:sz w:val="18"/>'))
    kinds = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p>'
        "</w:footnote>"
        for number, kind in enumerate(("separator", "continuationSeparator"))
    )
    own = f'<w:footnote w:id="2">{note}</w:footnote>'
    return f"<w:footnotes {_NAMESPACES}>{kinds}{own}</w:footnotes>"


def _header() -> str:
    text = _run("The village newspaper", '<w:color w:val="808080"/><w:sz w:val="18"/>')
    return f"<w:hdr {_NAMESPACES}>{_paragraph(text)}</w:hdr>"


def _relations(*relations: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(relations)}</Relationships>'


def write(path: Path) -> None:
    """Write the document."""
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.'
        f'{"document.main" if kind == "main" else kind or name}+xml"/>'
        for name, kind in _PARTS.items()
    )
    members = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": _relations(
            f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" '
            'Target="word/document.xml"/>'
        ),
        "word/_rels/document.xml.rels": _relations(
            *(
                f'<Relationship Id="rId_{name}" Type="{_RELATION}/{kind or name}" '
                f'Target="{name}.xml"/>'
                for name, kind in _PARTS.items()
                if kind != "main"
            ),
            f'<Relationship Id="rIdLink" Type="{_RELATION}/hyperlink" '
            'Target="https://example.org/books" TargetMode="External"/>',
        ),
        "word/document.xml": _document(),
        "word/styles.xml": _styles(),
        "word/footnotes.xml": _footnotes(),
        "word/header1.xml": _header(),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, _XML + text)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tools/sample.py FILE.docx")
    write(Path(sys.argv[1]))
