// The page of one article in one language: creates its parts and connects them.

import { countsText, drawBar, find, h } from "./dom.js";
import { showApproving } from "./approving.js";
import { selectedWords, showConcordance } from "./concordance.js";
import { askConflict, askName, showHelp, showReplace } from "./dialogs.js";
import { Editor } from "./editor.js";
import { Filters } from "./filters.js";
import { Flow } from "./flow.js";
import { Model, needsReview } from "./model.js";
import { Preview } from "./preview.js";
import { Saver } from "./saving.js";
import { connect } from "./server.js";
import { addShortcutHints, Keyboard } from "./shortcuts.js";
import { reviewerName, settings, Unsaved } from "./storage.js";
import { t, tn } from "./words.js";

const POLL_MS = 3000;

const { path } = find("header.top").dataset;
const { root } = document.body.dataset;
const readOnly = document.body.dataset.readOnly === "yes";

const api = connect(path);
const model = new Model(api);
const unsaved = new Unsaved(root, path);
const saver = new Saver(api, model, unsaved, reviewerName);
const editor = new Editor(api, model, saver, unsaved, readOnly);
const flow = new Flow(find("#flow"), model, editor);
const preview = new Preview(find("#preview"), model, api);
const filters = new Filters(find("#filters"), model, api, path);

// ── messages and status ────────────────────────────────────────────────────────────────────────

/** Shows a message. `buttons` are pairs of a label and a function. */
function notify(message, { lasting = false, buttons = [] } = {}) {
  const notice = h("div", { className: "notice" }, h("p", {}, message),
    ...buttons.map(([label, act]) => h("button", { type: "button", on: { click: () => { notice.remove(); act(); } } }, label)),
    h("button", { type: "button", className: "plain", "aria-label": t`Close`, on: { click: () => notice.remove() } }, "×"));
  const notices = find("#notices");
  notices.append(notice);
  while (notices.children.length > 3) notices.firstChild.remove();
  if (!lasting) setTimeout(() => notice.remove(), 6000);
}

function showCounts() {
  const counts = model.counts();
  drawBar(find("#bar"), counts);
  find("#counts").textContent = countsText(counts);
  filters.draw();
}

function showSaving(reason = "") {
  const status = find("#saving");
  status.classList.toggle("failing", saver.offline);
  if (saver.offline) status.textContent = reason || t`Not saved: the server does not answer. Your text is kept in this browser.`;
  else if (saver.busy) status.textContent = t`Saving…`;
  else status.textContent = api.status(readOnly);
}

function showReviewer() {
  find("#reviewer").textContent = reviewerName().replace(/\s*<.*>/, "") || t`Enter your name`;
  find("#reviewer").hidden = readOnly;
}

// ── commands ───────────────────────────────────────────────────────────────────────────────────

/** Makes a row active. If there is none (-1), says so with `otherwise`. */
function go(row, { otherwise = t`Nothing more to review below.`, ...options } = {}) {
  if (row < 0) {
    notify(otherwise);
    return;
  }
  flow.activate(row, options);
  preview.follow(row, editor.dirty ? editor.value : null);
}

const editing = () => document.activeElement === editor.area;
const goNext = (options) => go(flow.next(1), { otherwise: t`This is the last sentence.`, ...options });
const goBack = (options) => go(flow.next(-1), { otherwise: t`This is the first sentence.`, ...options });

async function enterName() {
  const name = await askName(find("#name"), reviewerName(), api.about);
  if (name) settings.set("reviewer", name);
  showReviewer();
  showCounts();
  return Boolean(name);
}

/** Whether changes can be saved. Asks for the reviewer's name if it is missing. */
async function mayChange() {
  if (readOnly) {
    notify(t`This review is read-only.`);
    return false;
  }
  return Boolean(reviewerName()) || enterName();
}

async function approve(goOn) {
  const focus = editing();
  if (!(await mayChange()) || !editor.approve()) return;
  if (goOn) go(flow.next(1, needsReview), { focus });
}

// The functions behind the keyboard shortcuts and buttons, by command. `position` is that of the
// pressed key among the shortcut's keys.

