// What a translation still lacks of its sentence: tags, placeholders, and terms of the glossary.

import { h } from "./dom.js";
import { t, tn } from "./words.js";

const MOST_KEYS = 9;
const NAMED_TAG = /^<([A-Za-z][\w.:-]*)(?:\s[^<>]*)?>$/;

/** The pieces that a text has fewer of than the source, in the order of the source. */
function missing(pieces, text) {
  const counts = new Map();
  let rest = text;
  // A long piece may contain a short one, as "**" contains "*".
  for (const piece of [...new Set(pieces)].sort((a, b) => b.length - a.length)) {
    const parts = rest.split(piece);
    counts.set(piece, parts.length - 1);
    rest = parts.join("\u0000");
  }
  return pieces.filter((piece) => {
    const left = counts.get(piece);
    counts.set(piece, left - 1);
    return left <= 0;
  });
}

/** Whether two pieces are the start and the end of the same markup. */
function isPair(start, end) {
  const tag = NAMED_TAG.exec(start);
  if (tag) return end === `</${tag[1]}>`;
  if (/^!?\[$/.test(start)) return end.startsWith("](");
  return start === end && /^\W+$/.test(start);
}

/** What can be inserted: {text, kind, end?}. `end` closes the markup that `text` opens. */
export function insertable(pieces, terms, text) {
  const tags = missing(pieces, text).map((piece, at, all) => ({
    text: piece, kind: "tag", end: all.slice(at + 1).find((other) => isPair(piece, other)),
  }));
  const lower = text.toLocaleLowerCase();
  const forms = terms
    .filter((term) => term.forms.length && !term.forms.some((form) => lower.includes(form.toLocaleLowerCase())))
    .map((term) => ({ text: term.forms[0], kind: "term", of: term.term }));
  return [...tags, ...forms];
}

/** Buttons that insert what is missing, numbered with their keys. */
export function drawInsertable(items, target, insert) {
  return items.slice(0, 40).map((item, at) => h(
    "button",
    {
      type: "button", className: `piece ${item.kind}`, lang: item.kind === "term" ? target.tag : undefined,
      dir: item.kind === "term" ? target.dir : "ltr",
      title: `${item.of ? t`Insert the term for “${item.of}” at the cursor` : t`Insert at the cursor`}${at < MOST_KEYS ? ` (Ctrl+${at + 1})` : ""}`,
      on: { mousedown: (event) => event.preventDefault(), click: () => insert(at) },
    },
    at < MOST_KEYS && h("span", { className: "piece-key", "aria-hidden": "true" }, String(at + 1)),
    h("bdi", {}, item.text),
  ));
}

/** The length of a text, as the catalog counts it: "12 characters", or "12 of 40". */
export function lengthOf(text, most) {
  const count = [...text].length;
  return { over: most !== undefined && count > most, words: most === undefined ? tn("{0} character", "{0} characters", count) : t`${count} of ${most} characters` };
}
