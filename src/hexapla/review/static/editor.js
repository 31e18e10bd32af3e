// The active sentence: its editor, and everything the server knows about it.

import { find, h } from "./dom.js";
import { diffed, marked, searched } from "./markup.js";
import { elementOf } from "./flow.js";
import { noteForm } from "./notes.js";
import { matches, suggestion } from "./offers.js";
import { earlierOf, originOf } from "./origin.js";
import { drawInsertable, insertable, lengthOf } from "./pieces.js";
import { addShortcutHints, isOffered } from "./shortcuts.js";
import { languageName, t } from "./words.js";

const AUTOSAVE_MS = 1200;
const SEVERITIES = { error: t`error`, warning: t`warning`, note: t`note` };

export class Editor extends EventTarget {
  #timer = 0;
  #checking = false;
  #checkAgain = false;

  constructor(api, model, saver, unsaved, readOnly) {
    super();
    Object.assign(this, { api, model, saver, unsaved, readOnly });
    this.id = null;
    this.suggestions = new Map(); // by id: what an engine suggested, or null while it is asked
  }

  /** How many times the sentence occurs in the article. */
  get occurrences() {
    return this.model.rows.filter((row) => row.id === this.id).length;
  }

  get entry() {
    return this.model.entries[this.id];
  }

  /** Puts the editor into a row. */
  mount(at, element, left, right) {
    const row = this.model.rows[at];
    if (row.id !== this.id || at !== this.at) {
      this.leave();
      this.at = at;
      this.id = row.id;
      this.#start();
    }
    Object.assign(this, { row, left, right });
    const { source, target } = this.model;
    this.words = h(elementOf(row.kind), { lang: source.tag, dir: source.dir });
    this.aside = h("div", { className: "about" });
    left.append(this.words, this.aside);
    // A pressed button must not take the focus: the text would be saved then, and the row drawn
    // again before the button is released.
    element.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());

    this.area = h("textarea", {
      lang: target.tag, dir: target.dir, value: this.value, rows: 1, readOnly: this.readOnly || Boolean(this.entry.plural),
      className: elementOf(row.kind), spellcheck: true, autocapitalize: "off",
      "aria-label": t`Translation of sentence ${at + 1} into ${languageName(target)}`,
      on: { input: (event) => this.#typed(event), blur: () => this.flush(), compositionend: () => this.#typed({}) },
    });
    this.length = h("p", { className: "length quiet" });
    this.piecesBox = h("div", { className: "pieces", role: "group", "aria-label": t`Missing in the translation` });
    this.findingsBox = h("div", { className: "findings", "aria-live": "polite" });
    this.buttons = h("div", { className: "buttons", role: "group", "aria-label": t`Decision` });
    this.origin = h("p", { className: "origin quiet" });
    this.noteBox = h("div", { className: "note" });
    this.memories = h("div", { className: "memories" });
    right.append(this.area, this.length, this.piecesBox, this.findingsBox, this.buttons, this.origin, this.noteBox, this.memories);
    this.#draw();
    this.#fetchDetails();
    requestAnimationFrame(() => this.#grow());
  }

  #start() {
    const unsaved = this.unsaved.get(this.id);
    this.base = this.entry.version;
    this.value = this.entry.target;
    this.terms = [];
    this.pieces = [];
    this.liveFindings = null;
    this.recovered = null;
    this.noting = false;
    this.submitted = null;
    if (unsaved && unsaved.text !== this.entry.target && !this.saver.pending(this.id)) {
      this.recovered = unsaved;
      this.value = unsaved.text;
      this.base = unsaved.base;
    }
  }

  /** Whether the editor has text that differs from the saved translation. */
  get dirty() {
    return Boolean(this.entry) && this.value !== this.entry.target;
  }

  /** Applies a change of the entry, made here or by somebody else. */
  update() {
    if (!this.dirty || this.value === this.entry.target || !this.area) {
      this.base = this.entry.version;
    }
    if (document.activeElement !== this.area && !this.unsaved.get(this.id)) {
      this.value = this.entry.target;
      this.base = this.entry.version;
      if (this.area.value !== this.value) this.area.value = this.value;
    }
    this.base = this.saver.current(this.id, this.base);
    this.liveFindings = this.dirty ? this.liveFindings : null;
    this.#draw();
    this.#grow();
  }

