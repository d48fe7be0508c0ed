/** The left-hand list of one person: the app, channels, group and direct messages, with unread marks. */

import { avatar } from "./avatar.js";
import { el, hidden, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { moveFocus } from "./menu.js";
import { isApp, workspace } from "./store.js";

const SECTIONS = [
  ["Channels", (one) => one.kind === "channel"],
  ["Group messages", (one) => one.kind === "mpim"],
  ["Direct messages", (one) => one.kind === "im" && !one.members.some(isApp)],
];

function mark(conversation, viewer) {
  if (conversation.kind === "channel") return icon(conversation.private ? "lock" : "hash");
  if (conversation.kind === "mpim") return icon("people");
  return avatar(conversation.members.find((uid) => uid !== viewer.id) ?? viewer.id, "avatar-small");
}

/** Renders the sidebar of a column. */
export class Sidebar {
  /** `column` offers viewer, place ({channel, home}), go(place) and conversationName(conversation). */
  constructor(column, root) {
    this.column = column;
    this.root = root;
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && column.root.classList.contains("side-open")) column.toggleSide();
      else moveFocus(event, [...root.querySelectorAll("button")]);
    });
  }

  /** Show these conversations. */
  render(conversations) {
    const items = [this.title("App", workspace.bot.name)];
    const own = conversations.find((one) => one.kind === "im" && one.members.some(isApp));
    items.push(this.item("home", "Home", { home: true, channel: own?.id ?? null }, 0, () => icon("home")));
    if (own) items.push(this.row(own, "Messages"));
    for (const [title, belongs] of SECTIONS) {
      const members = conversations.filter(belongs);
      if (!members.length) continue;
      items.push(this.title(title));
      for (const conversation of members) items.push(this.row(conversation));
    }
    reconcile(this.root, items);
  }

  title(key, text = key) {
    return { key: `title-${key}`, sig: text, make: () => el("h2", { class: "side-title", text }) };
  }

  row(conversation, label = this.column.conversationName(conversation).replace(/^#/, "")) {
    const place = { home: false, channel: conversation.id };
    const own = conversation.members.some(isApp) && conversation.kind === "im";
    const picture = () => (own ? avatar(workspace.bot.user_id, "avatar-small") : mark(conversation, this.column.viewer));
    return this.item(conversation.id, label, place, conversation.unread, picture);
  }

  item(key, label, place, unread, picture) {
    const here = this.column.place;
    const current = place.home ? here.home : !here.home && here.channel === place.channel;
    const make = () => {
      const props = { type: "button", class: `side-item ${unread ? "unread" : ""}`, "aria-current": current ? "page" : null };
      const node = el("button", { ...props, on: { click: () => this.column.go(place) } });
      node.append(picture(), el("span", { class: "side-label", text: label }));
      if (unread) node.append(el("span", { class: "badge", "aria-hidden": "true", text: String(unread) }), hidden(`, ${unread} unread`));
      node.dataset.focus = `side-${key}`;
      return el("div", {}, node);
    };
    return { key, sig: `${label}|${current}|${unread}|${this.column.viewer.id}`, make };
  }
}
