// The dialogs: help, the reviewer's name, search and replace, and editing conflicts.

import { wordDiff } from "./diff.js";
import { find, h } from "./dom.js";
import { diffed, marked } from "./markup.js";
import { GROUPS } from "./shortcuts.js";
import { t, tn } from "./words.js";

// The heading is focused, so that a long dialog opens at its top.
const title = (id, text) => h("h2", { id, tabIndex: -1, autofocus: true }, text);
const button = (label, act, className = "") => h("button", { type: "button", className, on: { click: act } }, label);

/** Shows all keyboard shortcuts. */
export function showHelp(dialog, keyboard, about) {
  const keys = (labels) => labels.flatMap((label, at) => [at ? " " : "", label === "…" ? label : h("kbd", {}, label)]);
  dialog.replaceChildren(
    title("help-title", t`Keyboard shortcuts`),
    h("div", { className: "keys" }, GROUPS.map((group) => h("section", {},
      h("h3", {}, group.title),
      h("dl", {}, group.shortcuts.flatMap(({ labels, effect }) => [h("dt", {}, keys(labels)), h("dd", {}, effect)]))))),
    h("label", { className: "check" },
      h("input", { type: "checkbox", checked: keyboard.singleKeys, on: { change: (event) => { keyboard.singleKeys = event.target.checked; } } }),
      " ", t`Use single letters and digits as shortcuts`),
    about && h("p", { className: "quiet" }, about),
    h("p", { className: "quiet" }, t`On a Mac, you can use ⌘ instead of Ctrl. Your text is saved as you type, but it is not approved until you approve it.`),
    h("div", { className: "buttons" }, button(t`Close`, () => dialog.close(), "primary")),
  );
  dialog.showModal();
}

/** Asks for the reviewer's name; `about` is said before. Resolves with the name, or "" if the dialog is cancelled. */
export function askName(dialog, before, about) {
  return new Promise((resolve) => {
    const field = h("input", { value: before, autocomplete: "name", placeholder: "Ana Ruiz <ana@example.org>", id: "name-field", maxLength: 200 });
    const form = h("form", { method: "dialog" },
      title("name-title", t`Your name`),
      about && h("p", {}, about),
      h("label", { for: "name-field" }, t`Your name and, if you like, your email address. Your name is recorded with each sentence that you change or approve; both are saved as Last-Translator in its catalog.`),
      field,
      h("div", { className: "buttons" }, h("button", { className: "primary" }, t`Continue`), button(t`Cancel`, () => dialog.close())));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      // The event "close", and the end of the focus in a closed dialog, may come after the next keys.
      resolve(field.value.trim());
      field.blur();
      dialog.close();
    });
    dialog.replaceChildren(form);
    dialog.onclose = () => resolve("");
    dialog.showModal();
    field.focus();
  });
}

/**
 * Shows a sentence that somebody else changed at the same time. Resolves with the reviewer's decision
 * {action, text, base}, with "theirs", or with null to decide later.
 */
export function askConflict(dialog, model, { job, entry }) {
  return new Promise((resolve) => {
    const { target } = model;
    const mine = job.text ?? "";
    const words = { lang: target.tag, dir: target.dir };
    const area = h("textarea", { ...words, value: mine, rows: 3, id: "conflict-mine" });
    const known = model.entries[job.id];
    let answer = null;
    const done = (value) => {
      answer = value;
      dialog.close();
    };
    const theirs = entry
      ? [h("h3", {}, entry.state === "reviewed" ? t`On disk now (reviewed)` : t`On disk now`), h("p", { className: "text", ...words }, entry.target || t`(empty)`)]
      : [h("h3", {}, t`On disk now`), h("p", { className: "quiet" }, t`The sentence is no longer in the article.`)];
    dialog.replaceChildren(
      title("conflict-title", t`Somebody else has changed this sentence`),
      h("p", { className: "source text", lang: model.source.tag, dir: model.source.dir }, known ? known.source : ""),
      h("div", { className: "sides" },
        h("section", {}, h("h3", {}, h("label", { for: "conflict-mine" }, t`Yours (you can edit it here)`)), area),
        h("section", {}, ...theirs)),
      h("div", { className: "difference" }),
      h("div", { className: "buttons" },
        entry && button(t`Approve mine`, () => done({ action: "approve", text: area.value, base: entry.version }), "primary"),
        entry && button(t`Keep mine without approving it`, () => done({ action: "write", text: area.value, base: entry.version })),
        button(t`Take theirs`, () => done("theirs")),
        button(t`Decide later`, () => done(null), "plain")),
    );
    const difference = find(".difference", dialog);
    if (entry) difference.append(h("h3", {}, t`Changes from theirs to yours`), h("p", { className: "text", ...words }, diffed(wordDiff(entry.target, mine))));
    dialog.onclose = () => resolve(answer);
    dialog.showModal();
  });
}

