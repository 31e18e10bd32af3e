#!/bin/sh
# `make demo`: the sample's six editions from its catalogs, then a new draft by a real engine.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
PATH="$root/.venv/bin:$PATH"

show() {
    printf '\n$ %s\n' "$*"
    "$@"
}

cd "$root"
echo "The sample article in six languages, from its catalogs in locales/:"
show translate publish

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/library.txt" <<'TEXT'
The library opens on Monday

The new library opens its doors at nine in the morning. Children can borrow three books.

"We want every house to have a book," the director said.
TEXT
cd "$folder"
printf '\nA new text, drafted on this machine:\n\n'
cat library.txt
status=0
show translate library.txt --to es || status=$?
if [ "$status" = 4 ]; then
    echo "No engine for this language pair is installed; the catalog can be translated by hand."
    exit 0
fi
[ "$status" = 0 ] || exit "$status"
show cat editions/es/library.txt
printf '\nIts catalog, in which a translator corrects the drafts:\n'
show tail -n 13 locales/es/LC_MESSAGES/library.po
