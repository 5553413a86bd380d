/* Answers for eye and ear; no HTML is ever parsed. */

import { pause } from "./conversation.js";
import { texts } from "./texts.js";

const LEAST_MS = 1200;

export function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  Object.assign(element, typeof properties === "string" ? { className: properties } : properties);
  element.append(...children.flat(Infinity).filter((child) => typeof child === "string" || child instanceof Node));
  return element;
}

export const button = (text, onclick, className = "") => el("button", { type: "button", onclick, className }, text);

const list = (value) => (Array.isArray(value) ? value : []);
const small = (...text) => el("p", "small", text);

export function link(text, href, { origin, t }, className = "") {
  const url = typeof href === "string" && URL.parse(href, origin);
  if (!url || !/^(https?|tel|mailto):$/.test(url.protocol)) return el("span", "", text);
  const beside = url.host && { target: "_blank", rel: "noopener noreferrer" };
  return el("a", { href: url.href, className, ...beside }, text, beside && el("span", className ? "small" : "unseen", ` (${t.newTab})`));
}

export const lines = (node) => node.innerText.split(/\s*\n\s*/);

const region = el("div", { ariaLive: "polite", ariaAtomic: "true" });
region.style.cssText = "position:fixed;display:block;visibility:visible;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);"
  .replaceAll(";", "!important;");
document.body.append(region);
let announced = pause(0);

export function announce(said, lang) {
  const textContent = said.map((line) => (/\p{P}$/u.test(line) ? line : `${line}.`)).join(" ");
  announced = announced.then(async () => {
    Object.assign(region, { lang, textContent });
    await pause(LEAST_MS);
    region.textContent = "";
    await pause(100);
  });
}

const KINDS = { text, card, choices, contact, notice };
const danger = (reply) => reply.level === "danger";

export function answer(replies, tools) {
  const known = list(replies).filter((reply) => Object.hasOwn(KINDS, reply?.type));
  return known.sort((one, other) => danger(other) - danger(one)).map((reply) => {
    const { type, lang } = reply;
    const made = KINDS[type](reply, { ...tools, t: texts(lang) });
    return el("div", { className: `reply ${type} ${danger(reply) ? "danger" : ""}`, lang, dir: "auto" }, made);
  });
}

function text({ body }, tools) {
  return list(body).map(({ type, items, children }) => (type === "list"
    ? el("ul", "", list(items).map((item) => el("li", "", inline(item, tools))))
    : el("p", "", inline(children, tools))));
}

function inline(pieces, tools) {
  return list(pieces).map(({ type, text, href }) => {
    if (type === "link") return link(text, href, tools);
    return type === "emphasis" ? el("strong", "", text) : text;
  });
}

function notice(reply, { t }) {
  return el("p", "", danger(reply) && el("b", "", `${t.danger}: `), reply.text);
}

function card({ service, notice, title, summary, link: way, prepare, facts, human }, tools) {
  const { t } = tools;
  const go = way && (way.href ? link(el("b", "", way.label), way.href, tools, "go") : button(way.label, () => tools.take(service), "go"));
  const needs = way && { true: t.mitidYes, false: t.mitidNo }[way.needs_mitid];
  return [
    notice && el("p", "aside", notice),
    el("h3", "", title),
    el("p", "", summary),
    (go?.target || go?.type) && [go, small(el("bdi", "", way.site), needs && ` · ${needs}`)],
    list(prepare).length > 0 && [el("h4", "", t.prepare), el("ul", "ready", prepare.map((item) => el("li", "", item)))],
    list(facts).length > 0 && el("dl", "", facts.map(({ label, text, source }) => [
      el("dt", "", label), el("dd", "", text, source && small(`${t.source} `, el("bdi", "", source)))])),
    human && el("div", "human", contact(human, tools)),
  ];
}

function choices({ text: question, choices: offered }, { choose }) {
  return [el("p", "", question), el("div", { role: "group", ariaLabel: question }, list(offered).map(({ id, label, hint }) => {
    const words = el("span", "", el("strong", "", label), el("br"), el("span", "small", hint));
    const made = button(words, () => made.ariaDisabled || choose(id, label), "choice");
    made.dataset.choice = id;
    return made;
  }))];
}

export function spend(messages, chosen) {
  const all = [...messages.querySelectorAll(".choice")];
  const found = all.findLast(({ dataset }) => dataset.choice === chosen);
  if (found && !found.ariaDisabled) found.append(el("span", "mark", texts(found.closest("[lang]").lang).chosen));
  for (const choice of all) choice.ariaDisabled = "true";
  return found?.querySelector("strong").textContent;
}

export function reopen(messages) {
  for (const choice of [...messages.querySelectorAll(".choices")].pop()?.querySelectorAll(".choice") ?? []) {
    choice.ariaDisabled = null;
    choice.querySelector(".mark")?.remove();
  }
}

function contact(person, tools) {
  return [el("h4", "", person.heading), ways(person, tools)];
}

export function ways({ telephone, open_now: open, page, unknown, appointment, hours, address }, tools) {
  return [
    telephone && el("p", "row tel", link(telephone.text, telephone.href, tools), el("span", "", open)),
    ...[page, ...list(unknown), appointment].map((way) =>
      way && (way.href ? el("p", way === page ? "" : "visit", link(way.label, way.href, tools)) : small(way))),
    list(hours).length > 0 && el("ul", "hours", hours.map((row) => el("li", "", row))),
    address && el("p", "", address),
  ].filter(Boolean);
}