  /** Puts a text into the editor, as if it had been typed. */
  write(text) {
    if (this.area.readOnly) return;
    this.area.value = text;
    this.#typed({});
    this.focus();
  }

  /** Discards unsaved text and shows the saved translation. */
  reset() {
    this.unsaved.drop(this.id);
    this.#start();
    this.area.value = this.value;
    this.#draw();
    this.#grow();
  }

  focus() {
    this.area.focus({ preventScroll: true });
  }

  /** Saves the text before another sentence becomes active. */
  leave() {
    if (this.id === null) return;
    this.flush();
    this.id = null;
  }

  /** Saves the text without approving it. */
  flush() {
    clearTimeout(this.#timer);
    if (!this.dirty || this.readOnly || this.recovered || this.value === this.submitted) return;
    if (!this.saver.reviewer()) {
      this.#notify(t`Not saved yet: enter your name first. Your text is kept in this browser.`);
      return;
    }
    this.submitted = this.value;
    this.saver.submit({ id: this.id, action: "write", text: this.value, base: this.base });
  }

  /** Approves the text. Returns whether there was something to approve. */
  approve() {
    if (this.readOnly) return false;
    clearTimeout(this.#timer);
    if (!this.value.trim()) {
      this.#notify(t`There is no translation to approve.`);
      return false;
    }
    this.recovered = null;
    this.submitted = this.value;
    this.saver.submit({ id: this.id, action: "approve", text: this.value, base: this.base });
    return true;
  }

  /** Saves the text, then carries out another action on the entry. Resolves with whether it was saved. */
  act(action, more = {}) {
    if (this.readOnly) return Promise.resolve(false);
    this.flush();
    return this.saver.submit({ id: this.id, action, ...more });
  }

  async toDraft() {
    this.#notify(t`Getting the draft…`);
    clearTimeout(this.#timer);
    this.unsaved.drop(this.id);
    this.value = this.entry.target;
    this.area.value = this.value;
    const done = await this.act("draft");
    if (done) this.#fetchDetails();
  }

  editNote() {
    if (this.readOnly) return;
    this.noting = true;
    this.#drawNote();
    find("textarea", this.noteBox).focus();
  }

  /** Replaces the text with a match from memory. */
  useMemory(position) {
    const hit = this.hits?.[position];
    if (hit) this.write(hit.text);
    else this.#notify(t`There is no match ${position + 1} for this sentence.`);
  }

  /** Inserts a missing tag or term at the cursor; a tag with an end goes around selected words. */
  insertPiece(position) {
    const item = this.#insertable()[position];
    if (!item) {
      this.#notify(t`Nothing of the source is missing there.`);
      return;
    }
    const selected = this.area.value.slice(...this.selection);
    if (selected && item.end) this.insert(item.text + selected + item.end);
    else this.insert(item.text);
  }

  /** Asks an engine for a translation, which is offered beside the matches from memory. */
  async suggest() {
    const { id } = this;
    if (this.suggestions.has(id)) {
      find(".suggested", this.memories)?.focus();
      return;
    }
    this.suggestions.set(id, null);
    this.#drawMemory();
    try {
      this.suggestions.set(id, await this.api.get("suggestion", { id }));
    } catch (error) {
      this.suggestions.delete(id);
      this.#notify(error.message || t`The server does not answer.`);
    }
    if (id === this.id) this.#drawMemory();
  }

  #typed(event) {
    this.value = this.area.value;
    this.#drawInsertable();
    this.recovered = null;
    this.submitted = null;
    this.unsaved.put(this.id, { action: "write", text: this.value, base: this.base });
    if (!this.dirty) this.unsaved.drop(this.id);
    this.#grow();
    this.dispatchEvent(new CustomEvent("typed", { detail: { at: this.at, text: this.value } }));
    clearTimeout(this.#timer);
    if (event.isComposing) return;
    this.#timer = setTimeout(() => this.flush(), AUTOSAVE_MS);
    this.#check();
  }

  /** Has the server check the text. Sends one request at a time, and always one for the latest text. */
  async #check() {
    if (this.#checking) {
      this.#checkAgain = true;
      return;
    }
    this.#checking = true;
    const { id, value } = this;
    const answer = await this.api.post("check", { id, text: value }).catch(() => null);
    this.#checking = false;
    if (answer && id === this.id) {
      this.liveFindings = answer.findings;
      this.#drawFindings();
      performance.mark("checked", { detail: value });
    }
    if (this.#checkAgain) {
      this.#checkAgain = false;
      this.#check();
    }
  }

  /** Fetches the matches from memory, the glossary terms and the findings. */
  #fetchDetails() {
    const { id } = this;
    this.hits = [];
    this.sinceDraft = null;
    this.api.get("memory", { id }).then((known) => {
      if (id !== this.id) return;
      this.hits = known.memory;
      this.#drawMemory();
    }, () => {});
    this.api.get("entry", { id }).then((about) => {
      if (id !== this.id) return;
      this.terms = about.glossary;
      this.pieces = about.pieces ?? [];
      this.sinceDraft = about.since_draft;
      this.entry.findings = about.findings;
      this.#draw();
      if (this.dirty) this.#check();
    }, () => {});
  }

  #draw() {
    const { entry } = this;
    this.#drawSource();
    this.#drawInsertable();
    this.#drawFindings();
    this.#drawButtons();
    this.#drawNote();
    this.origin.replaceChildren(originOf(entry, this.occurrences), ...this.#sinceDraft(), ...earlierOf(entry));
  }

  /** The changes made to the machine draft. */
  #sinceDraft() {
    if (!this.sinceDraft || this.entry.state === "draft") return [];
    const { target } = this.model;
    return [h("span", { className: "since-draft", lang: target.tag, dir: target.dir }, diffed(this.sinceDraft))];
  }

