"use strict";
// The list of patients: what is typed hides the rows that do not hold it.

const plain = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
const search = document.getElementById("search");
const none = document.getElementById("none");

function filter() {
  const wanted = plain(search.value).split(/\s+/).filter(Boolean);
  for (const row of document.querySelectorAll(".patients li")) {
    const text = plain(row.dataset.find);
    row.hidden = !wanted.every((word) => text.includes(word));
  }
  for (const group of document.querySelectorAll(".group")) group.hidden = !group.querySelector("li:not([hidden])");
  none.textContent = document.querySelector(".patients li:not([hidden])") ? "" : none.dataset.says;
}

search.addEventListener("input", filter);
filter();
