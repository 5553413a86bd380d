/* The open chat: a person to talk to, the conversation, and a place to write. */

import { Conversation, Failure, call } from "./conversation.js";
import {
  Announcer, answer, el, elsewhere, icon, link, notice, otherWays, plain, reopen, spend, telephone, unknown,
} from "./replies.js";
import { sheet } from "./style.js";
import { LANGUAGES, texts } from "./texts.js";

/** What carries data-text or data-label is written in the citizen's language. */
const button = (text, click, attributes = {}) => el("button", { type: "button", "data-text": text, ...attributes, on: { click } });

export class Panel {
  #announcer = new Announcer();
  #contact;
  #opened = false;

  constructor(element, options) {
    Object.assign(this, options, { element });
    this.conversation = new Conversation(options, this);
    this.#build();
    this.#write();
    element.shadowRoot.adoptedStyleSheets.push(sheet());
    element.shadowRoot.append(this.panel);
    addEventListener("online", () => this.conversation.send());
  }

  get t() {
    return texts(this.language);
  }

  open(focus) {
    this.panel.hidden = false;
    // A phone's keyboard would cover who to call and what is stored.
    const small = matchMedia("(pointer: coarse), (max-height: 30em)").matches;
    if (focus) (small ? this.title : this.input).focus();
    if (!this.#contact) this.#fetchContact();
    if (!this.#opened) this.conversation.restore();
    this.#opened = true;
  }

  #close() {
    this.panel.hidden = true;
    this.element.close();
  }

  #build() {
    this.intro = el("div");
    this.messages = el("div", { class: "messages" });
    this.wait = el("p", { class: "wait", "data-text": "wait", hidden: true });
    this.log = el("div", {
      class: "log", role: "log", "aria-live": "off", tabindex: "0", "data-label": "log",
      on: { scroll: () => this.#atEnd() && this.#showLatest(false) },
    }, this.intro, this.messages, this.wait);
    this.panel = el("section", {
      class: "panel", "aria-labelledby": "title", hidden: true, on: { keydown: (event) => this.#key(event) },
    }, this.#header(), this.log, this.#composer());
  }

  #header() {
    const language = ([code, name]) => el("button", {
      type: "button", lang: code, "data-language": code, on: { click: () => this.#speak(code, true) },
    }, name);
    this.title = el("h2", { id: "title", tabindex: "-1" }, "Genvej");
    this.person = el("div", { class: "person" });
    this.closer = button(null, () => this.#close(), { class: "close", "data-label": "close" });
    this.closer.append(icon("close"));
    return el("header", {}, el("div", { class: "bar" },
      el("div", { class: "names" }, this.title, el("p", { "data-text": "subtitle" })),
      el("div", { role: "group", class: "languages", "data-label": "language" }, Object.entries(LANGUAGES).map(language)),
      this.closer), this.person);
  }

  #composer() {
    this.line = el("div", { class: "row error", hidden: true });
    this.latest = el("a", { class: "latest", href: "#genvej", hidden: true, on: { click: (event) => {
      event.preventDefault();
      this.#goToLatest();
    } } });
    this.input = el("textarea", { id: "input", rows: "2", dir: "auto", "aria-describedby": "hint", on: {
      input: () => this.#fill(this.input.value),
      keydown: (event) => this.#typed(event),
    } });
    this.#fill(this.memory.get("draft") ?? "");
    this.restart = button("restart", () => this.#startOver());
    this.eraser = button("erase", () => this.#askErase(true));
    this.keep = button("eraseNo", () => this.#askErase(false), { class: "pill" });
    this.ask = el("div", { role: "group", class: "row ask", "data-label": "eraseAsk", hidden: true },
      el("p", { "data-text": "eraseAsk" }), button("eraseYes", () => this.#erase(), { class: "pill" }), this.keep);
    return el("div", { class: "composer" }, this.line,
      el("div", { class: "row" }, el("label", { for: "input", "data-text": "label" }), this.latest),
      el("div", { class: "field" }, this.input, button("send", () => this.#submit(), { class: "send" })),
      el("div", { class: "row foot" }, el("p", { id: "hint", class: "small", "data-text": "hint" }),
        el("div", { class: "tools" }, this.restart, this.eraser)), this.ask);
  }

  #write() {
    this.panel.lang = this.language;
    for (const node of this.panel.querySelectorAll("[data-text]")) node.textContent = this.t[node.dataset.text];
    for (const node of this.panel.querySelectorAll("[data-label]")) node.ariaLabel = this.t[node.dataset.label];
    for (const node of this.panel.querySelectorAll("[data-language]")) {
      node.ariaPressed = String(node.dataset.language === this.language);
    }
    this.#showLatest(false);
    this.#writePerson("contactWaits");
  }

  /** The telephone, or that it is not known, is always in sight. */
  #writePerson(waiting) {
    const { t, origin } = this;
    const tools = { origin, t };
    const person = this.#contact?.contact;
    const gaps = person ? unknown(person) : [el("p", { class: "small" }, t[waiting])];
    const line = (person && telephone(person, tools)) || [gaps.shift(), elsewhere(person?.page, tools)];
    const page = person?.telephone ? person.page : null;
    const rest = [person ? otherWays({ ...person, page }, tools) : [], gaps].flat(Infinity).filter(Boolean);
    const heading = el("p", { class: "row" }, el("b", {}, t.person), link(t.contactPage, this.element.contactPage, tools));
    const more = rest.length > 0 && el("details", {}, el("summary", {}, t.more), rest);
    this.person.replaceChildren(el("div", {}, heading, line, more));
    this.#writeIntro();
  }

  #writeIntro() {
    const words = this.#contact?.notice ?? { text: this.t.machine };
    this.intro.replaceChildren(el("div", { class: "reply notice" }, notice(words, this)));
    if (this.messages.firstChild) return;
    this.intro.append(el("h3", {}, this.t.welcome), el("p", {}, this.t.how));
  }

  #speak(language, chosen) {
    if (chosen) this.memory.set({ language });
    if (language === this.language || !Object.hasOwn(LANGUAGES, language)) return;
    this.language = language;
    this.#contact = null;
    this.#write();
    this.#fetchContact();
  }

  async #fetchContact() {
    const { language } = this;
    try {
      const said = await call("GET", `${this.origin}/api/contact?language=${language}`);
      if (language === this.language) this.#contact = said;
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
    }
    if (language === this.language) this.#writePerson("contactFailed");
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      this.#close();
    } else if (event.key === "F6") {
      event.preventDefault();
      if (this.#writing) this.#goToLatest();
      else this.input.focus();
    }
  }

  get #writing() {
    return this.element.shadowRoot.activeElement === this.input;
  }

  #typed(event) {
    // 229: an input method's Enter, where composition has ended before the key.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = this.input.value.trim();
    this.input.focus();
    if (!text) {
      this.#tell(this.t.empty);
      return;
    }
    this.#fill("");
    this.#say({ text });
  }

  #say(message) {
    this.#tell("");
    this.conversation.say(message);
    this.#toEnd();
  }

  #fill(text) {
    if (this.input.value !== text) this.input.value = text;
    this.memory.set({ draft: text });
  }

  #goToLatest() {
    [...this.messages.querySelectorAll(".theirs")].pop()?.focus();
    this.#showLatest(false);
  }

