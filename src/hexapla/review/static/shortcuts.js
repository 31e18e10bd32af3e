// The keyboard shortcuts. The server writes the table (review/shortcuts.py) into the page.

import { find } from "./dom.js";

/** Groups of shortcuts: {when, title, shortcuts: [{command, keys, labels, effect}]}. */
export const GROUPS = JSON.parse(find("#shortcuts").textContent);

const ALL = GROUPS.flatMap((group) => group.shortcuts.map((shortcut) => ({ ...shortcut, when: group.when })));

/** Whether the page has a command: the table of a packet lacks those that need the server. */
export const isOffered = (command) => ALL.some((row) => row.command === command);

/** Gives an element a title that names the command's keys, and tells screen readers about them. */
export function addShortcutHints(element, command) {
  const rows = ALL.filter((row) => row.command === command);
  if (!rows.length) return element;
  element.title = `${rows[0].effect} (${rows.flatMap((row) => row.labels).join(", ")})`;
  element.setAttribute("aria-keyshortcuts", rows.flatMap((row) => row.keys).join(" "));
  return element;
}

/**
 * Listens to the keyboard. Calls `run(command, position)` for a shortcut, where `position` is that
 * of the pressed key among the keys of the shortcut. If it returns false, the key keeps its usual
 * effect.
 */
export class Keyboard {
  constructor(run, settings) {
    Object.assign(this, { run, settings });
    document.addEventListener("keydown", (event) => this.#keyPressed(event));
  }

  /** Whether single letters and digits work. People who use speech input switch them off. */
  get singleKeys() {
    return this.settings.get("single-keys") !== "no";
  }

  set singleKeys(on) {
    this.settings.set("single-keys", on ? "yes" : "no");
  }

  #keyPressed(event) {
    if (event.isComposing || event.defaultPrevented || find("dialog[open]")) return;
    const { target } = event;
    const key = keyOf(event);
    if (key === "Enter" && target.matches("button, a")) return;
    if (!this.singleKeys && /^(Shift\+)?.$/u.test(key)) return;
    const works = {
      reading: !target.matches("textarea, input, select"),
      editing: target.matches(".target textarea"),
      always: true,
    };
    const row = ALL.find((one) => works[one.when] && one.keys.includes(key));
    if (row && this.run(row.command, row.keys.indexOf(key)) !== false) event.preventDefault();
  }
}

/** A pressed key, written as in the table: "a", "Shift+A", "Control+Enter". */
function keyOf(event) {
  let { key } = event;
  // Alt with a digit types another character on a Mac.
  if (event.altKey && /^Digit\d$/.test(event.code)) key = event.code.at(-1);
  // On a Cyrillic or Arabic keyboard, the position of the key counts.
  if (/^\p{L}$/u.test(key) && !/[a-z]/i.test(key) && /^Key[A-Z]$/.test(event.code)) key = event.code.at(-1);
  const letter = /^[a-z]$/i.test(key);
  if (letter) key = event.shiftKey ? key.toUpperCase() : key.toLowerCase();
  const shift = event.shiftKey && (letter || key.length > 1);
  const modifiers = [
    (event.ctrlKey || event.metaKey) && "Control", event.altKey && "Alt", shift && "Shift",
  ];
  return [...modifiers, key].filter(Boolean).join("+");
}
