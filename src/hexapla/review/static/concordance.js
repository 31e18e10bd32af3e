// The dialog that shows how words were translated before.

import { find, h, STATE_NAMES } from "./dom.js";
import { marked } from "./markup.js";
import { t, tn } from "./words.js";

const WAIT_MS = 250;

/** Shows the dialog. `insert` puts a text into the translation, or is null if nothing can change. */
export function showConcordance(dialog, api, model, { words, insert }) {
  const { source, target } = model;
  const field = h("input", { id: "concordance-words", value: words, autocomplete: "off", spellcheck: false, maxLength: 200 });
  const summary = h("p", { className: "quiet", role: "status" });
  const results = h("div", { className: "results", tabIndex: 0, role: "region", "aria-label": t`Sentences found` });
  let timer = 0;
  let asked = "";

  const put = (item, text) => {
    const selection = getSelection();
    const chosen = item.contains(selection.anchorNode) && item.contains(selection.focusNode) ? String(selection).trim() : "";
    dialog.close();
    insert(chosen || text);
  };
  const about = (hit) => [
    STATE_NAMES[hit.state], hit.author, hit.day && `${hit.day.slice(0, 4)}-${hit.day.slice(4, 6)}-${hit.day.slice(6)}`, hit.place,
  ].filter(Boolean).join(" · ");
  const item = (hit) => {
    const text = h("p", { className: "text", lang: target.tag, dir: target.dir }, spotted(hit.target, hit.target_spans));
    return h("li", {}, h("div", {},
      hit.previous && h("p", { className: "quiet before", lang: source.tag, dir: source.dir }, hit.previous),
      h("p", { className: "text", lang: source.tag, dir: source.dir }, spotted(hit.source, hit.source_spans)),
      text,
      h("p", { className: "quiet" }, about(hit))),
    insert && h("button", {
      type: "button", "aria-label": t`Insert: ${hit.target}`, title: t`Insert the words that you have selected in the translation, or all of it`,
      on: { mousedown: (event) => event.preventDefault(), click: () => put(text, hit.target) },
    }, t`Insert`));
  };
  const search = async () => {
    const text = field.value.trim();
    asked = text;
    if (!text) {
      summary.textContent = t`Type words in either language.`;
      results.replaceChildren();
      return;
    }
    const answer = await api.post("concordance", { words: text }).catch((error) => ({ error }));
    if (asked !== text) return;
    const hits = answer.hits || [];
    if (answer.error) summary.textContent = answer.error.message || t`The server does not answer.`;
    else if (!hits.length) summary.textContent = t`These words are neither in the memory nor in a catalog.`;
    else summary.textContent = tn("{0} sentence", "{0} sentences", hits.length);
    results.replaceChildren(...(hits.length ? [h("ul", {}, hits.map(item))] : []));
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, WAIT_MS);
  });
  dialog.replaceChildren(
    h("h2", { id: "concordance-title", tabIndex: -1 }, t`How was it translated before?`),
    h("label", { className: "wide" }, h("span", { className: "unseen" }, t`Words to look up`), field),
    summary, results,
    h("div", { className: "buttons" }, h("button", { type: "button", on: { click: () => dialog.close() } }, t`Close`)),
  );
  dialog.showModal();
  field.select();
  field.focus();
  search();
}

const spotted = (text, spans) => marked(text, spans.map((span) => [...span, "hit-spot"]), "text");

/** The words that are selected in the page or in the editor, for the search. */
export function selectedWords(area) {
  if (document.activeElement === area) return area.value.slice(area.selectionStart, area.selectionEnd).trim();
  const selection = getSelection();
  return find("#flow").contains(selection.anchorNode) ? String(selection).trim().slice(0, 200) : "";
}
