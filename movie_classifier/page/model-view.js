/** The view of the model: its scores by genre, and what its card says. Its address is the page's, with `#model`. */

import { RequestFailed, getText, inWords } from "./api.js";
import { hasKey } from "./api-key.js";
import { readCard, withBar } from "./card.js";
import { byId, element, percent } from "./element.js";
import { clearNotice, showNotice } from "./notice.js";

const HASH = "#model";

/** Open and close the view with the fragment of the address. `getGenres` returns the genres of the service. */
export function setUpModelView(getGenres) {
  const open = async () => {
    const isOpen = location.hash === HASH;
    document.body.classList.toggle("shows-model", isOpen);
    byId("model-view").hidden = !isOpen;
    if (!isOpen) return;
    scrollTo(0, 0);
    byId("model-heading").focus();
    try {
      await show(await getGenres());
    } catch (error) {
      showNotice(byId("model-notice"), inWords(error), { label: "Try again", action: open });
    }
  };
  addEventListener("hashchange", open);
  open();
}

async function show(genres) {
  const [first, ...sections] = readCard(await loadCard());
  const { name, version, spacy_version: spacy, metrics } = genres.model;
  const isLimits = ({ heading }) => heading === "Limits";
  const isScores = ({ heading }) => heading === "Scores";
  clearNotice(byId("model-notice"));
  byId("model-heading").textContent = `${name} ${version}`;
  byId("model-body").replaceChildren(
    element("div", { class: "lead" }, ...first.nodes), drawFigures(metrics),
    element("div", { class: "columns" },
      element("div", {}, element("h3", {}, metrics.genres ? "Scores by genre" : "Genres"), drawGenres(genres)),
      element("div", {}, ...[...sections.filter(isLimits), ...sections.filter((each) => !isLimits(each) && !isScores(each))].flatMap(drawSection))),
    ...sections.filter(isScores).flatMap(drawSection),
    element("p", { class: "hint" }, `spaCy ${spacy}. For programs: `, link("model", "the same as JSON"), ", ", link("model/card", "the card as Markdown"), "."));
}

/** A link of its own cannot send an API key. */
const link = (route, text) => (hasKey() ? `${text} (GET /${route})` : element("a", { href: route }, text));

/** Return the card; nothing if the model has none. */
async function loadCard() {
  try {
    return await getText("model/card");
  } catch (error) {
    if (error instanceof RequestFailed && error.status === 404) return "";
    throw error;
  }
}

function drawFigures({ top_genre_precision: top, micro_f1: micro, calibration_error: error, films }) {
  const figures = [
    [top && `${(top * 100).toFixed(1)}%`, "of the most probable genres are right"],
    [micro?.toFixed(3), "micro-F1 of all genres"],
    [error?.toFixed(4), "calibration error of the probabilities"],
    [films?.toLocaleString("en"), "test films that it has not seen"],
  ];
  return element("ul", { class: "figures" }, ...figures.filter(([value]) => value)
    .map(([value, words]) => element("li", {}, element("strong", {}, value), " ", words)));
}

function drawGenres(genres) {
  const { labels, metrics: { genres: scores = {} } } = genres.model;
  const hasScores = Object.keys(scores).length > 0;
  const headings = ["Genre", ...(hasScores ? ["F1", "Precision", "Recall", "Films"] : []), "Threshold"];
  const rows = labels.map((label) => drawGenre(genres, label, hasScores ? scores[label] ?? {} : null));
  return element("table", { class: "genre-scores" },
    element("thead", {}, element("tr", {}, ...headings.map((each, at) => element("th", { scope: "col", class: wideOnly(each, at) }, each)))),
    element("tbody", {}, ...rows));
}

const WIDE = ["Precision", "Recall", "Films"];
const wideOnly = (heading, at) => [at ? "number" : "", WIDE.includes(heading) ? "wide-only" : ""].join(" ").trim();

function drawGenre({ names, thresholds }, label, scores) {
  const name = names[label] ?? label;
  const isOut = !(label in names);
  const notes = [name === label ? "" : label, isOut ? "left out by this service" : ""].filter(Boolean);
  const { f1, precision, recall, films } = scores ?? {};
  const small = scores && `precision ${short(precision)}, recall ${short(recall)}`;
  const head = element("th", { scope: "row" }, name, ...notes.map((note) => element("span", { class: "note" }, note)),
    ...(small ? [element("span", { class: "note narrow-only" }, small)] : []));
  const cells = scores ? [["F1", withBar(short(f1), f1 ?? 0)], ["Precision", short(precision)], ["Recall", short(recall)], ["Films", count(films)]] : [];
  return element("tr", {}, head, ...[...cells, ["Threshold", percent(thresholds[label])]]
    .map(([heading, ...parts]) => element("td", { class: wideOnly(heading, 1) }, ...parts)));
}

const short = (value) => value?.toFixed(2) ?? "–";
const count = (value) => value?.toLocaleString("en") ?? "–";

/** The card's own table of genres is left out: the view has it with bars. */
function drawSection({ heading, nodes }) {
  const isGenres = (node) => node?.querySelector?.("th")?.textContent === "genre";
  const kept = nodes.filter((node, at) => !isGenres(node) && !isGenres(nodes[at + 1]));
  return [element("h3", {}, heading), element("div", { class: `section ${heading === "Scores" ? "scores" : ""}` }, ...kept)];
}
