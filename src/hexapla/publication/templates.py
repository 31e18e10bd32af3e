"""Keep an article's template up to date with the article."""

from __future__ import annotations

from hexapla.catalogs import store
from hexapla.catalogs.catalog import SOURCE_HEADER, Catalog
from hexapla.catalogs.extract import reference
from hexapla.errors import InputError
from hexapla.ledger import Ledger, digest
from hexapla.message import Message, msg
from hexapla.publication.layout import Layout
from hexapla.publication.reading import Prepared, carry_over

__all__ = [
    "has_current_template",
    "is_foreign",
    "new_template",
    "refuse_foreign_catalog",
    "template_is_current",
    "update_template",
]


def has_current_template(layout: Layout, ledger: Ledger, prepared: Prepared) -> bool:
    """Whether the ledger says that an article's template is up to date; nothing is parsed."""
    data = store.read(layout.template(prepared.article)).data
    name = _template_name(prepared)
    return data is not None and bool(ledger.get(name, digest(prepared.inputs, data)))


def template_is_current(layout: Layout, ledger: Ledger, prepared: Prepared) -> bool:
    """Whether an article's template exists and an update would leave it as it is."""
    if has_current_template(layout, ledger, prepared):
        return True
    file = store.read(layout.template(prepared.article))
    return file.data is not None and _updated_template(file, prepared).dump() == file.data


def _template_name(prepared: Prepared) -> str:
    return f"template {prepared.article.name}"


def update_template(layout: Layout, ledger: Ledger, prepared: Prepared) -> None:
    """Write the article's template if it changed."""
    if has_current_template(layout, ledger, prepared):
        return
    path = layout.template(prepared.article)
    before = store.read(path).data
    saved = store.change(path, lambda file: _updated_template(file, prepared), root=layout.root)
    after = saved.after.data or b""
    carry_over(ledger, prepared, before, after)
    ledger.put(_template_name(prepared), digest(prepared.inputs, after), True)


def new_template(prepared: Prepared) -> Catalog:
    """The template of an article that has none yet."""
    return _with_contents(store.new(prepared.article.domain, prepared.language), prepared)


def _updated_template(file: store.Stored, prepared: Prepared) -> Catalog:
    if file.data is None:
        return new_template(prepared)
    _refuse_foreign(file.catalog, prepared)
    return _with_contents(file.catalog, prepared)


def _with_contents(template: Catalog, prepared: Prepared) -> Catalog:
    if template.entries != prepared.template.entries:
        template = template.with_entries(prepared.template.entries)
    return template.with_headers(
        {SOURCE_HEADER: prepared.language.tag, "X-Source-Digest": prepared.digest}
    )


def _refuse_foreign(template: Catalog, prepared: Prepared) -> None:
    """Raise InputError for a template that another program made, of its own messages."""
    if is_foreign(template, prepared):
        raise InputError(
            msg("is a template that Hexapla didn't make"),
            where=template.where,
            hint=_elsewhere(prepared),
        )


def refuse_foreign_catalog(catalog: Catalog, prepared: Prepared) -> None:
    """Raise InputError for a catalog of another program, which an update would empty."""
    known = {entry.msgid for entry in prepared.template.entries}
    shared = any(entry.msgid in known for entry in catalog.entries)
    if not shared and is_foreign(catalog, prepared):
        raise InputError(
            msg("is a catalog that Hexapla didn't make"),
            where=catalog.where,
            hint=_elsewhere(prepared),
        )


def is_foreign(catalog: Catalog, prepared: Prepared) -> bool:
    """Whether a template or a catalog has messages, but no sign that Hexapla made it."""
    own = reference(prepared.article.name)
    ours = SOURCE_HEADER in catalog.headers or not catalog.entries
    return not ours and not any(own in entry.references for entry in catalog.entries)


def _elsewhere(prepared: Prepared) -> Message:
    return msg("rename {name}, or set another folder for catalogs", name=prepared.article.name)
