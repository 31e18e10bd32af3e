// Requests to the server.

/** The server does not answer, or no longer accepts this page's token. */
export class Unreachable extends Error {}
/** The server refuses the request; the message says why. */
export class Refused extends Error {}
/** Somebody else changed the sentence; `answer` has its current state. */
export class Conflict extends Error {
  constructor(answer) {
    super("somebody else changed this sentence");
    this.answer = answer;
  }
}

/** The requests about one article in one language. */
export class Api {
  constructor(path) {
    this.path = path.split("/").map(encodeURIComponent).join("/");
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
    throw new Unreachable("The server was restarted. Open the address that it printed. Your text is kept in this browser.");
  }
  let answer;
  try {
    answer = await response.json();
  } catch {
    throw response.ok ? new Unreachable("") : new Refused(`the server answered with status ${response.status}`);
  }
  if (response.status === 409) throw new Conflict(answer);
  if (!response.ok) throw new Refused(answer.error || `the server answered with status ${response.status}`);
  return answer;
}
