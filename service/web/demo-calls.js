"use strict";
// What goes over the wire: hook calls as an EHR makes them, feedback, and the log of both for the reader.

import { element } from "./demo-markdown.js";

export const setup = JSON.parse(document.querySelector("[data-setup]").dataset.setup);
export const words = setup.words;
export const at = (id) => document.getElementById(id);

const ready = new Map(); // hook -> the request that the server prepared: the prefetch of the record and the day

async function prepared(hook) {
  if (!ready.has(hook)) {
    const answer = await fetch(`/demo/requests/${encodeURIComponent(setup.patient)}.json?hook=${hook}`);
    if (!answer.ok) throw new Error(`${words.failed} (${answer.status})`);
    ready.set(hook, await answer.json());
  }
  return structuredClone(ready.get(hook));
}

// One hook call. Every call has a hookInstance of its own; the order hooks carry every draft of the session.
export async function callHook(hook, drafts = [], selected = []) {
  const request = await prepared(hook);
  request.hookInstance = crypto.randomUUID();
  if (hook !== "patient-view") {
    request.context.draftOrders = {
      resourceType: "Bundle",
      type: "collection",
      entry: drafts.map((resource) => ({ resource })),
    };
  }
  if (hook === "order-select") {
    request.context.selections = selected.map((resource) => `${resource.resourceType}/${resource.id}`);
  }
  const answer = await post(`/cds-services/${setup.services[hook]}`, hook, request);
  return { ...answer, hook, ok: answer.ok && Array.isArray(answer.body.cards) };
}

export async function feedback(hook, card, said) {
  const report = { card: card.uuid, outcomeTimestamp: new Date().toISOString(), ...said };
  const address = `/cds-services/${setup.services[hook]}/feedback`;
  const { ok } = await post(address, `${hook} feedback`, { feedback: [report] });
  noteSent(card, said, ok);
  await tally();
  return ok;
}

async function post(address, name, body) {
  const started = performance.now();
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": setup.language },
    body: JSON.stringify(body),
  });
  const said = await answer.json();
  const took = Math.round(performance.now() - started);
  noteCall(`POST ${address}`, name, answer.status, took, body, said);
  return { ok: answer.ok, status: answer.status, body: said };
}

function noteCall(address, name, status, took, request, response) {
  const cards = response.cards ? ` · ${words.cards}: ${response.cards.length}` : "";
  const entry = element("details", undefined, "call");
  const title = entry.appendChild(element("summary"));
  title.append(element("b", name), ` · ${status} · ${took} ms${cards}`, element("code", address));
  entry.addEventListener("toggle", () => {
    if (entry.childElementCount > 1) return;
    for (const [label, said] of [[words.request, request], [words.response, response]]) {
      const shown = element("pre", JSON.stringify(said, null, 2));
      shown.tabIndex = 0;
      shown.setAttribute("aria-label", label);
      entry.append(element("h3", label), shown);
    }
  });
  at("call-list").prepend(entry);
}

function noteSent(card, said, ok) {
  at("none-sent").hidden = true;
  const taken = (card.suggestions ?? []).filter((one) => said.acceptedSuggestions?.some(({ id }) => id === one.uuid));
  const what = said.outcome === "accepted" ? words.taken : words.overridden;
  const why = said.overrideReason?.reason.display ?? taken.map((one) => one.label).join("; ");
  const row = element("li");
  const line = element("span");
  line.append(element("b", `${what}: ${why}`), " ", element("span", card.summary, "soft"));
  row.append(element("span", ok ? words.stored : words.not_stored, "when"), line);
  at("sent").prepend(row);
}

export async function tally() {
  const answer = await fetch("/demo/feedback");
  if (answer.ok) at("report").textContent = (await answer.json()).report;
}
