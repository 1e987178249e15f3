/** Turns a model card into elements. Cards use a small part of Markdown: headings, paragraphs, lists and tables. */

import { bar, element } from "./element.js";

const INLINE = /`([^`]+)`|<(https?:\/\/[^>\s]+)>|\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)/g;

/** Tables with more columns have no room for bars. */
const WIDEST_WITH_BARS = 5;

/**
 * Return the sections of a card. The first one has no heading, and lacks the title of the card.
 * @param {string} card
 * @returns {{heading: string, nodes: Node[]}[]}
 */
export function readCard(card) {
  const sections = [{ heading: "", nodes: [] }];
  for (const block of card.trim().split(/\n{2,}/)) {
    if (block.startsWith("# ")) continue;
    if (block.startsWith("## ")) sections.push({ heading: block.slice(3), nodes: [] });
    else sections.at(-1).nodes.push(drawBlock(block));
  }
  return sections;
}

function drawBlock(block) {
  if (block.startsWith("|")) return drawTable(block);
  if (!/^[-*] /.test(block)) return element("p", {}, ...inline(block));
  const items = block.split(/\n(?=[-*] )/);
  return element("ul", { class: "bullets" }, ...items.map((item) => element("li", {}, ...inline(item.slice(2)))));
}

function drawTable(block) {
  const [headings, , ...rows] = block.split("\n").map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  const head = headings.map((heading, at) => element("th", { scope: "col", class: at ? "number" : "" }, ...inline(heading)));
  const body = rows.map((cells) => element("tr", {}, ...cells.map((cell, at) => drawCell(cell, at, headings))));
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body));
  return element("div", { class: "scroll", role: "region", "aria-label": `By ${headings[0]}`, tabIndex: 0 }, table);
}

function drawCell(cell, at, headings) {
  if (at === 0) return element("th", { scope: "row" }, ...inline(cell));
  const value = /\bF1$/.test(headings[at]) && headings.length <= WIDEST_WITH_BARS ? Number.parseFloat(cell) : NaN;
  return element("td", { class: "number" }, ...(Number.isNaN(value) ? inline(cell) : [withBar(cell, value)]));
}

/** Return a score beside its bar. */
export const withBar = (text, value) => element("span", { class: "scored" }, bar(value), text);

/** Return the text of a line, with code and links. */
function inline(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, code, address, label, target] = found;
    nodes.push(text.slice(end, found.index), code ? element("code", {}, code) : element("a", { href: address ?? target }, address ?? label));
    end = found.index + whole.length;
  }
  return [...nodes, text.slice(end)];
}
