/* The open chat: a person, the conversation, a place to write. */

import * as conversation from "./conversation.js";
import { known } from "./conversation.js";
import { announce, answer, button, el, lines, link, reopen, spend, ways } from "./replies.js";
import { PRINT, sheet } from "./style.js";
import { LANGUAGES, texts } from "./texts.js";

const MOST = 2000;
const TAPS = {
  outcome: [{ helped: true, done: true }, { helped: true }, { left: "person" }, { helped: false, left: "gave_up" }],
  otherwise: ["telephone", "face_to_face", "email", "letter", "self_service", "not_at_all"].map((otherwise) => ({ otherwise })),
};

function said(name, element, property = "textContent") {
  element.dataset[property] = name;
  return element;
}

const tool = (name, onclick, className) => said(name, button("", onclick, className));
const group = (name, className, ...children) => said(name, el("div", { role: "group", className, tabIndex: -1 }, children), "ariaLabel");

const title = el("h2", { tabIndex: -1 }, "Genvej");
const person = el("div", "person");
const intro = el("div");
const messages = el("div", "messages");
const survey = group("survey", "survey");
const receipt = el("div");
const waits = said("wait", el("p", { className: "wait", hidden: true }));
const log = said("log", el("div", {
  className: "log", role: "log", ariaLive: "off", tabIndex: 0, onscroll: () => atEnd() && showLatest(false),
}, intro, messages, receipt, survey, waits), "ariaLabel");
const line = el("p", { className: "row error", hidden: true });
const latest = el("a", { className: "latest", href: "#genvej", onclick: goToLatest });
const input = el("textarea", { id: "input", rows: 2, dir: "auto", oninput: changed, onkeydown: typed });
const eraser = tool("erase", () => askErase(true));
const keep = tool("eraseNo", () => askErase(false), "pill");
const sure = group("eraseAsk", "row", said("eraseAsk", el("p")), tool("eraseYes", erase, "pill"), keep);
const letterTool = button("", () => compose(true), "pill");
const email = el("input", { id: "email", type: "email", autocomplete: "email" });
const offers = el("div", "offers");
const letter = el("div", { hidden: true }, el("div", "row", said("email", el("label", { htmlFor: "email" })), tool("back", () => compose(), "pill")),
  el("div", "field", email));
const label = said("label", el("label", { htmlFor: "input" }));
const hint = said("hint", el("p", { id: "hint", className: "small" }));
const languages = Object.entries(LANGUAGES).map(([lang, name]) => Object.assign(button(name, () => speak(lang, true)), { lang }));
const panel = el("section", { ariaLabel: "Genvej", hidden: true, onkeydown: pressed, onclick: followed },
  el("header", "", el("div", "bar", title, group("language", "languages", languages),
    said("close", button("×", close, "close"), "ariaLabel")), person),
  log,
  el("div", "composer", line, letter,
    el("div", "row", label, latest),
    el("div", "field", input, tool("send", submit, "send")),
    hint, offers,
    el("div", "tools", tool("print", print), tool("save", save), tool("restart", startOver), eraser), sure));

let host, memory, contact, t, typing, posting;
let away = false;
export let language;

export const watched = () => !panel.hidden && !document.hidden;

const tools = () => ({ t, take, origin: host.origin, choose: (choice, label) => say({ choice, label }) });

const writing = () => panel.getRootNode().activeElement === input;

export function open(element, focus) {
  if (!host) {
    ({ memory, language } = host = element);
    host.shadowRoot.adoptedStyleSheets.push(sheet());
    host.shadowRoot.append(panel);
    input.setAttribute("aria-describedby", "hint");
    sure.hidden = true;
    fill(memory.draft ?? "");
    conversation.begin(host);
    compose(memory.composing);
  }
  panel.hidden = false;
  const small = matchMedia("(pointer: coarse), (max-height: 30em)").matches;
  if (focus) (small ? title : input).focus();
  if (!contact) fetchContact();
  conversation.restore();
}

function close() {
  panel.hidden = true;
  conversation.follow();
  host.close();
}

function write() {
  t = texts(language);
  Object.assign(panel, { lang: language, dir: t.dir ?? "ltr" });
  for (const node of panel.querySelectorAll("*")) {
    for (const [property, name] of Object.entries(node.dataset)) if (property in node) node[property] = t[name];
  }
  for (const one of languages) one.ariaPressed = one.lang === language;
  showLatest(false);
  receipt.replaceChildren(...answer(memory.receipt, tools()));
  writePerson("…");
  writeSurvey();
}

