// The reasoning page is whole without this: here come zoom, the panel of a mark, and answers without leaving the page.
"use strict";

const steps = [1, 1.5, 2, 3, 4];

function zoom(area, direction) {
  const at = steps.indexOf(Number(area.dataset.factor ?? 1));
  const to = { in: Math.min(at + 1, steps.length - 1), out: Math.max(at - 1, 0), whole: 0 }[direction];
  area.dataset.factor = String(steps[to]);
  for (const drawing of area.querySelectorAll("svg.timeline")) drawing.style.width = `${steps[to] * 100}%`;
}

function close(panel, mark) {
  panel.hidden = true;
  panel.replaceChildren();
  mark.focus();
}

function open(panel, mark) {
  const list = document.createElement("ul");
  for (const id of mark.dataset.entries.split(" ")) {
    const entry = document.getElementById(id)?.cloneNode(true);
    if (!entry) continue;
    entry.removeAttribute("id");
    list.append(entry);
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = panel.dataset.close;
  button.addEventListener("click", () => close(panel, mark));
  panel.onkeydown = (event) => event.key === "Escape" && close(panel, mark);
  panel.replaceChildren(list, button);
  panel.hidden = false;
  (list.querySelector("a") ?? button).focus();
}

function reveal() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (!target) return;
  for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  target.scrollIntoView();
}

async function answer(form) {
  const sent = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (!sent.ok) throw new Error(String(sent.status));
  const read = new DOMParser().parseFromString(await sent.text(), "text/html");
  document.getElementById("page").replaceWith(document.adoptNode(read.getElementById("page")));
  prepare();
  const first = document.getElementById("change") ?? document.getElementById("answer");
  first.tabIndex = -1;
  first.focus();
  first.scrollIntoView({ block: "center" });
}

function prepare() {
  const area = document.querySelector(".drawing");
  const panel = document.getElementById("panel");
  for (const hidden of document.querySelectorAll(".zoom")) hidden.hidden = false;
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => zoom(area, button.dataset.zoom));
  }
  for (const mark of document.querySelectorAll("[data-entries]")) {
    mark.addEventListener("click", (event) => {
      event.preventDefault();
      open(panel, mark);
    });
  }
  document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
  const form = document.getElementById("answers");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    answer(form).catch(() => form.submit());
  });
}

window.addEventListener("hashchange", reveal);
prepare();
reveal();
