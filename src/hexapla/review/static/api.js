// What the page asks its server.

export class Unreachable extends Error {}
export class Refused extends Error {}
export class Conflict extends Error {
  constructor(answer) {
    super("somebody else has changed this sentence");
    this.answer = answer;
  }
}

export class Api {
  constructor(at) {
    this.at = at.split("/").map(encodeURIComponent).join("/");
  }

  get(what, query = {}) {
    const values = new URLSearchParams(query).toString();
    return ask(`/api/${what}/${this.at}${values ? `?${values}` : ""}`);
  }

  post(what, fields) {
    return ask(`/api/${what}/${this.at}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fields),
    });
  }
}

export async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { signal: AbortSignal.timeout(60000), ...options });
  } catch {
    throw new Unreachable("");
  }
  if (response.status === 204) return null;
  if (response.status === 401 || response.status === 421) {
    throw new Unreachable("The server was started anew: open the address that it has printed. Your text is kept here.");
  }
  let answer;
  try {
    answer = await response.json();
  } catch {
    throw response.ok ? new Unreachable("") : new Refused(`the server says ${response.status}`);
  }
  if (response.status === 409) throw new Conflict(answer);
  if (!response.ok) throw new Refused(answer.error || `the server says ${response.status}`);
  return answer;
}
