// The keyboard: which key means which command.

import { kept } from "./unsaved.js";

const READING = {
  j: "next", ArrowDown: "next", k: "previous", ArrowUp: "previous", e: "edit", Enter: "edit",
  a: "approve-next", A: "approve", s: "skip", z: "undo", d: "draft", w: "reopen", n: "note", h: "apart",
  "/": "search", r: "replace", f: "filter", o: "order", p: "preview", "?": "help",
  1: "memory-1", 2: "memory-2", 3: "memory-3", 4: "memory-4", 5: "memory-5",
};

export class Keys {
  constructor(run) {
    this.run = run;
    this.single = kept.get("single-keys") !== "no";
    document.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** Single keys may be switched off, for who speaks to the computer. */
  setSingle(on) {
    this.single = on;
    kept.set("single-keys", on ? "yes" : "no");
  }

  #pressed(event) {
    if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const command = this.#command(event);
    if (command && this.run(command) !== false) event.preventDefault();
  }

  #command(event) {
    const { target, key } = event;
    const control = event.ctrlKey || event.metaKey;
    const writing = target.matches("textarea, input, select");
    const editing = target.matches(".target textarea");
    if (control && key === "Enter") return event.shiftKey ? "approve" : "approve-next";
    if (editing && key === "Escape") return "read";
    if (editing && control && key === "ArrowDown") return "edit-next";
    if (editing && control && key === "ArrowUp") return "edit-previous";
    if (editing && event.altKey && /^Digit[1-5]$/.test(event.code)) return `memory-${event.code.at(-1)}`;
    if (target.id === "search" && key === "Escape") return "read";
    if (writing || event.altKey) return null;
    if (control) return key === "z" ? "undo" : null;
    if (key === "Enter" && target.matches("button, a")) return null;
    return this.single || key.length > 1 ? READING[key] : null;
  }
}
