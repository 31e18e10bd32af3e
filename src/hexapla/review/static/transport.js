// How the page reaches an article and changes it. There are two transports with the same members:
// server.js asks `translate review`, packet.js keeps everything in the page. main.js imports the
// first; a packet is bundled with the second in its place.
//
//   get(what, query)    resolves with what is known: "article", "findings", "entry", "memory", "changed"
//   post(what, fields)  carries out "check", "search", "save", "replace", "approve" and "undo"
//   about               what somebody should know who opens the page, or ""
//   edition             the address of the edition as it would be published, or null
//   hasHistory          whether "changed" knows what the last commit was
//   status(readOnly)    what the header says when everything is saved
//   commands(page)      the commands that only this transport has
//   hasUnsent           whether leaving the page now may lose work
//
// A transport rejects with one of these errors:

/** The server does not answer, or no longer accepts this page's token. */
export class Unreachable extends Error {}
/** The request is refused; the message says why. */
export class Refused extends Error {}
/** Somebody else changed the sentence; `answer` has its current state. */
export class Conflict extends Error {
  constructor(answer) {
    super("somebody else changed this sentence");
    this.answer = answer;
  }
}