function writePerson(waiting) {
  const { contact: found = { unknown: [waiting] }, notice = { type: "notice", lang: language, text: t.machine } } = contact ?? {};
  letterTool.hidden = !contact?.letters;
  letterTool.textContent = t.write;
  const rest = ways(found, tools());
  const first = rest.splice(0, found.telephone ? 1 : 2);
  person.replaceChildren(el("p", "row", el("b", "", t.person), letterTool, link(t.contactPage, host.contactPage, tools())), ...first,
    rest.length ? el("details", "", el("summary", "", t.more), rest) : "");
  intro.replaceChildren(...answer([notice], tools()), el("div", "welcome", el("h3", "", t.welcome), el("p", "", t.how)));
}

function speak(wished, chosen) {
  if (chosen) memory.language = wished;
  if (wished === language || !LANGUAGES[wished]) return;
  language = wished;
  contact = null;
  write();
  fetchContact();
}

async function fetchContact() {
  const mine = language;
  const found = await conversation.call("GET", `/api/contact?language=${mine}`).catch(known);
  if (mine !== language) return;
  if (found.contact) contact = found;
  writePerson(t.contactFailed);
}

function pressed(event) {
  if (event.isComposing) return;
  if (event.key === "Escape") {
    event.stopPropagation();
    close();
  } else if (event.key === "F6") {
    if (writing()) goToLatest(event);
    else input.focus();
    event.preventDefault();
  }
}

function changed() {
  fill(input.value);
  clearTimeout(typing);
  if (!letter.hidden) typing = setTimeout(suggest, 600);
}

