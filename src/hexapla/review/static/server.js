// The transport of the review: requests to the server. transport.js says what a transport has.

import { Conflict, Refused, Unreachable } from "./transport.js";
import { t } from "./words.js";

/** The transport for one article in one language. */
export const connect = (path) => new Server(path);

class Server {
  constructor(path) {
    this.path = path.split("/").map(encodeURIComponent).join("/");
    this.edition = `/edition/${this.path}`;
    this.about = "";
    this.hasHistory = true;
    this.hasUnsent = false;
  }

  status(readOnly) {
    return readOnly ? t`Read-only` : t`Saved`;
  }

  commands() {
    return {};
  }

  get(what, query = {}) {
    const values = new URLSearchParams(query).toString();
    return ask(`/api/${what}/${this.path}${values ? `?${values}` : ""}`);
  }

  post(what, fields) {
    return ask(`/api/${what}/${this.path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fields),
    });
  }
}

/** Sends a request. Resolves with the JSON of the answer, or null if it has none. */
export async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { signal: AbortSignal.timeout(60000), ...options });
  } catch {
    throw new Unreachable("");
  }
  if (response.status === 204) return null;
  if (response.status === 401 || response.status === 421) {
    throw new Unreachable(t`The server was restarted. Open the address that it printed. Your text is kept in this browser.`);
  }
  let answer;
  try {
    answer = await response.json();
  } catch {
    throw response.ok ? new Unreachable("") : new Refused(t`the server answered with status ${response.status}`);
  }
  if (response.status === 409) throw new Conflict(answer);
  if (!response.ok) throw new Refused(answer.error || t`the server answered with status ${response.status}`);
  return answer;
}
