#!/bin/sh
# `make demo`: the sample publication in build/hexapla-demo, then new drafts by a real engine.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
PATH="$root/.venv/bin:$PATH"

show() {
    printf '\n$ %s\n' "$*"
    "$@"
}

cd "$root"
rm -rf build/hexapla-demo
show translate demo build/hexapla-demo

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/library.txt" <<'TEXT'
The library opens on Monday

The new library opens its doors at nine in the morning. Children can borrow three books.

"We want every house to have a book," the director said.
TEXT
python "$root/tools/sample.py" "$folder/village.docx"
cd "$folder"
printf '\nA new text and a Word document, drafted on this machine:\n\n'
cat library.txt
status=0
show translate library.txt village.docx --to es || status=$?
if [ "$status" = 4 ]; then
    echo "No engine for this language pair is installed; the catalogs can be translated by hand."
    exit 0
fi
[ "$status" = 0 ] || exit "$status"
show cat editions/es/library.txt
printf '\nIts catalog, in which a translator corrects the drafts:\n'
show tail -n 13 locales/es/LC_MESSAGES/library.po
printf '\nIn the catalog of the Word document, formatting has names:\n'
show sed -n '/^msgid.*<b>/,/^$/p' locales/es/LC_MESSAGES/village.po
cp village.docx "$root/build/village.docx"
cp editions/es/village.docx "$root/build/village.es.docx"
printf 'The translated document has the layout of its source, with its table, footnote and link:\n'
echo "open build/village.docx and build/village.es.docx in Word or LibreOffice."
