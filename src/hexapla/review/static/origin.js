// Where the text of a sentence comes from, and who worked on it, in words.

import { h } from "./dom.js";
import { t, tn } from "./words.js";

/** Everything about the origin of an entry that occurs a number of times in the article. */
export function originOf(entry, occurrences) {
  const parts = [];
  if (entry.draft && entry.draft.origin === "adopted") {
    parts.push(t`From an existing translation; ${Math.round(100 * entry.draft.score)}% certain that it belongs here`);
  } else if (entry.draft) {
    parts.push(drafted(entry));
    if (entry.draft.score !== null) parts.push(t`score ${entry.draft.score.toFixed(2)}`);
    if (entry.state === "draft" && entry.draft.opinion) parts.push(entry.draft.opinion);
    if (entry.draft.guards.length) parts.push(t`guarded: ${entry.draft.guards.join(", ")}`);
  } else if (entry.target && !entry.people) parts.push(t`Translated by hand`);
  parts.push(...(entry.people || []).map(by));
  if (entry.lacks) parts.push(t`more people have to review it`);
  parts.push(...(entry.changes || []));
  if (entry.context && entry.context.startsWith("after:")) parts.push(t`only for this place (${entry.context})`);
  else if (entry.context) parts.push(t`key: ${entry.context}`);
  if (entry.foreign) parts.push(t`the source is in ${entry.foreign}`);
  if (entry.plural) parts.push(t`has plural forms with several lines, which need a PO editor`);
  else if (entry.forms) parts.push(tn("{0} plural form", "{0} plural forms, one on each line", entry.forms));
  if (occurrences > 1) parts.push(tn("occurs {0} time in this article", "occurs {0} times in this article", occurrences));
  return parts.join(" · ");
}

/** Who translated and reviewed earlier texts of an entry. */
export function earlierOf({ earlier }) {
  if (!earlier) return [];
  return [h("details", { className: "earlier" }, h("summary", {}, t`Earlier`), h("ul", {}, earlier.map((one) => h("li", {}, by(one)))))];
}

/** A record of a person in words: "reviewed by Ana Ruiz on 2026-11-30". */
const by = ([deed, name, date]) => (deed === "reviewed" ? t`reviewed by ${name} on ${date}` : t`translated by ${name} on ${date}`);

/** Where the draft of an entry comes from, and whether it has been changed. */
function drafted({ state, draft: { origin } }) {
  if (state === "edited") return t`Edited from a draft by ${origin}`;
  return state === "reviewed" ? t`From a draft by ${origin}` : t`Drafted by ${origin}`;
}
