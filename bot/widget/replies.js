/* The bot's answers for eye and ear, made from plain values: no HTML is ever parsed. */

import { texts } from "./texts.js";

const LEAST_MS = 1200;
const UNSEEN = "position:fixed;display:block;visibility:visible;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";
const SCHEMES = ["http:", "https:", "tel:", "mailto:"];
const BLOCKS = /^(P|LI|H\d|DIV|DT|DD|BR|BUTTON)$/;
const ICONS = {
  close: "M6 6l12 12M18 6L6 18",
  phone: "M6 3h4l1.5 5-2.5 1.7a12 12 0 0 0 5.3 5.3L16 12.5l5 1.5v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z",
  out: "M14 4h6v6M20 4l-9 9M18 14v5H5V6h5",
  check: "M5 12.5l4.5 4.5L19 7",
  warning: "M12 4l9 16H3zM12 10v4.5M12 17v.5",
};

/** Children that are not text or nodes are left out. */
export function el(tag, { on = {}, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "string") element.setAttribute(name, value);
    else element.toggleAttribute(name, Boolean(value));
  }
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  element.append(...children.flat(Infinity).filter((child) => typeof child === "string" || child instanceof Node));
  return element;
}

export function icon(name) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const list = (value) => (Array.isArray(value) ? value : []);

/** Attributes of a safe link, or null. Web pages open beside the chat. */
function target(href, origin) {
  const url = typeof href === "string" && URL.parse(href, origin);
  if (!url || !SCHEMES.includes(url.protocol)) return null;
  const web = url.protocol.startsWith("http");
  return { href: url.href, ...(web && { target: "_blank", rel: "noopener noreferrer" }) };
}

export function link(text, href, { origin, t }) {
  const where = target(href, origin);
  if (!where) return el("span", {}, text);
  return el("a", where, text, where.target && [icon("out"), el("span", { class: "unseen" }, ` (${t.newTab})`)]);
}

/** What an element says, one block a line. */
export function plain(node) {
  if (node instanceof Text) return node.data;
  const inner = [...node.childNodes].map(plain).join("");
  return BLOCKS.test(node.tagName) ? `\n${inner}\n` : inner;
}

/** Reads out in the page's own DOM: each text once, in order, at least a second. */
export class Announcer {
  #queue = [];
  #busy = false;
  #region = el("div", { "aria-live": "polite", "aria-atomic": "true" });

