/* Each message once and in order. */

import * as view from "./panel.js";

const PATIENCE_MS = 20_000;
const SILENCE_MS = 40_000;

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

class Failure extends Error {
  constructor(status, detail = "") {
    super(`${status} ${detail}`);
    this.detail = detail;
    this.again = !status || status === 408 || status >= 500;
    this.gone = [401, 403, 404, 410].includes(status);
  }
}

export function known(error) {
  if (error instanceof Failure) return error;
  throw error;
}

const json = (response) => (response.status === 204 ? null : response.json());

export async function call(method, path, { body, token, last, read = json, signal = AbortSignal.timeout(PATIENCE_MS) } = {}) {
  const headers = { ...(token && { Authorization: `Bearer ${token}` }), ...(last && { "Last-Event-ID": last }) };
  if (body) headers["Content-Type"] = "application/json";
  let response, answer;
  try {
    response = await fetch(host.origin + path, { method, headers, signal, body: body && JSON.stringify(body), credentials: "omit" });
    answer = await (response.ok ? read : json)(response);
  } catch {
    throw new Failure(response?.ok ? 0 : response?.status);
  }
  if (!response.ok) throw new Failure(response.status, answer?.detail);
  return answer;
}

export const uuid = () => URL.createObjectURL(new Blob()).slice(-36);

const tabs = new BroadcastChannel("genvej");
const seen = new Set();
let era = 0;
let last = 0;
let live = false;
let sending = false;
let stream, host, memory;

export function begin(element) {
  ({ memory } = host = element);
  memory.pending ??= [];
  tabs.onmessage = ({ data }) => heard(data);
  if (!memory.conversation) tabs.postMessage({});
  const wake = () => (view.watched() ? restore() : follow());
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
}

export async function ask(method, rest = "", more = {}) {
  const mine = era;
  if (!memory.conversation) {
    const begun = await call("POST", "/api/conversations", { body: { language: view.language } });
    if (mine !== era) throw new Failure();
    if (!memory.conversation) joined(begun);
  }
  const { conversation, token } = memory;
  return call(method, `/api/conversations/${encodeURIComponent(conversation)}${rest}`, { token, ...more });
}

function joined({ conversation, token }) {
  Object.assign(memory, { conversation, token });
  tabs.postMessage({ conversation, token });
  follow();
}

export function say(message) {
  const entry = { id: uuid(), ...message };
  memory.pending = [...memory.pending, entry];
  view.question(entry);
  send();
}

export async function send() {
  if (sending || !memory.pending.length) return;
  const mine = era;
  wait(true);
  try {
    while (mine === era && memory.pending.length) await deliver(memory.pending[0], mine);
  } catch (error) {
    known(error);
    if (mine === era && memory.pending.length) failed(error);
  }
  if (mine === era) wait(false);
}

function wait(busy) {
  sending = busy;
  view.waiting(busy);
}

async function deliver(entry, mine) {
  const { id, text, choice } = entry;
  const answer = await ask("POST", "/messages", { body: { id, language: view.language, ...(choice ? { choice } : { text }) } });
  if (mine === era) show({ ...entry, ...answer });
}

function failed(failure) {
  const { pending } = memory;
  if (failure.again) return view.unsent(pending, failure);
  memory.pending = [];
  if (failure.gone) forget();
  view.refused(pending, failure);
}

function show(turn) {
  memory.pending = memory.pending.filter(({ id }) => id !== turn.id);
  if (!memory.pending.length) view.found();
  if (seen.has(turn.turn)) return;
  seen.add(turn.turn);
  view.turn(turn, live);
}

function listed(turn) {
  last = turn.turn;
  show(turn);
}

export async function restore() {
  memory.pending.forEach(view.question);
  try {
    if (memory.conversation) (await ask("GET")).turns.forEach(listed);
    live = true;
    view.found();
  } catch (error) {
    lost(known(error));
  }
  follow();
  send();
}

function lost(failure) {
  if (failure.gone) forget();
  view.lost(failure);
}

export async function follow() {
  stream?.abort();
  const { signal } = (stream = new AbortController());
  for (let ms = 1000; memory.conversation && view.watched() && !signal.aborted; ms = Math.min(2 * ms, 30_000)) {
    try {
      await listen(signal);
      ms = 500;
    } catch (error) {
      if (known(error).gone && !signal.aborted) lost(error);
    }
    await pause(ms);
  }
}

async function listen(signal) {
  const read = ({ body }) => body.pipeThrough(new TextDecoderStream()).getReader();
  const reader = await ask("GET", "/events", { signal, read, last });
  for (let text = ""; ;) {
    const { value } = (await Promise.race([reader.read(), pause(SILENCE_MS)]).catch(() => {})) ?? {};
    if (!value || signal.aborted) return void reader.cancel().catch(() => {});
    const events = (text + value).split("\n\n");
    text = events.pop();
    for (const event of events) {
      const [, data] = event.match(/^data: (.*)/m) ?? [];
      if (data) listed(JSON.parse(data));
    }
  }
}

function heard({ conversation, token, over }) {
  if (over) {
    if (over !== memory.conversation) return;
    forget();
    view.clear();
  } else if (memory.conversation) {
    if (!conversation) tabs.postMessage({ conversation: memory.conversation, token: memory.token });
  } else if (conversation) {
    Object.assign(memory, { conversation, token });
    live = false;
    restore();
  }
}

function forget() {
  era += 1;
  last = 0;
  seen.clear();
  Object.assign(memory, { conversation: null, token: null, asked: null });
  follow();
  wait(false);
}

export function startOver() {
  tabs.postMessage({ over: memory.conversation });
  memory.pending = [];
  forget();
}

export async function erase() {
  try {
    if (memory.conversation) await ask("DELETE");
  } catch (error) {
    if (!known(error).gone) throw error;
  }
  startOver();
}
