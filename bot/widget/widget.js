/* A button in the corner; the rest is fetched when it is opened. */

const { origin } = new URL(import.meta.url);
const options = [...document.scripts].find(({ src }) => src === import.meta.url)?.dataset ?? {};

const TEXTS = {
  da: { ask: "Spørg Genvej", opening: "Åbner …", failed: "Chatten kunne ikke åbnes.", contact: "Kontakt kommunen" },
  en: { ask: "Ask Genvej", opening: "Opening …", failed: "The chat did not open.", contact: "Contact the municipality" },
};

const STYLE = `
:host {
  all: initial !important; display: block !important; position: fixed !important; overflow: visible !important;
  inset-block-end: var(--genvej-inset, 1.25em) !important; inset-inline-end: var(--genvej-inset, 1.25em) !important;
  z-index: 2147483000 !important; font: medium/1.5 var(--genvej-font, system-ui, sans-serif) !important;
  color-scheme: light dark !important;
}
* { --accent: var(--genvej-accent, #0d4a57); --on-accent: var(--genvej-accent-text, #fff); }
:host([plain]) * { --accent: #0d4a57; --on-accent: #fff; }
[hidden] { display: none !important; }
.launcher {
  min-block-size: 3.25em; padding: .5em 1.4em; font: inherit; font-weight: 600; cursor: pointer;
  border: 2px solid #fff; border-radius: 2em; background: var(--accent); color: var(--on-accent);
  box-shadow: 0 .4em 1.4em #0004;
}
:focus-visible { outline: 3px solid #0d4a57; outline-offset: 2px; box-shadow: 0 0 0 3px #fff; }
[role=alert] { margin: 0; background: Canvas; color: CanvasText; }
`;

const memory = new Proxy({ ...kept() }, {
  set(values, name, value) {
    values[name] = value;
    try {
      sessionStorage.setItem(`genvej ${origin}`, JSON.stringify(values));
    } catch {}
    return true;
  },
});

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(`genvej ${origin}`));
  } catch {}
}

function luminance(colour) {
  const brush = document.createElement("canvas").getContext("2d");
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = [...brush.getImageData(0, 0, 1, 1).data].map((byte) => byte / 255);
  const linear = (part) => (part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
  return alpha < 1 ? NaN : .2126 * linear(red) + .7152 * linear(green) + .0722 * linear(blue);
}

class GenvejChat extends HTMLElement {
  origin = origin;
  memory = memory;
  #failed = document.createElement("p");
  #launcher = document.createElement("button");

  connectedCallback() {
    if (this.shadowRoot) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.attachShadow({ mode: "open" }).append(this.#failed, this.#launcher);
    this.shadowRoot.adoptedStyleSheets = [sheet];
    this.#failed.role = "alert";
    this.#launcher.className = "launcher";
    this.#launcher.onclick = () => this.open(true);
    this.popover = "manual";
    this.showPopover?.();
    this.#show("ask");
    if (memory.open) this.open();
  }

  get language() {
    const [wished] = (memory.language ?? options.language ?? document.documentElement.lang).split("-");
    return Object.hasOwn(TEXTS, wished) ? wished : "da";
  }

  get contactPage() {
    return options.contact ?? `${origin}/services?language=${this.language}#contact`;
  }

  async open(focus) {
    this.#show("opening");
    try {
      const { open } = await import("./widget/panel.js");
      open(this, focus);
      this.#launcher.hidden = this.toggleAttribute("open", memory.open = true);
      this.#show("ask");
    } catch (error) {
      this.#show("ask", "failed");
      throw error;
    }
  }

  close() {
    this.#launcher.hidden = this.toggleAttribute("open", memory.open = false);
    this.#show("ask");
    this.#launcher.focus();
  }

  #show(label, line) {
    const t = TEXTS[this.language];
    const link = document.createElement("a");
    link.href = this.contactPage;
    link.textContent = t.contact;
    this.lang = this.language;
    this.dir = this.#launcher.dir = t.dir ?? "ltr";
    this.#launcher.textContent = t[label];
    this.#failed.replaceChildren(...(line ? [t[line], " ", link] : []));
    this.#paint();
  }

  #paint() {
    this.removeAttribute("plain");
    const { color, backgroundColor } = getComputedStyle(this.#launcher);
    const [dark, light] = [color, backgroundColor].map(luminance).sort((one, other) => one - other);
    const contrast = (light + .05) / (dark + .05);
    if (contrast >= 4.5) return;
    this.toggleAttribute("plain", true);
    console.warn(`Genvej: --genvej-accent-text on --genvej-accent has contrast ${contrast.toFixed(1)}, below 4.5: not used`);
  }
}

if (!customElements.get("genvej-chat")) {
  customElements.define("genvej-chat", GenvejChat);
  if (!document.querySelector("genvej-chat")) document.body.append(new GenvejChat());
}
