/** One person's whole Slack as a column: who they are, sidebar, conversation or Home, composer and modals. */

import { act } from "./api.js";
import { avatar } from "./avatar.js";
import { renderBlocks } from "./blocks.js";
import { Composer } from "./composer.js";
import { timeOfDay, zoneCity } from "./dates.js";
import { el, hidden, reconcile } from "./dom.js";
import { KeptMap } from "./drafts.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { MessageList } from "./messages.js";
import { ModalStack, confirmDialog } from "./modal.js";
import { mark } from "./news.js";
import { Notices } from "./notices.js";
import { Sidebar } from "./sidebar.js";
import { draftsOf, isApp, nameOf, now, person, refresh, snapshot, watch, workspace } from "./store.js";
import { Surface } from "./surface.js";
import { personSwitcher } from "./switcher.js";

/** A column. `layout` is told about switches and closing: switchTo(column, uid), close(column), focused(column). */
export class Column {
  constructor(uid, layout) {
    this.layout = layout;
    this.asking = false; // whether a question lies over everything
    this.openThreads = new Set();
    this.surfaces = new Map();
    this.busy = 0;
    this.build();
    this.showPerson(uid);
  }

  build() {
    this.head = el("div", { class: "column-head" });
    this.progress = el("div", { class: "progress", hidden: true });
    this.side = el("nav", { class: "sidebar" });
    this.paneHead = el("div", { class: "pane-head" });
    this.log = el("div", { class: "messages", role: "log", tabindex: "0" });
    this.home = el("div", { class: "home", tabindex: "-1", data: { focusHolder: "" } });
    this.composer = new Composer(this);
    this.notices = new Notices(this);
    this.readOnly = el("p", { class: "read-only muted small", text: "Sending messages to this app has been turned off.", hidden: true });
    this.pane = el("div", { class: "pane" }, this.paneHead, this.home, this.log, this.notices.root, this.composer.form, this.readOnly);
    this.pane.addEventListener("pointerdown", () => this.root.classList.remove("side-open"));
    this.body = el("div", { class: "column-body" }, this.side, this.pane);
    this.modalHost = el("div", { class: "modals" });
    this.root = el("section", { class: "column" }, this.head, this.progress, this.body, this.modalHost);
    this.root.addEventListener("focusin", () => this.layout.focused(this));
    this.sidebar = new Sidebar(this, this.side);
    this.list = new MessageList(this, this.log);
    this.modals = new ModalStack(this, this.modalHost);
  }

  /** Show another person in this column. */
  showPerson(uid) {
    this.unwatch?.();
    this.shown?.abort(); // a question that was put to whoever was here is answered by nobody
    this.shown = new AbortController();
    this.uid = uid;
    this.viewer = person(uid);
    this.place = { home: false, channel: null };
    this.surfaces.clear();
    this.drafts = draftsOf(uid);
    this.openThreads.clear();
    this.notices.clear();
    this.modals.render([], { closed: false });
    this.composer.conversation = null;
    this.root.setAttribute("aria-label", `${nameOf(uid)}'s Slack`);
    this.root.dataset.person = uid;
    this.side.setAttribute("aria-label", `${nameOf(uid)}'s conversations`);
    this.renderHead();
    this.unwatch = watch(uid, () => this.render());
    if (snapshot(uid)) this.render();
    const { place } = this;
    refresh(uid).then(() => uid === this.uid && this.place === place && this.toNews());
  }

  /** Turn to what is new for somebody who has just been chosen. */
  toNews() {
    const conversations = this.conversations();
    const here = conversations.find((one) => one.id === this.place.channel);
    const wanted = this.firstPlace(conversations);
    if (wanted?.unread && !here?.unread) this.go({ home: false, channel: wanted.id });
  }

  /** Stop listening; the column leaves the window. */
  remove() {
    this.unwatch();
    this.shown.abort();
    this.root.remove();
  }

  /** Do something as this person; the answer comes when the app has acknowledged. */
  async send(what, body = {}) {
    this.busy += 1;
    if (what === "message") this.newFrom = null;
    setTimeout(() => this.paintBusy(), 250);
    const { uid } = this;
    const answer = await act(uid, what, body);
    await refresh(uid);
    this.busy -= 1;
    this.paintBusy();
    if (uid === this.uid && !answer.ok && answer.notice && !answer.errors) this.notices.add(answer.notice);
    return answer;
  }

  paintBusy() {
    this.progress.hidden = this.busy === 0;
  }

