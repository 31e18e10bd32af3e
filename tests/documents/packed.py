"""Small Office documents, written part by part."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OPEN = "http://schemas.openxmlformats.org"
_OFFICE = f"{_OPEN}/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{_OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB" w:eastAsia="ja-JP" '
    'w:bidi="ar-SA"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="H1"/>'
    "</w:style>"
    '<w:style w:type="paragraph" w:styleId="Items"><w:name w:val="Items"/><w:pPr><w:numPr>'
    '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr>'
    "</w:style>"
)
_ROOTS = {
    "styles": "styles",
    "header": "hdr",
    "footer": "ftr",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
}


def docx(body: str, core: str = "", **parts: str) -> bytes:
    """A Word document: the content of its body, of its title, and of other parts by name."""
    parts.setdefault("styles", STYLES)
    members = {
        "[Content_Types].xml": f'<Types xmlns="{_OPEN}/package/2006/content-types"/>',
        "_rels/.rels": _relations(
            f'<Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
            + _core_relation(core)
        ),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(
            "".join(
                f'<Relationship Id="{name}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
                for name in parts
            )
            + f'<Relationship Id="image1" Type="{_OFFICE}/image" Target="media/image1.png"/>'
            f'<Relationship Id="link" Type="{_OFFICE}/hyperlink" '
            'Target="https://example.org/" TargetMode="External"/>'
        ),
        **{
            f"word/{name}.xml": f"<w:{root} {NAMESPACES}>{parts[name]}</w:{root}>"
            if (root := _ROOTS.get(name))
            else parts[name]
            for name in parts
        },
        "word/media/image1.png": "not compressed",
        **_core(core),
    }
    return packed(members)


def _core_relation(core: str) -> str:
    """The relationship to the properties, if there are some."""
    kind = f"{_OPEN}/package/2006/relationships/metadata/core-properties"
    return f'<Relationship Id="b" Type="{kind}" Target="/docProps/core.xml"/>' * bool(core)


def _core(core: str) -> dict[str, str]:
    """The part with the properties of a document, if there are some."""
    xml = (
        f'<cp:coreProperties xmlns:cp="{_OPEN}/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{core}</cp:coreProperties>'
    )
    return {"docProps/core.xml": xml} if core else {}


def _relations(text: str) -> str:
    return f'<Relationships xmlns="{_OPEN}/package/2006/relationships">{text}</Relationships>'


def packed(members: Mapping[str, str | bytes]) -> bytes:
    """A zip file; names that end in ".png" are stored, not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, text) in enumerate(members.items()):
            info = zipfile.ZipInfo(name, (2020, 1, 1 + number, 10, 0, 0))
            stored = name.endswith(".png")
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            own = text if isinstance(text, bytes) else (text if stored else _HEAD + text).encode()
            archive.writestr(info, own)
    return out.getvalue()


def part(data: bytes, name: str = "word/document.xml") -> str:
    """A part of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def parts(data: bytes) -> dict[str, bytes]:
    """All parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def p(*runs: str, style: str = "", own: str = "") -> str:
    """A paragraph of runs; a text without markup is a run of its own."""
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + own
    head = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{head}{''.join(one if one[:1] == '<' else r(one) for one in runs)}</w:p>"


def r(text: str, own: str = "") -> str:
    """A run with a text and properties."""
    head = f"<w:rPr>{own}</w:rPr>" if own else ""
    return f'<w:r>{head}<w:t xml:space="preserve">{text}</w:t></w:r>'


def shown(xml: str) -> str:
    """The text of a part, with a line for each paragraph."""
    return re.sub(r"<[^>]*>", "", xml.replace("</w:p>", "\n")).strip()


ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
        "svg": "svg-compatible", "fo": "xsl-fo-compatible", "meta": "meta",
    }.items()
)  # fmt: skip
_BOLD = '<style:text-properties fo:font-weight="bold"/>'
_AUTOMATIC = (
    f'<style:style style:name="B" style:family="text">{_BOLD}</style:style>'
    '<style:style style:name="I" style:family="text"><style:text-properties '
    'fo:font-style="italic"/></style:style>'
    '<style:style style:name="R" style:family="text"><style:text-properties '
    'fo:color="#ff0000"/></style:style>'
    '<style:style style:name="N" style:family="text"><style:text-properties '
    'fo:language="en" officeooo:rsid="1"/></style:style>'
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
)
ODF_STYLES = (
    '<style:default-style style:family="paragraph"><style:text-properties fo:language="en" '
    'fo:country="US" style:language-complex="ar" style:country-complex="SA"/></style:default-style>'
)


def content_of(body: str) -> str:
    """The parts of an OpenDocument text that are the same in a package and in one file."""
    return (
        f'<office:automatic-styles xmlns:officeooo="x">{_AUTOMATIC}</office:automatic-styles>'
        f"<office:body><office:text>{body}</office:text></office:body>"
    )