  #drawSource() {
    const { entry } = this;
    const marks = this.terms.flatMap((term) =>
      term.spans.map(([start, end]) => [start, end, "term", [term.forms.join(" / "), term.note].filter(Boolean).join(" — ")]),
    );
    for (const one of this.#findings()) {
      if (one.source && one.severity !== "note") marks.push([...one.source, `spot ${one.severity}`, one.message]);
    }
    marks.push(...searched(entry.source, this.model.searchText));
    this.words.replaceChildren(...marked(entry.source, marks, this.model.formatOf(entry)));
    const blocks = [];
    if (entry.previous) {
      blocks.push(h("div", { className: "was" }, h("span", { className: "label" }, t`The source has changed`),
        h("p", { lang: this.model.source.tag, dir: this.model.source.dir }, diffed(entry.previous))));
    }
    if (this.terms.length) {
      blocks.push(h("dl", { className: "terms" }, this.terms.flatMap((term) => [
        h("dt", {}, h("mark", { className: "term" }, term.term)),
        h("dd", {}, ...this.#forms(term), term.note && h("span", { className: "quiet" }, ` ${term.note}`)),
      ])));
    }
    this.aside.replaceChildren(...blocks);
  }

  #forms(term) {
    const { target } = this.model;
    const allowed = term.forms.map((form) => h("button", {
      type: "button", className: "form", lang: target.tag, dir: target.dir, title: t`Insert at the cursor`,
      on: { click: () => this.insert(form) },
    }, form));
    const forbidden = term.forbidden.map((form) => h("del", { className: "never", lang: target.tag, dir: target.dir, title: t`Forbidden` }, form));
    return [...allowed, ...forbidden];
  }

  #insertable() {
    return this.area.readOnly ? [] : insertable(this.pieces, this.terms, this.value);
  }

  /** Draws what the translation still lacks, and its length. */
  #drawInsertable() {
    const { over, words } = lengthOf(this.value, this.entry.max_length);
    this.length.textContent = words;
    this.length.classList.toggle("over", over);
    this.piecesBox.replaceChildren(...drawInsertable(this.#insertable(), this.model.target, (at) => this.insertPiece(at)));
  }

  /** The start and the end of the selection; the end of the text before the cursor is in it. */
  get selection() {
    const { selectionStart, selectionEnd } = this.area;
    return document.activeElement === this.area ? [selectionStart, selectionEnd] : [this.value.length, this.value.length];
  }

  /** Puts a text in the place of the selection, with a space between words. */
  insert(text, [start, end] = this.selection) {
    if (this.area.readOnly) return;
    const [before, after] = [this.area.value.slice(0, start), this.area.value.slice(end)];
    const { joiner } = this.model.target;
    const joined = `${meet(before, text) ? joiner : ""}${text}${meet(text, after) ? joiner : ""}`;
    this.write(before + joined + after);
    this.area.setSelectionRange(start + joined.length, start + joined.length);
  }

  #findings() {
    return this.liveFindings ?? this.entry.findings ?? [];
  }

  #drawFindings() {
    const items = this.#findings().map((one) => h(
      "li", { className: one.severity },
      h("span", { className: "severity" }, SEVERITIES[one.severity]),
      h("span", { className: "message" }, one.message),
      this.#spot(one),
      one.about && h("span", { className: "quiet explained" }, `${one.check}: ${one.about}`),
      !this.readOnly && one.check && h("button", {
        type: "button", className: "plain", title: t`Switch off the check “${one.check}” for this sentence`,
        "aria-label": t`Not a fault: ${one.message}`,
        on: { click: () => this.act("ignore", { check: one.check }) },
      }, t`Not a fault`),
    ));
    this.findingsBox.replaceChildren(...[this.#recovery(), items.length && h("ul", {}, items)].filter(Boolean));
  }

  /** A message about text from an earlier visit that was never saved. */
  #recovery() {
    if (!this.recovered) return null;
    const when = new Date(this.recovered.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    return h("div", { className: "recovered" },
      h("span", {}, t`This text from ${when} was never saved.`),
      h("button", { type: "button", on: { click: () => { this.recovered = null; this.flush(); this.#drawFindings(); } } }, t`Save`),
      h("button", { type: "button", className: "plain", on: { click: () => this.reset() } }, t`Discard`));
  }

  #spot(one) {
    if (!one.target || one.target[0] === one.target[1]) return null;
    const words = this.value.slice(...one.target);
    return h("button", {
      type: "button", className: "plain spot-button", lang: this.model.target.tag, dir: this.model.target.dir,
      "aria-label": t`Go to ${words}`,
      on: { click: () => { this.focus(); this.area.setSelectionRange(...one.target); } },
    }, `→ ${words.length > 40 ? `${words.slice(0, 40)}…` : words}`);
  }

  #drawButtons() {
    if (this.readOnly) return;
    const { entry } = this;
    const command = (name, label, className = "") => addShortcutHints(
      h("button", { type: "button", className, data: { command: name } }, label), name,
    );
    const list = [
      command("approve-next", t`Approve and next`, "primary"),
      command("approve", t`Approve`),
      command("skip", t`Skip`),
      command("undo", t`Undo`),
      entry.draft && command("draft", t`Back to draft`, "plain"),
      isOffered("suggest") && !this.#hasEngineDraft() && command("suggest", t`Suggest`, "plain"),
      entry.state === "reviewed" && command("reopen", t`Needs work`, "plain"),
      isOffered("concordance") && command("concordance", t`Look up`, "plain"),
      command("note", entry.note ? t`Edit note` : t`Note`, "plain"),
      this.occurrences > 1 && isOffered("apart") && command("apart", t`Different here`, "plain"),
    ];
    this.buttons.replaceChildren(...list.filter(Boolean));
  }

  #hasEngineDraft() {
    const { draft, state } = this.entry;
    return state === "draft" && !draft.origin.startsWith("memory");
  }

  #drawNote() {
    const { entry } = this;
    if (!this.noting) {
      this.noteBox.replaceChildren(...(entry.note ? [h("p", {}, h("span", { className: "label" }, t`Note`), entry.note)] : []));
      return;
    }
    if (find("textarea", this.noteBox)) return;
    this.noteBox.replaceChildren(...noteForm(entry, this.saver.reviewer(), (text) => {
      this.noting = false;
      if (text !== null && text.trim() !== (entry.note || "")) this.act("note", { text });
      this.#drawNote();
      document.getElementById("flow").focus({ preventScroll: true });
    }));
  }

  #drawMemory() {
    const format = this.model.formatOf(this.entry);
    const use = this.readOnly ? null : (text) => this.write(text);
    this.memories.replaceChildren(
      ...matches(this.hits || [], this.model, format, use), ...suggestion(this.suggestions.get(this.id), this.model, format, use),
    );
  }

  #notify(message) {
    this.dispatchEvent(new CustomEvent("notice", { detail: message }));
  }

  /** Fits the height of the editor to its text, in browsers without field-sizing. */
  #grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.area.style.blockSize = "auto";
    this.area.style.blockSize = `${this.area.scrollHeight + 2}px`;
  }
}

/** Whether two texts, one after the other, would make one word of two. */
const meet = (before, after) => /[\p{L}\p{N}]$/u.test(before) && /^[\p{L}\p{N}]/u.test(after);