  /** Everything a renderer needs to know about this viewer and one surface. */
  context(surface) {
    return {
      viewer: this.viewer,
      surface,
      conversations: () => this.conversations(),
      conversationName: (one) => this.conversationName(one),
      channelName: (id) => this.conversations().find((one) => one.id === id)?.name ?? id,
      confirm: (question) => this.confirm(question, surface),
      options: async (block, element, query) => {
        const body = { container: surface.container, block_id: block.block_id, action_id: element.action_id, query };
        return act(this.uid, "options", body);
      },
    };
  }

  async confirm(question, surface) {
    const { signal } = this.shown;
    this.asking = true;
    this.modals.cover();
    const yes = await confirmDialog(this.modalHost, question, this.context(surface), signal);
    this.asking = false;
    this.modals.cover();
    return yes && !signal.aborted;
  }

  /** The surface of a message or Home tab; it lives as long as this person is shown. */
  surfaceFor(key, container, seed = {}) {
    if (!this.surfaces.has(key)) {
      this.surfaces.set(key, new Surface(container, (body) => this.send("action", body), seed, new KeptMap("surface", this.uid, key)));
    }
    return this.surfaces.get(key);
  }

  conversations() {
    return snapshot(this.uid)?.conversations ?? [];
  }

  /** "#general", or the names of the others. */
  conversationName(conversation) {
    if (conversation.kind === "channel") return `#${conversation.name}`;
    const others = conversation.members.filter((uid) => uid !== this.uid).sort((a, b) => isApp(a) - isApp(b));
    if (conversation.kind === "im") return nameOf(others[0] ?? this.uid);
    return others.map((uid) => (isApp(uid) ? nameOf(uid) : nameOf(uid).split(" ")[0])).join(", ");
  }

  /** Turn to a conversation or the app's Home. */
  go(place) {
    const moved = place.home !== this.place.home || place.channel !== this.place.channel;
    this.place = place;
    this.root.classList.remove("side-open");
    this.newFrom = null;
    this.render(moved);
    if (place.home) this.send("home");
    else if (moved) this.focusComposer();
  }

  /** Open the app's Home. */
  goHome() {
    const own = this.conversations().find((one) => one.kind === "im" && one.members.some(isApp));
    this.go({ home: true, channel: own?.id ?? null });
  }

  /** Put the focus where one goes on: the composer, or the Home tab. */
  focusComposer() {
    const place = this.place.home ? this.home : this.composer.form.hidden ? this.log : this.composer.field;
    place.focus({ preventScroll: true });
  }

  /** Open a thread under its first message. */
  openThread(ts) {
    this.openThreads.add(ts);
    this.render();
    this.log.querySelector(`[data-focus="reply-${CSS.escape(ts)}"]`)?.focus();
  }

  /** Open or close a thread. */
  toggleThread(ts) {
    if (!this.openThreads.delete(ts)) this.openThreads.add(ts);
    this.render();
  }

  /** Cover the conversation while a modal is open. */
  setCovered(covered) {
    this.body.inert = covered;
  }

  /** Show the latest snapshot. */
  render(moved = false) {
    const snap = snapshot(this.uid);
    if (!snap) return;
    const conversations = snap.conversations;
    let jump = moved;
    if (!this.place.home && !conversations.some((one) => one.id === this.place.channel)) {
      this.place = { home: false, channel: this.firstPlace(conversations)?.id ?? null };
      jump = true;
    }
    this.sidebar.render(conversations);
    const elsewhere = conversations.filter((one) => one.id !== this.place.channel || this.place.home);
    this.unread = elsewhere.reduce((sum, one) => sum + one.unread, 0);
    const conversation = conversations.find((one) => one.id === this.place.channel);
    this.home.hidden = !this.place.home;
    this.log.hidden = this.place.home || !conversation;
    const readOnly = Boolean(conversation?.read_only);
    this.composer.form.hidden = this.place.home || !conversation || readOnly;
    this.readOnly.hidden = this.place.home || !readOnly;
    this.renderPaneHead(conversation);
    if (this.place.home) this.renderHome(snap.home);
    else if (conversation) this.renderConversation(conversation, jump);
    this.modals.render(snap.modals ?? []);
    this.notices.render();
  }

  /** Where somebody goes on: where the newest unread message is, or the first channel. */
  firstPlace(conversations) {
    const unread = conversations.filter((one) => one.unread);
    if (unread.length) return unread.sort((a, b) => a.messages.at(-1).ts - b.messages.at(-1).ts).at(-1);
    return conversations.find((one) => one.kind === "channel") ?? conversations[0];
  }