  #askErase(asking) {
    this.ask.hidden = !asking;
    (asking ? this.keep : this.eraser).focus();
  }

  #startOver() {
    this.conversation.startOver();
    this.#clear("restarted");
  }

  async #erase() {
    try {
      await this.conversation.erase();
      this.#fill("");
      this.#clear("erased");
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      this.#tell(`${this.t.eraseFailed} ${failure.detail}`);
    }
  }

  #clear(said) {
    this.ask.hidden = true;
    this.messages.replaceChildren();
    this.#write();
    this.#tell(this.t[said]);
    this.input.focus();
  }

  #tell(words, again) {
    const retry = again && el("button", { type: "button", class: "pill", on: { click: () => {
      this.input.focus();
      this.#tell("");
      again();
    } } }, this.t.again);
    const following = this.#atEnd();
    this.line.replaceChildren(el("p", {}, words, retry));
    this.line.hidden = !words;
    if (following) this.#toEnd();
    if (words) this.#announcer.say(words, this.language);
  }

  // What Conversation draws.

  greeting(replies) {
    const made = this.#answer(replies);
    const following = this.#atEnd();
    if (made.children.length > 1) this.messages.prepend(made);
    this.#writeIntro();
    if (following) this.#toEnd();
  }

  question({ id, text, label, choice }) {
    spend(this.messages, choice);
    const words = el("p", { class: "words" }, el("bdi", {}, text ?? label ?? choice));
    const message = this.#message("mine", this.t.you, words);
    message.dataset.id = id;
    this.messages.append(message);
    this.#writeIntro();
    return message;
  }

  answer(id, { turn, language, replies }) {
    const following = this.#atEnd();
    const question = this.#question(id);
    const message = this.#answer(replies);
    // After a reload the transcript may hold this turn already.
    for (const old of this.messages.querySelectorAll(`[data-turn="${Number(turn)}"]`)) old.remove();
    question?.setAttribute("data-turn", turn);
    message.dataset.turn = turn;
    if (question) question.after(message);
    else this.messages.append(message);
    this.#announcer.say(plain(message), language);
    if (!this.memory.get("language")) this.#speak(language);
    this.#showLatest(!following);
    if (following) this.#follow(question ?? message, message);
  }

  transcript({ replies, turns }) {
    this.messages.replaceChildren();
    this.greeting(replies);
    const offered = [replies, ...turns.map((turn) => turn.replies)].flat().flatMap((reply) => reply?.choices ?? []);
    for (const { turn, text, choice, replies: given } of turns) {
      const label = offered.find(({ id }) => id === choice)?.label;
      this.question({ text, choice, label }).dataset.turn = turn;
      const message = this.#answer(given);
      message.dataset.turn = turn;
      if (message.children.length > 1) this.messages.append(message);
    }
    this.#showLatest(false);
    this.#toEnd();
  }

  waiting(busy) {
    this.wait.hidden = !busy;
    if (busy) for (const state of this.messages.querySelectorAll(".state")) state.remove();
  }

  unsent(entries, detail) {
    for (const { id } of entries) this.#question(id)?.append(el("p", { class: "state" }, this.t.unsent));
    this.#tell(`${this.t.unsent} ${detail}`, () => this.conversation.send());
  }

  /** Not taken as they are: back into the box. */
  refused(entries, detail) {
    for (const { id } of entries) this.#question(id)?.remove();
    this.#fill([...entries.map(({ text }) => text), this.input.value].filter(Boolean).join("\n"));
    reopen(this.messages);
    this.#writeIntro();
    this.#tell(`${this.t.refused} ${detail}`);
  }

  lost({ gone, detail }) {
    if (gone) this.#tell(this.t.gone);
    else this.#tell(`${this.t.unreachable} ${detail}`, () => this.conversation.restore());
  }

  #answer(replies) {
    const tools = { origin: this.origin, choose: (choice, label) => this.#say({ choice, label }) };
    return this.#message("theirs", "Genvej", answer(replies, tools));
  }

  #message(kind, who, content) {
    return el("article", { class: `message ${kind}`, tabindex: "-1" }, el("p", { class: "who" }, who), content);
  }

  #question(id) {
    return [...this.messages.querySelectorAll(".mine")].find((message) => message.dataset.id === id);
  }

  #atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 64;
  }

  #toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.#keepBox();
  }

  /** Where the panel scrolls as one, an answer must not push the box away. */
  #keepBox() {
    if (this.#writing) this.input.scrollIntoView({ block: "nearest" });
  }

  #showLatest(fresh) {
    this.latest.textContent = fresh ? this.t.fresh : this.t.latest;
    this.latest.classList.toggle("fresh", fresh);
    this.latest.hidden = !this.messages.querySelector(".theirs");
  }

  /** Question and answer from the top, or the answer alone where both do not fit. */
  #follow(question, message) {
    const [first, last] = [question.getBoundingClientRect(), message.getBoundingClientRect()];
    const top = last.bottom - first.top < this.log.clientHeight ? first.top : last.top;
    this.log.scrollTop += top - this.log.getBoundingClientRect().top - 12;
    this.#keepBox();
  }
}
