/** The message list of one conversation: days, authors, blocks, files, threads and message menus. */

import { withToken } from "./api.js";
import { avatar } from "./avatar.js";
import { renderBlocks } from "./blocks.js";
import { dayHeading, dayOf, timeOfDay } from "./dates.js";
import { el, hidden, reconcile } from "./dom.js";
import { size } from "./files.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { isApp, nameOf, now, preferences, workspace } from "./store.js";

const TOGETHER = 5 * 60; // seconds within which messages of one author share a heading

const instant = (message) => new Date(Number.parseFloat(message.ts) * 1000);

/** A file as a card that downloads it; a picture is shown as well. */
function fileCard(file) {
  const url = withToken(file.url);
  const kind = file.name.includes(".") ? file.name.split(".").pop().toUpperCase() : "File";
  const words = el("span", { class: "file-words" }, el("span", { class: "file-name", text: file.name }), el("span", { class: "file-meta", text: `${kind} · ${size(file.size ?? 0)}` }));
  const card = el("a", { class: "file-card", href: url, download: file.name }, el("span", { class: "file-icon" }, icon("file")), words, icon("download"), hidden(`Download ${file.name}`));
  if (!file.mimetype?.startsWith("image/")) return card;
  return el("div", { class: "file-picture" }, el("img", { class: "image-large", src: url, alt: file.name }), card);
}

/** Renders and re-renders the list of one column. */
export class MessageList {
  /** `column` offers viewer, context(surface), surfaceFor(key, container), send(what, body) and openThreads. */
  constructor(column, root) {
    this.column = column;
    this.root = root;
    this.atBottom = true;
    this.size = "";
    root.addEventListener("scroll", () => {
      // Words that wrap anew scroll as well; nobody did that, and the observer below answers it.
      if (this.size !== this.measure()) return;
      this.atBottom = root.scrollHeight - root.scrollTop - root.clientHeight < 60;
    });
    new ResizeObserver(() => {
      this.size = this.measure();
      this.stay();
    }).observe(root);
  }

  measure() {
    return `${this.root.clientWidth} ${this.root.clientHeight}`;
  }

  /** Keep the newest message in sight for whoever was reading it. */
  stay() {
    if (this.atBottom) this.root.scrollTop = this.root.scrollHeight;
  }

  /** Show a conversation's messages; stays at the bottom when it was there. */
  render(conversation, { jump = false, newFrom = null } = {}) {
    if (jump) this.atBottom = true;
    reconcile(this.root, this.items(conversation, newFrom));
    this.stay();
  }

  items(conversation, newFrom) {
    const { tz } = this.column.viewer;
    const replies = new Map();
    const roots = [];
    const known = new Set(conversation.messages.map((message) => message.ts));
    for (const message of conversation.messages) {
      const { thread_ts: thread } = message;
      if (thread && thread !== message.ts && known.has(thread)) {
        if (!replies.has(thread)) replies.set(thread, []);
        replies.get(thread).push(message);
      } else roots.push(message);
    }
    const items = [];
    let previous = null;
    for (const message of roots) {
      const day = dayOf(instant(message), tz);
      const newDay = !previous || dayOf(instant(previous), tz) !== day;
      const fresh = newFrom === message.ts;
      if (newDay) items.push(this.dayItem(day, message));
      if (fresh) items.push({ key: "new", sig: "new", make: () => el("div", { class: "new-line" }, el("span", { text: "New" })) });
      const follows = !newDay && !fresh && this.follows(previous, message);
      items.push(this.messageItem(conversation, message, follows, replies.get(message.ts) ?? []));
      previous = message;
    }
    if (!items.length) items.push(this.emptyItem(conversation));
    return items;
  }

  follows(previous, message) {
    const close = instant(message) - instant(previous) < TOGETHER * 1000;
    return close && previous.user === message.user && !previous.ephemeral && !message.ephemeral;
  }

  dayItem(day, message) {
    const heading = dayHeading(instant(message), this.column.viewer.tz);
    const make = () => el("div", { class: "day" }, el("span", { text: heading }));
    return { key: `day-${day}`, sig: heading, make };
  }

  emptyItem(conversation) {
    const words = `This is the beginning of ${this.column.conversationName(conversation)}.`;
    const make = () => {
      const home = el("button", { type: "button", class: "button", on: { click: () => this.column.goHome() } }, `Open ${workspace.bot.name}'s Home`);
      const offered = conversation.read_only ? [] : workspace.commands;
      const commands = offered.map(({ command }) => {
        return el("button", { type: "button", class: "button", on: { click: () => this.column.composer.fill(`${command} `) } }, command);
      });
      return el("div", { class: "empty" }, el("p", { text: words }), el("div", { class: "button-row" }, home, ...commands));
    };
    return { key: "empty", sig: words + workspace.commands.length, make };
  }