/** Search and replace. `replace` saves the chosen replacements, `go` shows a sentence. */
export function showReplace(dialog, api, model, { readOnly, replace, go }) {
  const field = (id, label, more = {}) => [h("label", { htmlFor: id }, label), h("input", { id, autocomplete: "off", spellcheck: false, ...more })];
  const flag = (id, label) => h("label", { className: "check" }, h("input", { type: "checkbox", id }), ` ${label}`);
  const words = { lang: model.target.tag, dir: model.target.dir };
  const results = h("div", { className: "results", tabIndex: 0, role: "region", "aria-label": t`Search results` });
  const summary = h("p", { className: "quiet", role: "status" });
  const act = h("button", { type: "button", className: "primary", disabled: true }, t`Replace`);
  let matches = [];
  let query = {};
  let timer = 0;

  const found = (match) => marked(match.target, match.spans.map((span) => [...span, "hit-spot"]), "text");
  const value = (id) => find(`#${id}`, dialog);
  const chosen = () => [...dialog.querySelectorAll(".results input:checked")].map((box) => matches[Number(box.value)]);
  const count = () => {
    const all = chosen().length;
    act.disabled = readOnly || !all || query.replacement === undefined;
    act.textContent = all ? tn("Replace in {0} sentence", "Replace in {0} sentences", all) : t`Replace`;
  };
  const search = async () => {
    query = {
      pattern: value("replace-pattern").value, case: value("replace-case").checked, words: value("replace-words").checked,
      expression: value("replace-expression").checked,
    };
    const replacement = value("replace-with").value;
    if (replacement || value("replace-empty").checked) query.replacement = replacement;
    if (!query.pattern) {
      matches = [];
      results.replaceChildren();
      summary.textContent = "";
      count();
      return;
    }
    try {
      const asked = query;
      const answer = await api.post("search", query);
      if (asked !== query) return;
      matches = answer.matches;
      summary.textContent = matches.length ? tn("{0} sentence found", "{0} sentences found", matches.length) : t`Nothing found.`;
    } catch (error) {
      matches = [];
      summary.textContent = error.message;
    }
    results.replaceChildren(h("ul", {}, matches.slice(0, 500).map((match, at) => h("li", {},
      query.replacement === undefined ? null : h("input", { type: "checkbox", checked: true, value: String(at), "aria-label": t`Replace in ${match.target}`, on: { change: count } }),
      h("div", {},
        h("p", { className: "text", ...words }, query.replacement === undefined ? found(match) : diffed(match.change)),
        h("p", { className: "quiet", lang: model.source.tag, dir: model.source.dir }, match.source),
        h("button", { type: "button", className: "plain", on: { click: () => { dialog.close(); go(match.id); } } }, t`Go to sentence`))))));
    if (matches.length > 500) results.append(h("p", { className: "quiet" }, t`Only the first 500 are shown and can be replaced.`));
    count();
  };
  act.addEventListener("click", async () => {
    const entries = chosen().map((match) => [match.id, match.version]);
    if (await replace({ ...query, entries })) dialog.close();
  });
  dialog.oninput = (event) => {
    if (event.target.closest(".results")) return;
    clearTimeout(timer);
    timer = setTimeout(search, 120);
  };
  dialog.replaceChildren(
    title("replace-title", t`Search and replace in translations`),
    h("div", { className: "fields" },
      ...field("replace-pattern", t`Search for`, words), ...field("replace-with", t`Replace with`, { ...words, disabled: readOnly })),
    h("div", { className: "flags" }, flag("replace-case", t`Match case`), flag("replace-words", t`Whole words`),
      flag("replace-expression", t`Regular expression`), !readOnly && flag("replace-empty", t`Replace with nothing`)),
    summary, results,
    h("div", { className: "buttons" }, !readOnly && act, button(t`Close`, () => dialog.close())),
  );
  if (readOnly) dialog.append(h("input", { type: "checkbox", id: "replace-empty", hidden: true }));
  dialog.showModal();
  value("replace-pattern").focus();
}

