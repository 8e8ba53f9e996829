"use strict";
// The chart: tabs, and the hook that fires when it opens.

import { tally } from "./demo-calls.js";
import { ask } from "./demo-cards.js";
import { startOrders, take } from "./demo-orders.js";

const tabs = [...document.querySelectorAll("[role=tab]")];

function open(tab) {
  for (const one of tabs) {
    one.setAttribute("aria-selected", String(one === tab));
    one.tabIndex = one === tab ? 0 : -1;
    document.getElementById(one.getAttribute("aria-controls")).hidden = one !== tab;
  }
}

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

for (const tab of tabs) {
  tab.addEventListener("click", () => open(tab));
  tab.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    next.focus();
    open(next);
  });
}

startOrders();
tally().catch(() => {}); // the report stays empty; the cards do not wait for it
ask("chart", "patient-view", take);
