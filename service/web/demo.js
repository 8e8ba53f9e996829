"use strict";
// Plays an EHR: fetches a ready hook request, calls the real endpoint, shows the cards. Text from the wire only ever
// becomes text nodes.

const at = (id) => document.getElementById(id);

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// The small part of Markdown that cards use: headings, lists, paragraphs, bold, italic, code, links.
const INLINE = /\\([!-/:-@[-`{-~])|\*\*(.+?)\*\*|\*([^*\s][^*]*?)\*|`([^`]+)`|\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)/g;

function inline(parent, text) {
  let read = 0;
  for (const found of text.matchAll(INLINE)) {
    parent.append(text.slice(read, found.index));
    const [, escaped, bold, italic, code, label, address] = found;
    if (escaped) parent.append(escaped);
    else if (bold) inline(parent.appendChild(element("strong")), bold);
    else if (italic) inline(parent.appendChild(element("em")), italic);
    else if (code) parent.append(element("code", code));
    else {
      const link = parent.appendChild(element("a", label));
      link.href = address;
      link.rel = "noopener noreferrer";
    }
    read = found.index + found[0].length;
  }
  parent.append(text.slice(read));
}

function markdown(text) {
  const body = element("div", undefined, "detail");
  let list = null;
  let paragraph = null;
  for (const line of text.split("\n")) {
    const heading = /^#{1,6} +(.*)$/.exec(line);
    const item = /^( *)[-*] +(.*)$/.exec(line);
    if (item) {
      list ??= body.appendChild(element("ul"));
      inline(list.appendChild(element("li")), item[2]);
      paragraph = null;
    } else if (heading) {
      inline(body.appendChild(element("h4")), heading[1]);
      list = paragraph = null;
    } else if (!line.trim()) {
      list = paragraph = null;
    } else {
      list = null;
      if (paragraph) paragraph.append(" ");
      paragraph ??= body.appendChild(element("p"));
      inline(paragraph, line);
    }
  }
  return body;
}

let open = null; // the call whose cards are on the page: { patient, hook, request }

async function feedback(card, said) {
  const report = { card: card.uuid, outcomeTimestamp: new Date().toISOString(), ...said };
  const response = await fetch(`/cds-services/${open.patient.services[open.hook]}/feedback`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ feedback: [report] }),
  });
  await tally();
  return response.ok;
}

async function tally() {
  const { report } = await (await fetch("/demo/feedback")).json();
  at("report").textContent = report;
}

// As an EHR does: what the suggestion deletes leaves the drafts, what it creates joins them, and the hook fires again.
async function take(card, suggestion) {
  const kept = await feedback(card, { outcome: "accepted", acceptedSuggestions: [{ id: suggestion.uuid }] });
  const actions = suggestion.actions ?? [];
  const created = actions.filter((action) => action.type === "create").map((action) => action.resource);
  if (open.hook === "patient-view") {
    say(`${kept ? "Feedback stored." : "Feedback not stored."} ${created.length} draft order(s) would now be open in the EHR.`);
    return;
  }
  const gone = new Set(actions.filter((action) => action.type === "delete").map((action) => action.resourceId));
  const drafts = open.request.context.draftOrders;
  const stay = drafts.entry.filter(({ resource }) => !gone.has(`${resource.resourceType}/${resource.id}`));
  const added = created.map((resource, n) => ({ resource: { ...resource, id: `taken-${n + 1}` } }));
  const request = structuredClone(open.request);
  request.hookInstance = crypto.randomUUID();
  request.context.draftOrders.entry = [...stay, ...added];
  if (request.context.selections) {
    request.context.selections = added.map(({ resource }) => `${resource.resourceType}/${resource.id}`);
  }
  await send(open.patient, open.hook, request);
}

function choices(card) {
  const row = element("div", undefined, "choices");
  const reasons = row.appendChild(element("select"));
  reasons.setAttribute("aria-label", "Reason");
  for (const reason of card.overrideReasons ?? []) reasons.append(new Option(reason.display, reason.code));
  const override = row.appendChild(element("button", "Override"));
  override.type = "button";
  override.addEventListener("click", async () => {
    const reason = (card.overrideReasons ?? []).find(({ code }) => code === reasons.value);
    const kept = await feedback(card, { outcome: "overridden", ...(reason ? { overrideReason: { reason } } : {}) });
    override.disabled = kept;
    say(kept ? `Overridden: ${reason ? reason.display : "no reason"}. The report below counts it.` : "Feedback not stored.");
  });
  return row;
}

function shown(card) {
  const box = element("article", undefined, `card ${card.indicator}`);
  box.append(element("span", card.indicator, "indicator"), element("h3", card.summary));
  if (card.detail) box.append(markdown(card.detail));
  for (const suggestion of card.suggestions ?? []) {
    const offer = element("div", suggestion.label, "suggestion");
    const actions = element("ul");
    for (const action of suggestion.actions ?? []) actions.append(element("li", `${action.type}: ${action.description}`));
    offer.append(actions);
    const button = offer.appendChild(element("button", "Take"));
    button.type = "button";
    button.addEventListener("click", () => take(card, suggestion).catch((error) => say(String(error))));
    box.append(offer);
  }
  const source = element("p", "Source: ", "source");
  if (card.source.url) {
    const link = source.appendChild(element("a", card.source.label));
    link.href = card.source.url;
    link.rel = "noopener noreferrer";
  } else source.append(card.source.label);
  box.append(source);
  if (card.uuid) box.append(choices(card));
  return box;
}

function say(text) {
  at("status").hidden = !text;
  at("status").textContent = text;
}

async function call(patient, hook, agents, stop, button) {
  for (const other of at("calls").children) other.setAttribute("aria-pressed", String(other === button));
  const query = new URLSearchParams({ hook, agents: agents.join(","), stop });
  const request = await (await fetch(`/demo/requests/${patient.id}.json?${query}`)).json();
  await send(patient, hook, request);
}

async function send(patient, hook, request) {
  open = { patient, hook, request };
  const started = performance.now();
  const response = await fetch(`/cds-services/${patient.services[hook]}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
  });
  const body = await response.json();
  const took = Math.round(performance.now() - started);
  at("wire").hidden = false;
  at("request").textContent = JSON.stringify(request, null, 2);
  at("response").textContent = JSON.stringify(body, null, 2);
  at("cards").replaceChildren(...(body.cards ?? []).map(shown));
  if (!response.ok) say(`Status ${response.status}: ${(body.issue ?? []).map((one) => one.diagnostics).join("; ")}`);
  else say(body.cards.length ? `Answered in ${took} ms.` : `Answered in ${took} ms: nothing to say about this patient.`);
}

function choose(patient, button) {
  for (const other of document.querySelectorAll("#patients button")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  at("title").textContent = patient.title;
  at("expect").textContent = patient.expect;
  at("origin").textContent = `${patient.origin}${patient.asOf ? `; the story is told as of ${patient.asOf}` : ""}`;
  const calls = [
    ["Open the chart", "patient-view", [], "no"],
    ...patient.orders.map((agents) => [`Select ${agents.join(" + ")}`, "order-select", agents, "no"]),
    ...patient.orders.map((agents) => [`Sign ${agents.join(" + ")}`, "order-sign", agents, "no"]),
    ...(patient.stops.length ? [[`Stop ${patient.stops.join(" + ")}`, "order-sign", patient.stops, "yes"]] : []),
  ];
  at("calls").replaceChildren(
    ...calls.map(([label, hook, agents, stop]) => {
      const made = element("button", label);
      made.type = "button";
      made.addEventListener("click", () => call(patient, hook, agents, stop, made).catch((error) => say(String(error))));
      return made;
    }),
  );
  const reasoning = element("a", "See why: timeline and reasoning");
  reasoning.href = `/demo/patients/${encodeURIComponent(patient.id)}/reasoning`;
  at("calls").append(reasoning);
  at("calls").firstElementChild.click();
}

async function start() {
  const patients = await (await fetch("/demo/patients")).json();
  for (const patient of patients) {
    const button = element("button", patient.title);
    button.type = "button";
    button.append(element("small", patient.origin));
    button.addEventListener("click", () => choose(patient, button));
    at("patients").appendChild(element("li")).append(button);
  }
  document.querySelector("#patients button")?.click();
}

tally().catch((error) => say(String(error)));
start().catch((error) => say(String(error)));