  messageItem(conversation, message, follows, replies) {
    const { viewer } = this.column;
    const open = this.column.openThreads.has(message.ts);
    const setting = [viewer.id, viewer.tz, dayOf(now(), viewer.tz), preferences.hour12, follows, open];
    const sig = JSON.stringify([setting, message, replies], (name, value) => (name === "values" ? undefined : value));
    return { key: message.ts, sig, make: () => this.message(conversation, message, follows, replies) };
  }

  message(conversation, message, follows, replies = null) {
    const author = nameOf(message.user);
    const time = timeOfDay(instant(message), this.column.viewer.tz);
    const classes = ["message", follows && "message-follows", message.ephemeral && "message-ephemeral"];
    const node = el("div", { class: classes.filter(Boolean).join(" "), data: { ts: message.ts }, tabindex: "-1" });
    const stamp = el("time", { class: "stamp", datetime: instant(message).toISOString(), title: instant(message).toUTCString(), text: time });
    node.append(follows ? el("span", { class: "gutter" }, stamp.cloneNode(true)) : avatar(message.user, "message-avatar"));
    const body = el("div", { class: "message-body" });
    if (message.ephemeral) body.append(el("div", { class: "only-you" }, icon("eye"), "Only visible to you"));
    if (follows) body.append(hidden(`${author}, ${time}`));
    else body.append(this.heading(message, author, stamp));
    body.append(this.content(conversation, message));
    for (const file of message.files ?? []) body.append(fileCard(file));
    if (replies) body.append(...this.thread(conversation, message, replies));
    node.append(body, this.menuButton(conversation, message, author, time));
    return node;
  }

  heading(message, author, stamp) {
    const badge = isApp(message.user) ? el("span", { class: "app-badge", text: "App" }) : null;
    return el("div", { class: "message-head" }, el("span", { class: "author", text: author }), badge, stamp);
  }

  content(conversation, message) {
    const container = { type: "message", channel: conversation.id, ts: message.ts };
    const surface = this.column.surfaceFor(`${conversation.id}:${message.ts}`, container, message.values);
    const ctx = this.column.context(surface);
    const content = el("div", { class: "message-content" });
    if (message.blocks?.length) renderBlocks(content, message.blocks, ctx);
    else if (message.text) content.append(el("div", { class: "message-text" }, mrkdwn(message.text, ctx)));
    if (message.edited && !message.blocks?.length) content.append(el("span", { class: "edited", text: "(edited)" }));
    return content;
  }

  menuButton(conversation, message, author, time) {
    const usable = !conversation.read_only || workspace.shortcuts.some((one) => one.type === "message");
    if (message.ephemeral || !usable) return "";
    const open = (event) => {
      const reply = { label: "Reply in thread", run: () => this.column.openThread(message.thread_ts ?? message.ts) };
      const entries = conversation.read_only ? [] : [reply];
      const shortcuts = workspace.shortcuts.filter((one) => one.type === "message");
      if (shortcuts.length) entries.push({ heading: workspace.bot.name });
      for (const one of shortcuts) {
        const body = { callback_id: one.callback_id, channel: conversation.id, ts: message.ts };
        entries.push({ label: one.name, hint: one.description, run: () => this.column.send("message_shortcut", body) });
      }
      openMenu(event.currentTarget, entries, "Message actions");
    };
    const props = { type: "button", class: "icon-button message-menu", "aria-haspopup": "menu", "aria-expanded": "false" };
    const button = el("button", { ...props, on: { click: open } }, icon("more"), hidden(`More actions: ${author}, ${time}`));
    button.dataset.menuEnd = "";
    button.dataset.focus = `menu-${message.ts}`;
    return button;
  }

  thread(conversation, message, replies) {
    const open = this.column.openThreads.has(message.ts);
    if (!replies.length && !open) return [];
    const words = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
    const toggle = el(
      "button",
      { type: "button", class: "thread-toggle", "aria-expanded": String(open), on: { click: () => this.column.toggleThread(message.ts) } },
      icon("reply"),
      replies.length ? words : "Thread",
    );
    toggle.dataset.focus = `thread-${message.ts}`;
    if (!open) return [toggle];
    const list = el("div", { class: "thread" }, ...replies.map((reply) => this.message(conversation, reply, false)));
    if (!conversation.read_only) list.append(this.replyForm(conversation, message));
    return [toggle, list];
  }

  replyForm(conversation, message) {
    const key = `reply-${message.ts}`;
    const input = el("input", { class: "text-input", "aria-label": "Reply in thread", placeholder: "Reply…", autocomplete: "off" });
    input.dataset.focus = key;
    input.value = this.column.drafts.get(key) ?? "";
    input.addEventListener("input", () => this.column.drafts.set(key, input.value));
    const form = el("form", { class: "reply-form" }, input, el("button", { type: "submit", class: "button button-small" }, "Reply"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = input.value.trim();
      if (!text) return;
      input.value = "";
      this.column.drafts.delete(key);
      this.column.send("message", { channel: conversation.id, text, thread_ts: message.ts });
    });
    return form;
  }
}
