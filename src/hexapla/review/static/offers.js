// Texts that are offered for a sentence: matches from memory, and what an engine suggests.

import { h } from "./dom.js";
import { diffed, marked } from "./markup.js";
import { t } from "./words.js";

/** The matches from memory. `use` takes the text that is chosen; it is null if nothing can change. */
export function matches(hits, { source, target }, format, use) {
  if (!hits.length) return [];
  return [h("p", { className: "label" }, t`Memory`), h("ol", {}, hits.map((hit, at) => h(
    "li", {},
    offer(hit.text, target, format, use, { title: t`Use this match (${at + 1})` }),
    h("span", { className: "score" }, hit.in_context ? t`in context` : `${Math.round(hit.score * 100)} %`),
    hit.source && h("span", { className: "hit-source quiet", lang: source.tag, dir: source.dir }, diffed(hit.source)),
  )))];
}

/** What an engine suggests: {text, origin}, null while it is asked, undefined if it was not asked. */
export function suggestion(found, { target }, format, use) {
  if (found === undefined) return [];
  if (found === null) return [h("p", { className: "label", role: "status" }, t`Asking the engine…`)];
  return [h("p", { className: "label", role: "status" }, t`Suggested by ${found.origin}`),
    offer(found.text, target, format, use, { title: t`Use this text`, className: "plain hit suggested" })];
}

const offer = (text, { tag, dir }, format, use, more) => h("button", {
  type: "button", className: "plain hit", disabled: !use, lang: tag, dir, ...more, on: { click: () => use(text) },
}, marked(text, [], format));