function typed(event) {
  if (event.key !== "Enter" || !letter.hidden || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  submit();
}

function submit() {
  const text = input.value.trim();
  input.focus();
  if (!text) return waits.hidden && tell(t.empty);
  if (!letter.hidden) post(text);
  else if (text.length > MOST) tell(t.tooLong);
  else {
    fill("");
    say({ text });
  }
}

function say(message) {
  tell("");
  conversation.say(message);
  toEnd();
}

function compose(on) {
  letter.hidden = !(log.hidden = memory.composing = Boolean(on));
  label.dataset.textContent = on ? "letter" : "label";
  hint.dataset.textContent = on ? "letterHint" : "hint";
  offers.replaceChildren();
  write();
  if (!panel.hidden) input.focus();
  changed();
}

async function suggest() {
  const text = input.value;
  const { cards, replies } = await conversation.ask("POST", "/suggestions", { body: { text, language } }).catch(known);
  if (text === input.value && cards) offer([...replies, ...cards]);
}

function offer(replies) {
  const before = offers.innerText;
  offers.replaceChildren(...answer(replies, tools()));
  if (offers.innerText !== before) announce(lines(offers), language);
}

async function take(service) {
  const { card, detail } = await conversation.ask("POST", "/forms", { body: { service, language } }).catch(known);
  if (!card) return tell(detail);
  offer([card]);
  offers.querySelector(".go")?.focus();
}

async function post(text) {
  if (posting) return;
  posting = true;
  memory.letter ??= conversation.uuid();
  const body = { id: memory.letter, text, reply_to: email.value || null, language };
  const { replies, detail, again } = await conversation.ask("POST", "/letters", { body }).catch(known);
  posting = false;
  if (!again) memory.letter = null;
  if (!replies) return tell(`${t.unsent} ${detail}`, submit);
  fill("");
  tell("");
  memory.receipt = replies;
  compose();
  announce(lines(receipt), language);
  showFrom(receipt, receipt);
}

function fill(text) {
  if (input.value !== text) input.value = text;
  memory.draft = text;
}

function goToLatest(event) {
  event.preventDefault();
  [...messages.querySelectorAll(".theirs")].pop()?.focus();
  showLatest(false);
}

function askErase(asking) {
  sure.hidden = !asking;
  (asking ? keep : eraser).focus();
}

function startOver() {
  conversation.startOver();
  clear("restarted");
  input.focus();
}

async function erase() {
  try {
    await conversation.erase();
    fill("");
    memory.receipt = null;
    clear("erased");
    input.focus();
  } catch (error) {
    tell(`${t.eraseFailed} ${known(error).detail}`);
  }
}

function print() {
  const sheets = [...document.adoptedStyleSheets];
  document.adoptedStyleSheets = [...sheets, sheet(PRINT)];
  host.hidePopover?.();
  addEventListener("afterprint", () => {
    document.adoptedStyleSheets = sheets;
    host.showPopover?.();
  }, { once: true });
  window.print();
}

function save() {
  const told = [...messages.children].map((message) =>
    [...lines(message), ...[...message.querySelectorAll("a")].map(({ href }) => href)].join("\n"));
  const href = URL.createObjectURL(new Blob([told.join("\n\n")]));
  el("a", { href, download: "genvej.txt" }).click();
}

async function askOnce() {
  if (memory.asked) return;
  const { ask } = await conversation.ask("GET").catch(known);
  const first = ask?.outcome ? "outcome" : ask?.otherwise && "otherwise";
  if (!first) return;
  memory.otherwise = ask.otherwise;
  askNext(first);
  announce([t[first]], language);
  feedBack({ asked: true });
}

function askNext(asked) {
  memory.asked = asked;
  writeSurvey();
}

function writeSurvey() {
  const { asked } = memory;
  survey.hidden = !asked;
  survey.replaceChildren(t[asked] ?? "", ...(TAPS[asked] ?? []).map((value, index) => button(t[`${asked}s`][index], () => {
    askNext(asked === "outcome" && memory.otherwise ? "otherwise" : "thanks");
    survey.focus();
    feedBack(value);
  }, "pill")));
}

async function feedBack(body) {
  const failure = await conversation.ask("POST", "/feedback", { body }).catch(known);
  if (failure && !body.asked) tell(`${t.unsent} ${failure.detail}`, () => feedBack(body));
}

function followed({ target }) {
  const way = memory.conversation && target.closest("a");
  if (!way) return;
  if (way.closest(".tel, .visit")) feedBack({ left: "person" });
  else if (way.closest(".reply")) askOnce();
}

function tell(words, again) {
  const following = atEnd();
  line.replaceChildren(words, again ? button(t.again, () => {
    input.focus();
    tell("");
    again();
  }, "pill") : "");
  line.hidden = !words;
  if (following) toEnd();
  if (words) announce([words], language);
}

export function question({ id, text, choice, label }) {
  const found = [...messages.children].find(({ dataset }) => dataset.id === id);
  if (found) return found;
  const offered = spend(messages, choice);
  const made = message("mine", t.you, el("p", "words", el("bdi", "", text ?? label ?? offered ?? choice)));
  made.dataset.id = id;
  messages.append(made);
  return made;
}

export function turn({ turn, language: lang, kind, replies, ...asked }, live) {
  const following = atEnd();
  const above = question(asked);
  above.querySelector(".state")?.remove();
  const made = message("theirs", "Genvej", answer(replies, tools()));
  const later = [...messages.children].find((other) => other !== above && !(other.dataset.turn <= turn));
  above.dataset.turn = made.dataset.turn = turn;
  if (later) later.before(above, made);
  else messages.append(above, made);
  showLatest(live && !following);
  if (!live) return toEnd();
  announce(lines(made), lang);
  if (!memory.language) speak(lang);
  if (kind === "smalltalk") askOnce();
  if (following) showFrom(above, made);
}

export function waiting(busy) {
  waits.hidden = !busy;
  if (busy) for (const state of messages.querySelectorAll(".state")) state.remove();
}

export function unsent(entries, { detail }) {
  away = true;
  for (const entry of entries) question(entry).append(el("p", "state", t.unsent));
  tell(`${t.unsent} ${detail}`, conversation.send);
}

export function refused(entries, { detail }) {
  for (const entry of entries) question(entry).remove();
  fill([...entries.map(({ text }) => text), input.value].filter(Boolean).join("\n"));
  reopen(messages);
  tell(`${t.refused} ${detail}`);
}

export function lost({ gone, detail }) {
  away = !gone;
  if (gone) clear("gone");
  else tell(`${t.unreachable} ${detail}`, conversation.restore);
}

export function found() {
  if (away) tell("");
  away = false;
}

export function clear(told) {
  sure.hidden = true;
  messages.replaceChildren();
  write();
  tell(t[told] ?? "");
}

function message(className, who, content) {
  return el("article", { className, tabIndex: -1 }, el("p", "who", who), content);
}

const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 64;

function toEnd() {
  log.scrollTop = log.scrollHeight;
  keepBox();
}

function keepBox() {
  if (writing()) input.scrollIntoView({ block: "nearest" });
}

function showLatest(fresh) {
  latest.textContent = fresh ? t.fresh : t.latest;
  latest.classList.toggle("fresh", fresh);
  latest.hidden = log.hidden || !messages.querySelector(".theirs");
}

function showFrom(above, made) {
  const [first, last] = [above.getBoundingClientRect(), made.getBoundingClientRect()];
  const top = last.bottom - first.top < log.clientHeight ? first.top : last.top;
  log.scrollTop += top - log.getBoundingClientRect().top - 12;
  keepBox();
}
