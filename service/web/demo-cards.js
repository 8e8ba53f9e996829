"use strict";
// Cards as an EHR shows them: indicator, summary, details, what can be taken, source, and a way to say no.

import { at, callHook, feedback, words } from "./demo-calls.js";
import { button, element, markdown, outward } from "./demo-markdown.js";

const latest = { chart: 0, order: 0 }; // an answer that a newer question has overtaken is not shown

// Ask a hook and show what comes back in one of the two places; null where a newer call was made in the meantime.
export async function ask(place, hook, take, drafts, selected) {
  latest[place] += 1;
  const mine = latest[place];
  at("status").textContent = words.asking;
  let answer;
  try {
    answer = await callHook(hook, drafts, selected);
  } catch {
    answer = { hook, ok: false, status: 0, body: {} };
  }
  if (mine !== latest[place]) return null;
  show(place, answer, take);
  return answer;
}

export function clear(place) {
  latest[place] += 1;
  at(`${place}-cards`).replaceChildren();
  count();
}

const HEADINGS = { "patient-view": "on_chart", "order-select": "on_orders", "order-sign": "on_sign" };

function show(place, answer, take) {
  const cards = answer.body.cards ?? [];
  const shown = [element("h3", words[HEADINGS[answer.hook]])];
  if (!answer.ok) shown.push(trouble(answer));
  else if (!cards.length) shown.push(element("p", words.no_cards, "soft"));
  if (place === "order") for (const one of at("chart-cards").querySelectorAll("details")) one.open = false;
  const grave = ["critical", "warning", "info"];
  const ordered = [...cards].sort((one, other) => grave.indexOf(one.indicator) - grave.indexOf(other.indicator));
  shown.push(...ordered.map((card) => box(card, answer.hook, take)));
  at(`${place}-cards`).replaceChildren(...shown);
  count();
}

function trouble(answer) {
  const said = (answer.body.issue ?? []).map((one) => one.diagnostics).filter(Boolean).join("; ");
  return element("p", `${words.failed}${answer.status ? ` (${answer.status})` : ""}${said ? `: ${said}` : ""}`, "held");
}

function count() {
  const number = document.querySelectorAll("#cards article:not(.settled)").length;
  at("status").textContent = "";
  at("to-cards").hidden = number === 0;
  at("to-cards").textContent = `${words.cards}: ${number}`;
  at("cards-title").textContent = number ? `${words.cards} (${number})` : words.cards;
}

function box(card, hook, take) {
  const shown = element("article", undefined, `card ${card.indicator}`);
  const details = element("details");
  details.open = true;
  details.append(element("summary", words.details), ...(card.detail ? [markdown(card.detail)] : []));
  shown.append(element("span", words[card.indicator], "indicator"), element("h4", card.summary), ...toOffers(card, shown), details);
  const settle = (text) => {
    shown.classList.add("settled");
    details.open = false;
    for (const control of shown.querySelectorAll("button, select")) control.disabled = true;
    const outcome = shown.appendChild(element("p", text, "outcome"));
    outcome.tabIndex = -1; // what was pressed is gone: the keyboard goes on from here
    outcome.focus();
    count();
  };
  for (const suggestion of card.suggestions ?? []) {
    shown.append(offer(suggestion, async () => {
      const said = { outcome: "accepted", acceptedSuggestions: [{ id: suggestion.uuid }] };
      settle(`${words.taken}: ${suggestion.label}`);
      await sent(shown, hook, card, said);
      await take(suggestion);
    }));
  }
  for (const link of card.links ?? []) {
    shown.appendChild(element("p", undefined, "small")).append(outward(link.label, link.url));
  }
  shown.append(said(card), refusal(card, hook, shown, settle));
  return shown;
}

// Below a long text nobody looks for what can be taken: one button leads there.
function toOffers(card, shown) {
  const number = (card.suggestions ?? []).length;
  if (!number) return [];
  return [button(`${words.suggestions}: ${number}`, () => shown.querySelector(".suggestion button").focus(), "jump")];
}

function offer(suggestion, act) {
  const shown = element("div", undefined, "suggestion");
  const take = button(words.take, act);
  take.setAttribute("aria-label", `${words.take}: ${suggestion.label}`);
  const actions = element("ul");
  for (const action of suggestion.actions ?? []) {
    actions.append(element("li", `${{ create: "+", delete: "−", update: "±" }[action.type]} ${action.description}`));
  }
  const head = element("p");
  head.append(element("b", suggestion.label), take);
  shown.append(head, actions);
  return shown;
}

function said(card) {
  const source = element("p", `${words.source}: `, "soft small");
  source.append(card.source.url ? outward(card.source.label, card.source.url) : card.source.label);
  return source;
}

export function reasonsInto(select, card) {
  select.replaceChildren(new Option(words.choose_reason, ""));
  for (const reason of card.overrideReasons ?? []) select.append(new Option(reason.display, reason.code));
}

export async function override(card, hook, code) {
  const reason = (card.overrideReasons ?? []).find((one) => one.code === code);
  return feedback(hook, card, { outcome: "overridden", ...(reason ? { overrideReason: { reason } } : {}) });
}

function refusal(card, hook, shown, settle) {
  const row = element("div", undefined, "choices");
  if (!card.uuid) return row;
  const reasons = element("select");
  reasons.setAttribute("aria-label", words.reason);
  reasonsInto(reasons, card);
  const act = button(words.override, async () => {
    settle(`${words.overridden}: ${reasons.selectedOptions[0].textContent}`);
    if (!(await override(card, hook, reasons.value).catch(() => false))) notStored(shown);
  });
  act.disabled = true;
  reasons.addEventListener("change", () => { act.disabled = !reasons.value; });
  row.append(reasons, act);
  return row;
}

async function sent(shown, hook, card, what) {
  if (!(await feedback(hook, card, what).catch(() => false))) notStored(shown);
}

function notStored(shown) {
  shown.append(element("p", words.not_stored, "held"));
}

