// One key alone presses, chooses or goes to what names it, while the operator is in no field; Escape leaves it.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
  const field = event.target.closest("input:not([type=radio]), textarea, select, summary");
  if (field && event.key === "Escape") field.blur();
  if (field) return;
  const named = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!named) return;
  event.preventDefault();
  if (named.matches("textarea, [list]")) named.focus();
  else named.click();
});