def odt(body: str, header: str = "", title: str = "") -> bytes:
    """An OpenDocument text."""
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    master = f"<style:master-page><style:header>{header}</style:header></style:master-page>"
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "styles.xml": f"<office:document-styles {ODF}><office:styles>{ODF_STYLES}"
            "</office:styles><office:automatic-styles><style:page-layout>"
            '<style:page-layout-properties fo:margin="1cm"/></style:page-layout>'
            "</office:automatic-styles><office:master-styles>"
            f"{master}</office:master-styles></office:document-styles>",
            "content.xml": f"<office:document-content {ODF}>{content_of(body)}"
            "</office:document-content>",
            "meta.xml": f"<office:document-meta {ODF} {dc}><office:meta><dc:title>{title}"
            "</dc:title></office:meta></office:document-meta>",
            "Pictures/a.png": "not compressed",
        }
    )


def fodt(body: str) -> bytes:
    """An OpenDocument text in one file."""
    return f"{_HEAD}<office:document {ODF}>{content_of(body)}</office:document>\n".encode()


def pptx(*slides: str, notes: str = "", core: str = "") -> bytes:
    """A presentation: the shapes of its slides, and the shapes of the notes of the first."""
    drawing = f'xmlns:a="{_OPEN}/drawingml/2006/main"'
    names = f'{drawing} xmlns:r="{_OFFICE}" xmlns:p="{_OPEN}/presentationml/2006/main"'

    def tree(root: str, shapes: str) -> str:
        return f"<p:{root} {names}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:{root}>"

    ids = "".join(f'<p:sldId id="{256 + n}" r:id="s{n}"/>' for n in reversed(range(len(slides))))
    related = "".join(
        f'<Relationship Id="s{n}" Type="{_OFFICE}/slide" Target="slides/slide{n}.xml"/>'
        for n in range(len(slides))
    )
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": _relations(
                f'<Relationship Id="a" Type="{_OFFICE}/officeDocument" '
                'Target="ppt/presentation.xml"/>' + _core_relation(core)
            ),
            **_core(core),
            "ppt/presentation.xml": f"<p:presentation {names}><p:sldIdLst>{ids}</p:sldIdLst>"
            "</p:presentation>",
            "ppt/_rels/presentation.xml.rels": _relations(related),
            # The slides are shown in the opposite order.
            **{
                f"ppt/slides/slide{len(slides) - 1 - n}.xml": tree("sld", shapes)
                for n, shapes in enumerate(slides)
            },
            f"ppt/slides/_rels/slide{len(slides) - 1}.xml.rels": _relations(
                f'<Relationship Id="n" Type="{_OFFICE}/notesSlide" Target="../notes.xml"/>'
            ),
            "ppt/notes.xml": tree("notes", notes),
        }
    )


def shape(*paragraphs: str, kind: str = "body") -> str:
    """A shape of a slide."""
    own = f'<p:nvSpPr><p:cNvPr id="1" name="x"/><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>'
    return f"<p:sp>{own}<p:txBody><a:bodyPr/>{''.join(paragraphs)}</p:txBody></p:sp>"


def ap(*runs: str) -> str:
    """A paragraph of a slide; a text without markup is a run of its own."""
    return f"<a:p>{''.join(one if one[:1] == '<' else ar(one) for one in runs)}</a:p>"


def ar(text: str, own: str = 'lang="en-US" dirty="0"', inner: str = "") -> str:
    """A run of a slide."""
    return f"<a:r><a:rPr {own}>{inner}</a:rPr><a:t>{text}</a:t></a:r>"


def xlsx(strings: str, cells: str = "", table: str = "", after: str = "") -> bytes:
    """A workbook: its shared strings, the cells of its sheet, a table in the sheet, and what comes
    after the cells.
    """
    names = f'xmlns="{_OPEN}/spreadsheetml/2006/main" xmlns:r="{_OFFICE}"'

    def related(**targets: str) -> str:
        return _relations(
            "".join(
                f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
                for kind, target in targets.items()
            )
        )

    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": related(officeDocument="xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook {names}><sheet name="A" r:id="worksheet"/></workbook>',
            "xl/_rels/workbook.xml.rels": related(
                sharedStrings="sharedStrings.xml", worksheet="sheet1.xml"
            ),
            "xl/sharedStrings.xml": f"<sst {names}>{strings}</sst>",
            "xl/sheet1.xml": f"<worksheet {names}><sheetData>{cells}</sheetData>{after}"
            "</worksheet>",
            "xl/_rels/sheet1.xml.rels": related(table="table1.xml"),
            "xl/table1.xml": table or f"<table {names}/>",
        }
    )
