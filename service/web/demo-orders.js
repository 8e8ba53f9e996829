"use strict";
// Order entry: drafts, the hooks that fire on them, suggestions taken, and signing.

import { at, setup, words } from "./demo-calls.js";
import { ask, clear, override, reasonsInto } from "./demo-cards.js";
import { button, element } from "./demo-markdown.js";

let drafts = []; // the resources as they are sent, each with an id
let written = 0;
let pending = []; // critical cards that wait for a reason

const shownNames = new Map(setup.drugs.map((drug) => [drug.name, drug.shown]));
const byShown = new Map(setup.drugs.flatMap((drug) => [[drug.shown, drug.name], [drug.name, drug.name]]));

function named(resource) {
  const text = (resource.medicationCodeableConcept ?? resource.code)?.text ?? resource.resourceType;
  return shownNames.get(text) ?? text;
}

function kept(resource) {
  written += 1;
  return { ...resource, id: `draft-${written}` };
}

async function draftOf(agent, stop) {
  const address = `/demo/patients/${encodeURIComponent(setup.patient)}/drafts/${encodeURIComponent(agent)}`;
  const answer = await fetch(stop ? `${address}?stop=yes` : address);
  if (!answer.ok) throw new Error(words.not_drafted);
  return kept(await answer.json());
}

// A drug was selected: it joins the drafts, and order-select fires with all of them.
async function select(agents, stop) {
  let added;
  try {
    added = await Promise.all(agents.map((agent) => draftOf(agent, stop)));
  } catch {
    at("drug-hint").textContent = words.not_drafted;
    return;
  }
  at("drug-hint").textContent = words.choose_hint;
  drafts = [...drafts, ...added];
  await changed(added);
}

// Once the drafts change, what was said about them is asked anew; without drafts there is nothing to say.
async function changed(selected) {
  list();
  unhold();
  if (drafts.length) await ask("order", "order-select", take, drafts, selected);
  else clear("order");
}

// Exactly what the actions say: deleted drafts leave, created ones join, updated ones are replaced.
export async function take(suggestion) {
  const added = [];
  for (const action of suggestion.actions ?? []) {
    const resource = action.resource;
    if (action.type === "delete") {
      const gone = action.resourceId ?? `${resource.resourceType}/${resource.id}`;
      drafts = drafts.filter((one) => `${one.resourceType}/${one.id}` !== gone);
    } else if (action.type === "create") {
      added.push(kept(resource));
    } else {
      drafts = drafts.map((one) => (one.id === resource.id ? resource : one));
    }
  }
  drafts = [...drafts, ...added];
  at("tab-orders").click();
  at("tab-orders").focus();
  await changed(added.length ? added : drafts);
}

function row(resource, ...controls) {
  const shown = element("li");
  const stopped = resource.status === "stopped";
  const line = element("span");
  line.append(element("b", named(resource)), " ");
  const dose = resource.resourceType === "MedicationRequest" ? words.dose_open : "";
  line.append(element("span", stopped ? words.stops : dose, stopped ? "stops" : "soft small"));
  shown.append(line, ...controls);
  return shown;
}

function list() {
  at("no-drafts").hidden = drafts.length > 0;
  at("sign").disabled = drafts.length === 0;
  at("drafts").replaceChildren(
    ...drafts.map((draft) => {
      const remove = button(words.remove, async () => {
        drafts = drafts.filter((one) => one !== draft);
        at("drug").focus();
        await changed(drafts);
      });
      remove.setAttribute("aria-label", `${words.remove}: ${named(draft)}`);
      return row(draft, remove);
    }),
  );
}

// Signing fires order-sign. A critical card asks for a reason, a warning for a second look; a service that is away
// does not stop the clinician, but says that nothing was checked.
async function sign() {
  unhold();
  at("sign").disabled = true;
  const answer = await ask("order", "order-sign", take, drafts, []);
  at("sign").disabled = drafts.length === 0;
  if (!answer) return;
  const cards = answer.body.cards ?? [];
  pending = cards.filter((card) => card.indicator === "critical");
  if (!answer.ok) hold(words.not_checked);
  else if (pending.length) confirmed();
  else if (cards.some((card) => card.indicator === "warning")) hold(words.held);
  else signed();
}

function hold(text) {
  at("held").hidden = false;
  at("held").firstElementChild.textContent = text;
  at("sign-now").focus();
}

function unhold() {
  at("held").hidden = true;
}

function confirmed() {
  at("confirm-cards").replaceChildren(...pending.map((card) => element("li", card.summary)));
  reasonsInto(at("confirm-reason"), pending[0]);
  at("confirm-sign").disabled = true;
  at("confirm").showModal();
}

async function signedAnyway() {
  const code = at("confirm-reason").value;
  at("confirm").close();
  const answers = await Promise.all(pending.map((card) => override(card, "order-sign", code).catch(() => false)));
  signed();
  if (answers.includes(false)) at("status").textContent = `${words.done} ${words.not_stored}`;
}

function signed() {
  at("signed").hidden = false;
  at("signed").querySelector("ul").append(...drafts.map((draft) => row(draft)));
  drafts = [];
  list();
  unhold();
  clear("order");
  at("status").textContent = words.done;
}

export function startOrders() {
  for (const drug of setup.drugs) {
    const option = new Option(drug.kind, drug.shown);
    at("drugs").append(option);
  }
  at("order").addEventListener("submit", (event) => {
    event.preventDefault();
    const agent = byShown.get(at("drug").value.trim().toLowerCase()) ?? byShown.get(at("drug").value.trim());
    at("drug-hint").textContent = agent ? words.choose_hint : words.unknown_drug;
    at("drug").setAttribute("aria-invalid", String(!agent));
    if (!agent) return;
    at("drug").value = "";
    select([agent], false);
  });
  for (const set of document.querySelectorAll(".set")) {
    set.addEventListener("click", () => select(set.dataset.agents.split("|"), false));
  }
  for (const stop of document.querySelectorAll(".stop")) {
    stop.addEventListener("click", () => select(stop.dataset.agents.split("|"), true));
  }
  at("sign").addEventListener("click", sign);
  at("sign-now").addEventListener("click", signed);
  at("not-now").addEventListener("click", () => {
    unhold();
    at("sign").focus();
  });
  at("confirm-reason").addEventListener("change", () => {
    at("confirm-sign").disabled = !at("confirm-reason").value;
  });
  at("confirm-back").addEventListener("click", () => at("confirm").close());
  at("confirm-sign").addEventListener("click", signedAnyway);
  list();
}