const commandsForSentence = {
  next: () => goNext(),
  previous: () => goBack(),
  "edit-next": () => goNext({ focus: true }),
  "edit-previous": () => goBack({ focus: true }),
  edit: () => editor.focus(),
  read: () => find("#flow").focus({ preventScroll: true }),
  "approve-next": () => approve(true),
  approve: () => approve(false),
  skip: () => go(flow.next(1, needsReview), { focus: editing() }),
  undo: async () => {
    editor.flush();
    if (!saver.undoable.length && !saver.busy) notify(t`There is nothing to undo.`);
    const ids = await saver.undo();
    const row = ids ? flow.view.find((at) => ids.includes(model.rows[at].id)) : undefined;
    if (row === undefined) return;
    unsaved.drop(model.rows[row].id);
    if (row === flow.active) editor.reset();
    else go(row);
  },
  draft: async () => {
    if (!model.entryAt(flow.active).draft) notify(t`This sentence has no machine draft.`);
    else if (await mayChange()) editor.toDraft();
  },
  reopen: async () => {
    if (model.entryAt(flow.active).state !== "reviewed") notify(t`This sentence is not approved yet.`);
    else if (await mayChange()) editor.act("reopen");
  },
  note: async () => (await mayChange()) && editor.editNote(),
  apart: async () => {
    if (editor.occurrences < 2) {
      notify(t`This sentence occurs only once in the article.`);
      return;
    }
    if (!(await mayChange())) return;
    const row = flow.active;
    if (await editor.act("apart", { row })) {
      await model.load();
      go(row, { focus: true });
      notify(t`This place now has its own translation.`);
    }
  },
  memory: (position) => editor.useMemory(position),
  insert: (position) => editor.insertPiece(position),
  suggest: () => editor.suggest(),
  concordance: () => {
    const { selection } = editor; // the dialog takes the focus, and with it the cursor
    showConcordance(find("#concordance"), api, model, {
      words: selectedWords(editor.area), insert: readOnly ? null : (text) => editor.insert(text, selection),
    });
  },
};

const commandsForArticle = {
  "approve-many": async () => {
    if (!(await mayChange())) return;
    editor.flush();
    showApproving(find("#approving"), model, {
      ids: flow.view.map((at) => model.rows[at].id), approve: (entries) => saver.approveMany(entries),
    });
  },
  search: () => {
    find("#more-tools").classList.add("open"); // on a narrow screen it is closed
    find("#tools").setAttribute("aria-expanded", "true");
    find("#search").focus();
  },
  replace: () => showReplace(find("#replace"), api, model, {
    readOnly,
    replace: async (fields) => (await mayChange()) && saver.replace(fields),
    go: (id) => { filters.set({ searchText: "", chosen: "all" }); filters.draw(); go(model.rows.find((row) => row.id === id).at); },
  }),
  filter: () => {
    const names = Object.keys(filters.names);
    filters.choose(names[(names.indexOf(filters.chosen) + 1) % names.length]);
  },
  order: () => {
    const select = find("#order");
    select.value = select.value === "risk" ? "article" : "risk";
    filters.set({ order: select.value });
  },
  preview: () => {
    preview.toggle();
    find("#show-preview").setAttribute("aria-pressed", String(preview.shown));
    settings.set("preview", preview.shown ? "yes" : "no");
    flow.reveal(); // the width of the rows has changed, and with it their positions
    preview.follow(flow.active, editor.dirty ? editor.value : null);
  },
  help: () => showHelp(find("#help"), keyboard, api.about),
};

Object.assign(commandsForArticle, api.commands({
  notify, mayChange, flush: () => editor.flush(), reload: () => model.load().then(() => showSaving()),
}));

function run(command, position) {
  if (command in commandsForArticle) commandsForArticle[command](position);
  else if (flow.active >= 0) commandsForSentence[command](position);
  else return false;
  return true;
}

const keyboard = new Keyboard(run, settings);
for (const element of document.querySelectorAll("[data-command], [data-shortcut]")) {
  addShortcutHints(element, element.dataset.command ?? element.dataset.shortcut);
}

// ── changes of the article ─────────────────────────────────────────────────────────────────────

function showRows() {
  const before = flow.active;
  flow.show(filters.rows());
  const toReview = flow.next(1, needsReview, -1);
  const row = flow.view.includes(before) ? before : toReview >= 0 ? toReview : flow.view[0];
  if (row !== undefined) go(row);
}

