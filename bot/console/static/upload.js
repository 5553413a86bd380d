// Says before sending that a file is too large, and shows how far the server is without a reload.
"use strict";
const file = document.querySelector("input[type=file][data-most]");
file?.form.addEventListener("submit", (event) => {
  const most = Number(file.dataset.most);
  const large = file.files[0] && file.files[0].size > most;
  file.setCustomValidity(large ? `The file is larger than ${Math.floor(most / 1e6)} MB. Export fewer months at a time.` : "");
  if (!file.reportValidity()) event.preventDefault();
});
file?.addEventListener("change", () => file.setCustomValidity(""));

const working = document.querySelector("[data-working]");
const begun = working?.dataset.stage;

async function look() {
  const answer = await fetch(working.dataset.working, { headers: { Accept: "application/json" } });
  if (!answer.ok) return location.reload();
  const { stage, done, total } = await answer.json();
  if (stage !== begun) return location.reload();
  working.querySelector("progress").value = done;
  working.querySelector("span").textContent = `${Math.floor((100 * done) / (total || 1))} %`;
  setTimeout(look, 1500);
}
if (working) setTimeout(look, 700);
