/* A button in the corner; everything else is fetched when a citizen opens it. */

const { origin } = new URL(import.meta.url);
const options = [...document.scripts].find((script) => script.src === import.meta.url)?.dataset ?? {};

const TEXTS = {
  da: { ask: "Spørg Genvej", opening: "Åbner …", failed: "Chatten kunne ikke åbnes.", contact: "Kontakt kommunen" },
  en: { ask: "Ask Genvej", opening: "Opening …", failed: "The chat did not open.", contact: "Contact the municipality" },
};

/* !important inside a shadow root wins over the page's. The size is `medium`, the citizen's own:
 * a page's rem is often 62.5 % of it. */
const STYLE = `
:host {
  all: initial !important; display: block !important; position: fixed !important; overflow: visible !important;
  inset-block-end: var(--genvej-inset, 1.25em) !important; inset-inline-end: var(--genvej-inset, 1.25em) !important;
  z-index: 2147483000 !important; font: medium/1.5 var(--genvej-font, system-ui, sans-serif) !important;
  color-scheme: light dark !important;
}
[hidden] { display: none !important; }
.launcher {
  display: flex; align-items: center; gap: .6em; min-block-size: 3.25em; padding: .5em 1.4em .5em 1.1em;
  font: inherit; font-weight: 600; cursor: pointer; border: 2px solid #fff; border-radius: 2em;
  background: var(--genvej-accent, #0d4a57); color: var(--genvej-accent-text, #fff);
  box-shadow: 0 .4em 1.4em rgb(6 32 38 / .28);
}
.launcher::before {
  content: ""; inline-size: 1.15em; block-size: .9em; border: 2px solid; border-radius: .35em .35em .35em 0;
}
.launcher:hover { filter: brightness(1.18); }
:focus-visible { outline: 3px solid #0d4a57; outline-offset: 2px; box-shadow: 0 0 0 3px #fff; }
[role=alert] { margin: 0; background: Canvas; color: CanvasText; }
`;

/** Session storage, or only this page where that is full or forbidden. */
const memory = {
  key: `genvej ${origin}`,
  values: {},
  get: (name) => memory.values[name] ?? null,
  set(values) {
    Object.assign(memory.values, values);
    try {
      sessionStorage.setItem(memory.key, JSON.stringify(memory.values));
    } catch { /* this page still remembers */ }
  },
};
try {
  memory.values = JSON.parse(sessionStorage.getItem(memory.key)) ?? {};
} catch { /* begin with nothing */ }

class GenvejChat extends HTMLElement {
  #failed = document.createElement("p");
  #launcher = document.createElement("button");
  #panel;

  connectedCallback() {
    if (this.shadowRoot) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.attachShadow({ mode: "open" }).append(this.#failed, this.#launcher);
    this.shadowRoot.adoptedStyleSheets = [sheet];
    this.#failed.setAttribute("role", "alert");
    this.#launcher.className = "launcher";
    this.#launcher.addEventListener("click", () => this.open());
    this.#show("ask");
    // The top layer: no transform, clipping or stacking of the page reaches it.
    this.popover = "manual";
    this.showPopover?.();
    if (memory.get("open")) this.open(false);
  }

  get language() {
    const wished = memory.get("language") ?? options.language ?? document.documentElement.lang;
    return wished.startsWith("en") ? "en" : "da";
  }

  get contactPage() {
    return options.contact ?? `${origin}/services?language=${this.language}#contact`;
  }

  async open(focus = true) {
    this.#show("opening");
    try {
      const panel = await (this.#panel ??= this.#load());
      this.#show("ask");
      this.#launcher.hidden = this.toggleAttribute("open", true);
      memory.set({ open: true });
      panel.open(focus);
    } catch (error) {
      this.#panel = null;
      this.#show("ask", "failed");
      throw error;
    }
  }

  close() {
    memory.set({ open: false });
    this.#launcher.hidden = this.toggleAttribute("open", false);
    this.#show("ask");
    this.#launcher.focus();
  }

  async #load() {
    const { Panel } = await import("./widget/panel.js");
    return new Panel(this, { origin, memory, language: this.language });
  }

  #show(label, line) {
    const t = TEXTS[this.language];
    const link = document.createElement("a");
    link.href = this.contactPage;
    link.textContent = t.contact;
    this.lang = this.language;
    this.#launcher.textContent = t[label];
    this.#failed.replaceChildren(...(line ? [t[line], " ", link] : []));
  }
}

if (!customElements.get("genvej-chat")) {
  customElements.define("genvej-chat", GenvejChat);
  if (!document.querySelector("genvej-chat")) document.body.append(new GenvejChat());
}
