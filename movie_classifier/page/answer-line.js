/** On small screens: one line with the answer at the bottom, while the answer itself is out of view. */

import { byId, element } from "./element.js";

const line = byId("answer-line");
const watcher = new IntersectionObserver(([{ isIntersecting }]) => { line.hidden = isIntersecting; }, { threshold: 0.9 });

/** Show the name and the score of a genre while `place`, the answer, is out of view. */
export function showAnswerLine([name, score], isLow, place) {
  line.replaceChildren(isLow ? "Perhaps " : "", element("strong", {}, name), ` ${score} `, element("span", {}, "See why"));
  line.onclick = () => {
    place.scrollIntoView({ block: "center" });
    byId("answer").querySelector(".genres button")?.focus({ preventScroll: true });
  };
  watcher.disconnect();
  watcher.observe(place);
}

/** Show no line: there is no answer. */
export function hideAnswerLine() {
  watcher.disconnect();
  line.hidden = true;
}
