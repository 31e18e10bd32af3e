// The text of an article as elements. Inline markup is dimmed in the rows and rendered in the preview.

import { h } from "./dom.js";
import { t } from "./words.js";

/** Inline markup, placeholders and addresses. */
export const MARKUP =
  /<\/?[A-Za-z][^<>]*>|<!--.*?-->|`[^`]*`|!?\[(?=[^\[\]]*\]\()|\]\([^()\s]*(?:\s"[^"]*")?\)|\*{1,3}|~~|\{\w*\}|%(?:\(\w+\))?[sd]|&(?:lt|gt|amp|nbsp);|https?:\/\/[^\s<>()]+/g;

const STYLES = {
  b: "strong", strong: "strong", i: "em", em: "em", code: "code", kbd: "code", a: "u", s: "s",
  "**": "strong", "*": "em", "~~": "s", "***": "strong",
};
const REFERENCES = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&nbsp;": "\u00a0" };

/**
 * The text with spans marked. `marks` are [start, end, class, title]. If two marks overlap, only the
 * first is shown.
 */
export function marked(text, marks, format) {
  const all = [...marks];
  if (format !== "text") {
    for (const match of text.matchAll(MARKUP)) all.push([match.index, match.index + match[0].length, "markup"]);
  }
  all.sort((a, b) => a[0] - b[0]);
  const out = [];
  let at = 0;
  for (const [start, end, className, title] of all) {
    if (start < at || end <= start) continue;
    if (start > at) out.push(text.slice(at, start));
    out.push(h(className === "term" ? "mark" : "span", { className, title }, text.slice(start, end)));
    at = end;
  }
  if (at < text.length) out.push(text.slice(at));
  return out;
}

/** Marks for the places where a text has the words of a search. */
export function searched(text, words) {
  if (!words) return [];
  const pattern = new RegExp(words.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"), "gi");
  return [...text.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length, "hit-spot"]);
}

/** The text with its markup rendered. Only known, harmless elements are created. */
export function rendered(text, format) {
  if (format === "text") return [text];
  const root = [];
  const stack = [{ name: "", children: root }];
  const put = (child) => stack[stack.length - 1].children.push(child);
  const close = (name) => {
    const from = stack.findLastIndex((open) => open.name === name);
    if (from < 1) return false;
    while (stack.length > from) {
      const open = stack.pop();
      put(h(open.style, {}, ...open.children));
    }
    return true;
  };
  let at = 0;
  for (const match of text.matchAll(MARKUP)) {
    if (match.index > at) put(text.slice(at, match.index));
    at = match.index + match[0].length;
    const found = match[0];
    const tag = /^<(\/?)([A-Za-z]+)/.exec(found);
    if (REFERENCES[found]) put(REFERENCES[found]);
    else if (found[0] === "`") put(h("code", {}, found.slice(1, -1)));
    else if (found === "[" || found === "![") stack.push({ name: "](", style: "u", children: [] });
    else if (found.startsWith("](")) close("](");
    else if (tag && STYLES[tag[2].toLowerCase()]) {
      const name = tag[2].toLowerCase();
      if (tag[1]) close(name);
      else stack.push({ name, style: STYLES[name], children: [] });
    } else if (tag || found.startsWith("<!--")) {
      if (/^<br/i.test(found)) put(h("br"));
    } else if (STYLES[found]) {
      if (!close(found)) stack.push({ name: found, style: STYLES[found], children: [] });
    } else put(found);
  }
  if (at < text.length) put(text.slice(at));
  while (stack.length > 1) {
    const open = stack.pop();
    put(h(open.style, {}, ...open.children));
  }
  return root;
}

/** A word diff as elements: removed text is struck through, added text is underlined. */
export function diffed(pieces) {
  return pieces.map(([what, text]) =>
    what === "same" ? text : h(what === "gone" ? "del" : "ins", { title: what === "gone" ? t`removed: ${text}` : t`added: ${text}` }, text),
  );
}
