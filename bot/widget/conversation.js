/* The conversation with the server: each message once and in order, also across a reload. */

const PATIENCE_MS = 20_000;

/** `again`: may be sent again. `gone`: the server knows no such conversation. */
export class Failure extends Error {
  constructor(status, detail) {
    super(`${status} ${detail}`);
    this.detail = typeof detail === "string" ? detail : "";
    this.again = status === 0 || status === 408 || status >= 500;
    this.gone = [401, 403, 404, 410].includes(status);
  }
}

/** The JSON answer; raises Failure, status 0 when none came. */
export async function call(method, url, { token, body } = {}) {
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  let response, answer;
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    response = await fetch(url, { method, headers, body: body && JSON.stringify(body), signal, credentials: "omit" });
    answer = response.status === 204 ? null : await response.json();
  } catch {
    throw new Failure(response?.ok ? 0 : response?.status ?? 0);
  }
  if (!response.ok) throw new Failure(response.status, answer?.detail);
  return answer;
}

/** crypto.randomUUID exists only on secure pages. */
function uuid() {
  const digit = () => crypto.getRandomValues(new Uint8Array(1))[0] % 16;
  return "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => digit().toString(16));
}

export class Conversation {
  #sending = false;
  #era = 0; // answers from before a start-over are not shown

  constructor({ origin, memory }, view) {
    Object.assign(this, { origin, memory, view });
  }

  get #pending() {
    return this.memory.get("pending") ?? [];
  }

  #call(method, rest = "", body = undefined) {
    const id = encodeURIComponent(this.memory.get("conversation"));
    return call(method, `${this.origin}/api/conversations/${id}${rest}`, { token: this.memory.get("token"), body });
  }

  /** `message` is {text} or {choice, label}; remembered before it is sent. */
  say(message) {
    const entry = { id: uuid(), ...message };
    this.memory.set({ pending: [...this.#pending, entry] });
    this.view.question(entry);
    return this.send();
  }

  /** Sends what waits, oldest first; a retry keeps its id. */
  async send() {
    if (this.#sending || !this.#pending.length) return;
    const era = this.#era;
    this.#sending = true;
    this.view.waiting(true);
    try {
      while (era === this.#era && this.#pending.length) await this.#deliver(this.#pending[0], era);
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      if (era === this.#era) this.#failed(failure);
    } finally {
      if (era === this.#era) this.#idle();
    }
  }

  async #deliver({ id, text, choice }, era) {
    if (!this.memory.get("conversation")) await this.#begin(era);
    if (era !== this.#era) return;
    const answer = await this.#call("POST", "/messages", { id, language: this.view.language, ...(choice ? { choice } : { text }) });
    if (era !== this.#era) return;
    this.memory.set({ pending: this.#pending.slice(1) });
    this.view.answer(id, answer);
  }

  async #begin(era) {
    // No query, no fragment: they may hold personal data.
    const body = { language: this.view.language, page: location.href.split(/[?#]/)[0], identity: null };
    const { conversation, token, replies } = await call("POST", `${this.origin}/api/conversations`, { body });
    if (era !== this.#era) return;
    this.memory.set({ conversation, token });
    this.view.greeting(replies);
  }

  #failed(failure) {
    const pending = this.#pending;
    if (failure.again) {
      this.view.unsent(pending, failure.detail);
      return;
    }
    this.memory.set({ pending: [] });
    if (failure.gone) this.#forget();
    this.view.refused(pending, failure.detail);
  }

  #forget() {
    this.memory.set({ conversation: null, token: null });
  }

  #idle() {
    this.#sending = false;
    this.view.waiting(false);
  }

  async restore() {
    try {
      if (this.memory.get("conversation")) this.view.transcript(await this.#call("GET"));
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      this.view.lost(failure);
      if (!failure.gone) return;
      this.#forget();
    }
    this.#pending.forEach((entry) => this.view.question(entry));
    await this.send();
  }

  startOver() {
    this.#era += 1;
    this.memory.set({ pending: [] });
    this.#forget();
    this.#idle();
  }

  async erase() {
    try {
      if (this.memory.get("conversation")) await this.#call("DELETE");
    } catch (failure) {
      if (!failure.gone) throw failure;
    }
    this.startOver();
  }
}
