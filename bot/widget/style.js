const STYLE = `
* {
  --quiet: color-mix(in srgb, CanvasText 70%, Canvas); --line: color-mix(in srgb, CanvasText 25%, Canvas);
  --tint: color-mix(in srgb, CanvasText 7%, Canvas); --link: color-mix(in srgb, CanvasText 60%, var(--accent));
  --warn: color-mix(in srgb, CanvasText 40%, red); --warn-tint: color-mix(in srgb, Canvas 90%, red);
  --round: var(--genvej-radius, .6em); box-sizing: border-box; margin: 0; padding: 0;
}
h2, h3, h4 { font-weight: 600; line-height: 1.25; }
h2, h3 { font-size: 1.25em; }
b, strong, a, span { unicode-bidi: isolate; }
button { font: inherit; color: inherit; cursor: pointer; background: none; border: 1px solid #0000; min-block-size: 2em; }
a, summary, .tools button { color: var(--link); text-underline-offset: .15em; }
[target]::after { content: " ↗" / ""; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; box-shadow: none; }
.small, .who, .languages, .latest, .tools { font-size: .875em; }
.small, .who, .wait { color: var(--quiet); }
.unseen { position: absolute; clip-path: inset(50%); inline-size: 1px; overflow: hidden; white-space: nowrap; }
.row, .bar, .field, .ready li, .choice { display: flex; gap: .25em .75em; align-items: center; }
.row { flex-wrap: wrap; justify-content: space-between; }

section {
  display: flex; flex-direction: column; overflow: hidden; overflow-wrap: anywhere;
  inline-size: 27em; block-size: min(47em, 100dvh - 2 * var(--genvej-inset, 1.25em));
  background: Canvas; color: CanvasText; border: 1px solid var(--line); border-radius: var(--round);
  box-shadow: 0 1em 3em #0005;
}
.bar h2 { flex: 1; }
.bar { padding: .75em 1.25em; background: var(--accent); color: var(--on-accent); flex-wrap: wrap; }
.bar :focus-visible { outline-color: var(--on-accent); }
.languages { border: 1px solid; border-radius: 2em; padding: 2px; }
.languages button, .pill { padding: 0 .75em; border-radius: 2em; }
.languages [aria-pressed=true] { background: var(--on-accent); color: var(--accent); }
.close { inline-size: 1.5em; min-block-size: 1.5em; line-height: 1; font-size: 1.6em; border-radius: 50%; margin-inline-end: -.4em; }
.person { padding: .75em 1.25em; background: var(--tint); border-block-end: 1px solid var(--line); }
.tel { justify-content: start; }
.tel::before { content: "☎\\fe0e" / ""; }
.tel a { font-weight: 600; font-size: 1.125em; }
summary { cursor: pointer; padding-block: .25em; }

.log { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 1.25em; }
.log > * > * + *, .wait, .survey { margin-block-start: 1em; }
.messages { margin-block-start: 1em; }

.log:has(article) .welcome { display: none; }
.who { margin-block-end: .25em; }
.mine { text-align: end; }
.words {
  display: inline-block; max-inline-size: 88%; padding: .6em 1em; text-align: start; white-space: pre-wrap;
  border: 1px solid #0000; border-radius: var(--round); background: var(--accent); color: var(--on-accent);
}
.state { color: var(--warn); }
.reply, .survey { padding: 1em 1.25em; border: 1px solid var(--line); border-radius: var(--round); }
.reply + .reply, .reply > * + *, .human > * + * { margin-block-start: .65em; }
.reply ul:not([class]) { padding-inline-start: 1.25em; }
.ready, .hours { list-style: none; }
.ready li::before { content: "✓" / ""; color: var(--link); }
.notice { background: var(--tint); white-space: pre-line; }
.danger { color: var(--warn); background: var(--warn-tint); border: 2px solid; font-size: 1.125em; }
.danger p::before { content: "⚠\\fe0e " / ""; }
.card { border-block-start: 4px solid var(--accent); }
.aside, .error { padding: .6em .9em; border-inline-start: 4px solid var(--warn); background: var(--warn-tint); }
.go, .send, .fresh { background: var(--accent); color: var(--on-accent); border: 1px solid #0000; border-radius: var(--round); }
.go { display: block; padding: .75em 1.1em; }
.go .small { color: inherit; }
dt { font-weight: 600; }
dd + dt { margin-block-start: .5em; }
.human { padding-block-start: .75em; border-block-start: 1px solid var(--line); }
.choice {
  inline-size: 100%; justify-content: space-between; text-align: start; padding: .65em 1em; margin-block-start: .5em;
  border-color: var(--quiet); border-radius: var(--round);
}
.choice strong, .mark { color: var(--link); font-weight: 600; }
.mark::before { content: "✓ " / ""; }
.choice[aria-disabled] { border-color: var(--line); }
.choice:has(.mark) { border: 2px solid var(--link); }
button:hover { border-color: currentColor; }

.composer { padding: .9em 1.25em; border-block-start: 1px solid var(--line); }
.composer > * + * { margin-block-start: .4em; }
label { font-weight: 600; }
.latest { padding: .2em .75em; }
.field { align-items: stretch; }
.offers :is(h4, ul, dl, .human, .aside) { display: none; }
.log[hidden] ~ .composer { flex: 1; overflow-y: auto; }
textarea, input {
  flex: 1; min-inline-size: 0; font: inherit; color: inherit; background: none; resize: none; field-sizing: content;
  min-block-size: 3.25em; max-block-size: 9em; padding: .6em .85em; border: 1px solid var(--quiet); border-radius: var(--round);
}
.send { padding: 0 1.25em; font-weight: 600; }
.tools { margin-inline-start: -.5em; }
.tools button { padding-inline: .5em; }
.pill { border-color: currentColor; margin: .25em; }

@media (max-width: 30em) {
  :host([open]) { inset: 0 !important; }
  section { inline-size: 100%; block-size: 100%; border: 0; border-radius: 0; }
  .bar, .person, .log, .composer { padding-inline: 1em; }
}
@media (max-height: 30em) {
  :host([open]) { inset-block: 0 !important; }
  section { display: block; block-size: 100%; overflow-y: auto; }
  .log { overflow: visible; }
}
@media (forced-colors: active) { [aria-pressed=true] { border: 2px solid; } }
@media print {
  :host { position: static !important; }
  section { display: block; inline-size: auto; block-size: auto; border: 0; box-shadow: none; }
  .log { overflow: visible; }
  header, .composer, .survey, .unseen { display: none; }
}
`;

export const PRINT = "@media print { body :not(genvej-chat, :has(genvej-chat)) { display: none !important; } }";

export function sheet(rules = STYLE) {
  const made = new CSSStyleSheet();
  made.replaceSync(rules);
  return made;
}
