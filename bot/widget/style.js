/* The open chat's looks: em of the citizen's own text size, logical sides only. */

const STYLE = `
:host {
  --accent: var(--genvej-accent, #0d4a57); --on-accent: var(--genvej-accent-text, #fff);
  --paper: #fff; --tint: #e6f0f1; --ink: #14262b; --quiet: #4a5f65; --line: #c3d2d4; --link: #0a5365;
  --warn: #9b1c13; --warn-tint: #fdecea;
}
@media (prefers-color-scheme: dark) {
  :host {
    --paper: #1b2427; --tint: #223439; --ink: #eaf1f2; --quiet: #b3c3c7; --line: #4a5f65; --link: #8fd3de;
    --warn: #ffb4a9; --warn-tint: #47211d;
  }
}
* { box-sizing: border-box; margin: 0; padding: 0; }
h2, h3, h4 { font-weight: 600; line-height: 1.25; }
h2, h3 { font-size: 1.25em; }
h2 { white-space: nowrap; }
svg {
  inline-size: 1.2em; block-size: 1.2em; flex: none; vertical-align: -.2em;
  fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round;
}
button { font: inherit; color: inherit; cursor: pointer; background: none; border: 1px solid transparent; min-block-size: 2em; }
a, summary, .tools button { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; box-shadow: none; }
.small, .who, .state, .names p, .languages, .latest, .tools { font-size: .875em; }
.small, .who, .wait { color: var(--quiet); }
.unseen { position: absolute; clip-path: inset(50%); inline-size: 1px; overflow: hidden; white-space: nowrap; }
.row, .bar, .field, .notice, .ready li, .choice, .mark { display: flex; gap: .25em .75em; align-items: center; }
.row { flex-wrap: wrap; justify-content: space-between; }

.panel {
  display: flex; flex-direction: column; overflow: hidden; overflow-wrap: anywhere;
  inline-size: 27em; block-size: min(47em, 100dvh - 2 * var(--genvej-inset, 1.25em));
  background: var(--paper); color: var(--ink); border: 1px solid var(--line); border-radius: 1em;
  box-shadow: 0 1em 3em rgb(6 32 38 / .28);
}
.bar { padding: .75em 1.25em; background: var(--accent); color: var(--on-accent); flex-wrap: wrap; }
.bar :focus-visible { outline-color: var(--on-accent); }
.names { flex: 1; }
.languages { border: 1px solid; border-radius: 2em; padding: 2px; }
.languages button { padding: 0 .75em; border-radius: 2em; }
.languages [aria-pressed=true] { background: var(--on-accent); color: var(--accent); }
.close { padding: .6em; border-radius: 50%; margin-inline-end: -.5em; }
.person { padding: .75em 1.25em; background: var(--tint); border-block-end: 1px solid var(--line); }
.tel, .ask { justify-content: start; }
.tel a { font-weight: 600; font-size: 1.125em; }
summary { cursor: pointer; padding-block: .25em; }

.log { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 1.25em; }
.log > * > * + *, .wait { margin-block-start: 1em; }
.messages { margin-block-start: 1em; }
.message { border-radius: .75em; }
.who { margin-block-end: .25em; }
.mine { text-align: end; }
.words {
  display: inline-block; max-inline-size: 88%; padding: .6em 1em; text-align: start; white-space: pre-wrap;
  border: 1px solid transparent; border-radius: 1em 1em 0; background: var(--accent); color: var(--on-accent);
}
.state { color: var(--warn); font-weight: 600; }
.reply { padding: 1em 1.25em; border: 1px solid var(--line); border-radius: .75em; }
.reply + .reply, .reply > * + *, .human > * + * { margin-block-start: .65em; }
.reply ul:not([class]) { padding-inline-start: 1.25em; }
.ready, .hours { list-style: none; }
.ready li { align-items: start; padding-block: .2em; }
.ready svg { color: var(--link); margin-block-start: .15em; }
.notice { background: var(--tint); border-color: transparent; }
.notice > p { margin: 0; white-space: pre-line; }
.notice svg { inline-size: 1.6em; block-size: 1.6em; }
.notice:has(svg) { color: var(--warn); background: var(--warn-tint); border: 2px solid; font-size: 1.125em; }
.card { border-block-start: 4px solid var(--accent); }
.aside, .error { padding: .6em .9em; border-inline-start: 4px solid var(--warn); background: var(--warn-tint); }
.go, .send, .fresh { background: var(--accent); color: var(--on-accent); border: 1px solid transparent; border-radius: .6em; }
.go { display: block; padding: .75em 1.1em; }
.go:hover, .send:hover { filter: brightness(1.18); }
.tab { display: block; font-size: .875em; }
dt { font-weight: 600; }
dd + dt { margin-block-start: .5em; }
.human { padding-block-start: .75em; border-block-start: 1px solid var(--line); }
.choice {
  inline-size: 100%; justify-content: space-between; text-align: start; padding: .65em 1em; margin-block-start: .5em;
  border: 1px solid var(--quiet); border-radius: .6em;
}
.choice strong, .mark { color: var(--link); font-weight: 600; }
.choice[aria-disabled] { cursor: default; border-color: var(--line); }
.choice:has(.mark) { border: 2px solid var(--link); }
button:hover:not([aria-disabled]) { border-color: currentColor; }

.composer { padding: .9em 1.25em; border-block-start: 1px solid var(--line); }
.composer > * + * { margin-block-start: .4em; }
label { font-weight: 600; }
.latest { padding: .2em .75em; margin-inline-end: -.75em; }
.field { align-items: stretch; }
textarea {
  flex: 1; min-inline-size: 0; font: inherit; color: inherit; background: none; resize: none; field-sizing: content;
  min-block-size: 3.25em; max-block-size: 9em; padding: .6em .85em; border: 1px solid var(--quiet); border-radius: .6em;
}
.send { padding: 0 1.25em; font-weight: 600; }
.tools { margin-inline-start: -.5em; }
.tools button { padding-inline: .5em; border-radius: .4em; }
.pill { padding: 0 1em; border-color: currentColor; border-radius: 2em; margin-inline-start: .5em; }

@media (max-width: 30em) {
  :host([open]) { inset: 0 !important; }
  .panel { inline-size: 100%; block-size: 100%; border: 0; border-radius: 0; }
  .bar, .person, .log, .composer { padding-inline: 1em; }
  .names p { display: none; }
}
/* 400 % zoom, or a phone on its side: the panel scrolls as one. */
@media (max-height: 30em) {
  :host([open]) { inset-block: 0 !important; }
  .panel { display: block; block-size: 100%; overflow-y: auto; }
  .log { overflow: visible; }
}
@media (forced-colors: active) { [aria-pressed=true] { border: 2px solid; } }
`;

export function sheet() {
  const made = new CSSStyleSheet();
  made.replaceSync(STYLE);
  return made;
}