/** Offers to save text from an earlier visit that was never saved. */
function offerUnsaved() {
  const found = Object.entries(unsaved.all(model.entries)).filter(([id, record]) => {
    const entry = model.entries[id];
    const saved = record.text === entry.target && (record.action !== "approve" || !needsReview(entry));
    if (saved) unsaved.drop(id);
    return !saved;
  });
  if (!found.length || readOnly) return;
  notify(tn("Your text for {0} sentence was never saved.", "Your text for {0} sentences was never saved.", found.length), {
    lasting: true,
    buttons: [
      [t`Save`, async () => (await mayChange()) && found.forEach(([id, record]) => saver.submit({ id, ...record, at: undefined }))],
      [t`Show`, () => go(model.rows.find((row) => row.id === found[0][0]).at)],
      [t`Discard`, () => { found.forEach(([id]) => unsaved.drop(id)); editor.reset(); }],
    ],
  });
}

model.addEventListener("loaded", () => {
  showCounts();
  showRows();
  if (settings.get("preview") === "yes" && innerWidth >= 1100) run("preview");
  offerUnsaved();
  performance.mark("painted");
  if (!readOnly && !reviewerName()) enterName();
  model.loadFindings();
});
model.addEventListener("relaid", () => { showCounts(); showRows(); preview.draw(); });
model.addEventListener("changed", (event) => {
  showCounts();
  flow.refresh(event.detail.ids);
  preview.refresh(event.detail.ids);
});
model.addEventListener("checked", () => {
  showCounts();
  flow.refresh(Object.keys(model.entries).filter((id) => model.entries[id].findings?.length));
  if (filters.chosen === "findings" || (filters.order === "risk" && !editing())) showRows();
});

saver.addEventListener("state", (event) => showSaving(event.detail.reason));
saver.addEventListener("refused", (event) => notify(`Not saved: ${event.detail.message}`, { lasting: true }));

async function resolveConflict({ job, id, entry }) {
  if (job.action !== "write" && job.action !== "approve") {
    notify(t`Somebody else has changed this sentence. Look at it again before you decide.`, { lasting: true });
    await model.load();
    return;
  }
  const answer = await askConflict(find("#conflict"), model, { job, entry });
  if (answer === null) return;
  if (entry) model.replaceEntry(id, entry);
  if (answer === "theirs") unsaved.drop(id);
  else await saver.submit({ id, ...answer });
  if (id === editor.id) editor.reset();
  model.load().catch(() => {});
}

// Conflicts are resolved one after the other: each opens a dialog.
let resolving = Promise.resolve();
saver.addEventListener("conflict", (event) => {
  resolving = resolving.then(() => resolveConflict(event.detail));
});

editor.addEventListener("typed", (event) => preview.follow(event.detail.at, event.detail.text));
editor.addEventListener("notice", (event) => notify(event.detail));
filters.addEventListener("chosen", showRows);
filters.addEventListener("notice", (event) => notify(event.detail));

// ── clicks and other input ─────────────────────────────────────────────────────────────────────

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-command]");
  if (button) run(button.dataset.command, 0);
});
find("#flow").addEventListener("click", (event) => {
  if (event.target.closest("[data-command]")) return;
  const row = event.target.closest(".row");
  if (row && Number(row.dataset.at) !== flow.active && !String(getSelection())) {
    go(Number(row.dataset.at), { focus: Boolean(event.target.closest(".target")) && matchMedia("(pointer: fine)").matches, scroll: false });
  }
});
find("#tools").addEventListener("click", ({ currentTarget }) => {
  currentTarget.setAttribute("aria-expanded", String(find("#more-tools").classList.toggle("open")));
});
find("#language")?.addEventListener("change", (event) => { location.href = event.target.value; });
find("#order").addEventListener("change", (event) => filters.set({ order: event.target.value }));
find("#search").addEventListener("input", (event) => filters.set({ searchText: event.target.value }));
find("#reviewer").addEventListener("click", enterName);
addEventListener("beforeunload", (event) => {
  editor.flush();
  if ((saver.busy && saver.offline) || api.hasUnsent) event.preventDefault();
});
document.addEventListener("visibilitychange", () => document.hidden && editor.flush());

/** Looks for changes that others have made on disk. */
async function poll() {
  if (!document.hidden && !saver.busy) {
    try {
      await model.load();
      if (saver.offline) saver.offline = false;
      showSaving();
    } catch (error) {
      const status = find("#saving");
      status.classList.add("failing");
      status.textContent = error.message || t`The server does not answer. Your text is kept in this browser.`;
      if (!model.layout) find("#flow").replaceChildren(h("p", { className: "nothing" }, status.textContent));
    }
  }
  setTimeout(poll, POLL_MS);
}

showReviewer();
showSaving();
poll();