  constructor() {
    for (const rule of UNSEEN.split(";")) this.#region.style.setProperty(...rule.split(":"), "important");
    document.body.append(this.#region);
  }

  say(text, language) {
    const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
    this.#queue.push([lines.map((line) => (/[\p{P}]$/u.test(line) ? line : `${line}.`)).join(" "), language]);
    if (!this.#busy) this.#next();
  }

  #next() {
    const [text, language] = this.#queue.shift() ?? [];
    this.#busy = Boolean(text);
    if (!text) return;
    this.#region.lang = language;
    this.#region.textContent = text;
    // Emptied in between: equal texts are read twice.
    setTimeout(() => {
      this.#region.textContent = "";
      setTimeout(() => this.#next(), 100);
    }, LEAST_MS);
  }
}

const KINDS = { text, card, choices, contact, notice };
const danger = (reply) => reply.type === "notice" && reply.level === "danger";

/** Danger first. `tools` is {origin, choose(choice, label)}. */
export function answer(replies, tools) {
  const known = list(replies).filter((reply) => Object.hasOwn(KINDS, reply?.type));
  return known.sort((one, other) => danger(other) - danger(one)).map((reply) => {
    const made = KINDS[reply.type](reply, { ...tools, t: texts(reply.lang) });
    return el("div", { class: `reply ${reply.type}`, lang: reply.lang, dir: "auto" }, made);
  });
}

function text({ body }, tools) {
  return list(body).map((block) => (block.type === "list"
    ? el("ul", {}, list(block.items).map((item) => el("li", {}, inline(item, tools))))
    : el("p", {}, inline(block.children, tools))));
}

function inline(pieces, tools) {
  return list(pieces).map((piece) => {
    if (piece.type === "link") return link(piece.text, piece.href, tools);
    return piece.type === "emphasis" ? el("strong", {}, piece.text) : piece.text;
  });
}

export function notice(reply, { t }) {
  if (!danger(reply)) return el("p", {}, reply.text);
  return [icon("warning"), el("p", {}, el("b", {}, `${t.danger}: `), reply.text)];
}

function card(reply, tools) {
  const { t } = tools;
  const prepare = list(reply.prepare).map((item) => el("li", {}, icon("check"), el("span", {}, item)));
  const facts = list(reply.facts).map((fact) => [el("dt", {}, fact.label), el("dd", {}, fact.text,
    fact.source && el("p", { class: "small" }, `${t.source} `, el("bdi", {}, fact.source)))]);
  return [
    reply.notice && el("p", { class: "aside" }, reply.notice),
    el("h3", {}, reply.title),
    el("p", {}, reply.summary),
    reply.link && way(reply.link, tools),
    prepare.length > 0 && [el("h4", {}, t.prepare), el("ul", { class: "ready" }, prepare)],
    facts.length > 0 && el("dl", {}, facts),
    reply.human && el("div", { class: "human" }, contact(reply.human, tools)),
  ];
}

function way({ label, href, site, needs_mitid: mitid }, { origin, t }) {
  const where = target(href, origin);
  if (!where?.target) return null;
  const needs = { true: t.mitidYes, false: t.mitidNo }[mitid];
  return [
    el("a", { class: "go", ...where }, el("b", {}, label), icon("out"), el("span", { class: "tab" }, ` (${t.newTab})`)),
    el("p", { class: "small" }, el("bdi", {}, site), needs && ` · ${needs}`),
  ];
}

function choices({ text: question, choices: offered }, { choose }) {
  const button = ({ id, label, hint }) => {
    const press = () => made.ariaDisabled || choose(id, label);
    const made = el("button", { type: "button", class: "choice", "data-choice": id, on: { click: press } },
      el("span", {}, el("strong", {}, label), el("br"), el("span", { class: "small" }, hint)));
    return made;
  };
  return [el("p", {}, question), el("div", { role: "group", "aria-label": question }, list(offered).map(button))];
}

/** Earlier choices stay readable but are no longer on offer. */
export function spend(messages, chosen) {
  for (const button of messages.querySelectorAll(".choice:not([aria-disabled])")) {
    button.ariaDisabled = "true";
    if (button.dataset.choice !== chosen) continue;
    button.append(el("span", { class: "mark" }, icon("check"), texts(button.closest("[lang]").lang).chosen));
  }
}

export function reopen(messages) {
  for (const button of [...messages.querySelectorAll(".choices")].pop()?.querySelectorAll(".choice") ?? []) {
    button.ariaDisabled = null;
    button.querySelector(".mark")?.remove();
  }
}

function contact(person, tools) {
  return [el("h4", {}, person.heading), telephone(person, tools), otherWays(person, tools), unknown(person)];
}

export function telephone({ telephone: line, open_now: open }, tools) {
  return line && el("p", { class: "row tel" }, icon("phone"), link(line.text, line.href, tools), el("span", {}, open));
}

export function otherWays({ hours, address, page, appointment }, tools) {
  return [
    list(hours).length > 0 && el("ul", { class: "hours" }, hours.map((row) => el("li", {}, row))),
    address && el("p", {}, address),
    elsewhere(appointment, tools), elsewhere(page, tools),
  ];
}

export const elsewhere = (page, tools) => page && el("p", {}, link(page.label, page.href, tools));

export const unknown = (person) => list(person.unknown).map((sentence) => el("p", { class: "small" }, sentence));