  renderConversation(conversation, jump) {
    const name = this.conversationName(conversation);
    this.log.setAttribute("aria-label", `Messages in ${name}`);
    if (conversation.unread && (jump || !this.newFrom)) this.newFrom = conversation.messages.at(-conversation.unread)?.ts ?? null;
    this.list.render(conversation, { jump, newFrom: this.newFrom });
    this.composer.open(conversation, name);
    if (conversation.unread && document.visibilityState === "visible") {
      conversation.unread = 0;
      act(this.uid, "read", { channel: conversation.id }).then(() => refresh(this.uid));
    }
  }

  renderHome(view) {
    if (!view) {
      const words = "The app has not filled this page yet.";
      reconcile(this.home, [{ key: "empty", sig: "", make: () => el("p", { class: "empty", text: words }) }]);
      return;
    }
    const surface = this.surfaceFor(`home:${view.id}`, { type: "view", view_id: view.id }, view.state?.values);
    renderBlocks(this.home, view.blocks, this.context(surface));
  }

  renderPaneHead(conversation) {
    const app = this.place.home || (conversation?.kind === "im" && conversation.members.some(isApp));
    const title = app ? workspace.bot.name : conversation ? this.conversationName(conversation) : "";
    const about = !app && conversation && conversation.kind !== "im" ? `${conversation.members.length} members` : "";
    const sig = JSON.stringify([app, title, about, this.place]);
    const menu = el("button", { type: "button", class: "icon-button side-toggle", on: { click: () => this.toggleSide() } }, icon("menu"), hidden("Show conversations"));
    menu.dataset.focus = "side-toggle";
    const make = () => {
      const node = el("div", { class: "pane-title" }, menu, el("h2", { text: title }), el("span", { class: "muted", text: about }));
      if (app) node.append(this.tabs(conversation));
      return node;
    };
    reconcile(this.paneHead, [{ key: "title", sig, make }, ...this.canvases(this.place.home ? null : conversation)]);
    mark(this.paneHead.querySelector(".side-toggle"), this.unread);
  }

  /** The canvases of a channel, folded: Slack shows each as a tab. */
  canvases(conversation) {
    return (conversation?.canvases ?? []).map((one) => {
      const make = () => {
        const text = el("div", { class: "canvas-text", tabindex: "0" }, markdown(one.markdown, this.context({})));
        return el("details", { class: "canvas" }, el("summary", {}, one.title, el("span", { class: "muted small", text: " Canvas" })), text);
      };
      return { key: one.id, sig: JSON.stringify(one), make };
    });
  }

  tabs(conversation) {
    const tab = (label, place, current) => {
      const props = { type: "button", class: "tab", "aria-current": current ? "page" : null, on: { click: () => this.go(place) } };
      const node = el("button", props, label);
      node.dataset.focus = `tab-${label}`;
      return node;
    };
    const channel = conversation?.id ?? this.place.channel;
    const tabs = [tab("Home", { home: true, channel }, this.place.home), tab("Messages", { home: false, channel }, !this.place.home)];
    return el("div", { class: "tabs" }, ...tabs);
  }

  /** Slide the sidebar of a narrow column in or out. */
  toggleSide() {
    const open = this.root.classList.toggle("side-open");
    if (open) (this.side.querySelector("[aria-current]") ?? this.side.querySelector("button"))?.focus();
    else this.paneHead.querySelector(".side-toggle")?.focus();
  }

  /** Take over what the workspace now says of this person. */
  refreshViewer() {
    const known = person(this.uid);
    if (JSON.stringify(known) === JSON.stringify(this.viewer)) return;
    this.viewer = known;
    this.renderHead();
  }

  renderHead() {
    const close = el("button", { type: "button", class: "icon-button column-close", on: { click: () => this.layout.close(this) } }, icon("close"), hidden(`Close ${nameOf(this.uid)}'s column`));
    this.localTime = el("span", { class: "local-time" });
    const words = el("div", { class: "who" }, el("strong", { text: nameOf(this.uid) }), el("span", { class: "muted", text: this.viewer.deleted ? "Deactivated" : (this.viewer.title ?? "") }));
    this.head.replaceChildren(avatar(this.uid, "avatar-large"), words, this.localTime, personSwitcher(this), close);
    this.tick();
  }

  /** Bring the time shown in the head up to date. */
  tick() {
    this.localTime.textContent = `${timeOfDay(now(), this.viewer.tz)} ${zoneCity(this.viewer.tz)}`;
  }
}
