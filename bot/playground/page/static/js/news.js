/** Who has something new: marks on faces, and one quiet line that leads there. */

import { get } from "./api.js";
import { el, hidden } from "./dom.js";
import { debounce, emit, on } from "./events.js";
import { icon } from "./icons.js";
import { nameOf, workspace } from "./store.js";

const SETTLE_MS = 150;
let unread = new Map(); // uid -> {id, unread, channel, ts, words, after}

/** How many messages a person has not seen yet. */
export function unreadOf(uid) {
  return unread.get(uid)?.unread ?? 0;
}

/** Ask anew who has something new; everybody who shows it hears "news". */
export async function loadNews() {
  const answer = await get("/ui/news");
  if (!answer.ok) return;
  unread = new Map(answer.news.map((one) => [one.id, one]));
  emit({ type: "news" });
}

/** Keep up with what the server pushes. */
export function followNews() {
  const later = debounce(loadNews, SETTLE_MS);
  for (const type of ["changed", "workspace", "scene_shown"]) on(type, later);
  return loadNews();
}

/** Mark a control that stands for a person: a dot to see, a number to hear. */
export function mark(node, count) {
  if ((node.dataset.unread ?? "0") === String(count)) return;
  node.dataset.unread = String(count);
  node.querySelector(".unread-dot")?.remove();
  if (count) node.append(el("span", { class: "unread-dot" }, hidden(`, ${count} unread`)));
}

const first = (uid) => nameOf(uid).split(" ")[0];

/** What the line says of one piece of news: what was done, and who got what. */
export function sentence({ id, after, words }) {
  const plain = words.replaceAll(/[*_~`]+(?=\S)|(?<=\S)[*_~`]+/g, "");
  return { cause: after, who: first(id), words: plain || `Something new from ${workspace.bot.name}` };
}

/** The line below the top bar. Its height is kept while it is empty, so that nothing moves when it speaks. */
export class NewsLine {
  constructor(root, layout) {
    this.root = root;
    this.layout = layout;
    on("news", () => this.render());
    this.render();
  }

  /** The newest that nobody on screen is reading. */
  newest() {
    return [...unread.values()].sort((a, b) => a.ts - b.ts).at(-1);
  }

  render() {
    const one = this.newest();
    const sig = one ? `${one.id}|${one.ts}|${one.after}` : "";
    if (sig === this.shown) return;
    this.shown = sig;
    if (!one) {
      this.root.replaceChildren(el("span", { class: "muted", text: "Press a face to be somebody else. A dot says that something new waits there." }));
      return;
    }
    const { cause, who, words } = sentence(one);
    const said = [cause && el("span", { class: "news-cause", text: cause }), cause && el("span", { class: "muted", "aria-hidden": "true", text: "→" }), el("strong", { text: who }), el("span", { class: "news-words", text: words })];
    const button = el("button", { type: "button", class: "news-button", on: { click: () => this.open(one) } }, ...said.filter(Boolean), icon("next"), hidden(`Go to ${who}`));
    this.root.replaceChildren(button);
  }

  open(one) {
    const column = this.layout.show(one.id);
    column.go({ home: false, channel: one.channel });
    column.root.scrollIntoView({ inline: "nearest" });
  }
}
