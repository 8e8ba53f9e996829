"use strict";
// The small part of Markdown that cards use: headings, lists, paragraphs, bold, italic, code, links. Text from the wire
// only ever becomes text nodes.

export function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

export function button(label, act, className) {
  const made = element("button", label, className);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

export function outward(label, address) {
  const link = element("a", label);
  if (!/^https?:\/\//.test(address)) return element("span", label);
  link.href = address;
  link.rel = "noopener noreferrer";
  return link;
}

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
    else parent.append(outward(label, address));
    read = found.index + found[0].length;
  }
  parent.append(text.slice(read));
}

export function markdown(text) {
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
      inline(body.appendChild(element("h5")), heading[1]);
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
