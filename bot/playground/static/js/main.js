/** Starts the page: top bar, columns of people, live updates. */

import { live, token } from "./api.js";
import { Clock } from "./clock.js";
import { Column } from "./column.js";
import { el, hidden } from "./dom.js";
import { Drawer, registerPanel } from "./drawer.js";
import { helpPanel } from "./help.js";
import { icon } from "./icons.js";
import { loadWorkspace, nameOf, person, refresh, setClock, watched, workspace } from "./store.js";
import { people } from "./switcher.js";
import { themeButton } from "./theme.js";

const MOST = 4;

/** All columns side by side. */
class Desk {
  constructor(root) {
    this.root = root;
    this.columns = [];
    this.active = null;
  }

  open(uid) {
    const column = new Column(uid, this);
    this.columns.push(column);
    this.root.append(column.root);
    this.active ??= column;
    this.changed();
    return column;
  }

  /** Make a column somebody else; when they are in another column, the two change places. */
  switchTo(column, uid) {
    if (uid === column.uid) return;
    const other = this.columns.find((one) => one.uid === uid);
    const before = column.uid;
    column.become(uid);
    other?.become(before);
    this.changed();
  }

  close(column) {
    if (this.columns.length === 1) return;
    this.columns = this.columns.filter((one) => one !== column);
    column.remove();
    if (this.active === column) this.active = this.columns[0];
    this.active.focusComposer();
    this.changed();
  }

  focused(column) {
    if (this.active === column) return;
    this.active = column;
    this.onFocus?.();
  }

  changed() {
    this.root.dataset.columns = String(this.columns.length);
    const address = new URL(location.href);
    address.searchParams.set("people", this.columns.map((one) => one.uid).join(","));
    history.replaceState(null, "", address);
    this.onChange?.();
    this.onFocus?.();
  }

  render() {
    for (const column of this.columns) {
      column.meet();
      column.tick();
      column.render();
    }
  }
}

function firstPeople() {
  const asked = (new URLSearchParams(location.search).get("people") ?? "").split(",");
  const known = [...new Set(asked)].filter((uid) => people().some((one) => one.id === uid)).slice(0, MOST);
  return known.length ? known : people().slice(0, 1).map((one) => one.id);
}

/** The control that puts another person beside the others. */
function besideControl(desk) {
  const select = el("select", { class: "select select-small", "aria-label": "Add a person beside" });
  const paint = () => {
    const shown = new Set(desk.columns.map((one) => one.uid));
    const options = people().filter((one) => !shown.has(one.id)).map((one) => el("option", { value: one.id }, nameOf(one.id)));
    select.replaceChildren(el("option", { value: "" }, "Add beside…"), ...options);
    select.disabled = desk.columns.length >= MOST || !options.length;
  };
  select.addEventListener("change", () => {
    if (!select.value) return;
    const column = desk.open(select.value);
    column.root.scrollIntoView({ inline: "end" });
    column.focusComposer();
  });
  desk.onChange = paint;
  paint();
  return el("span", { class: "select-wrap" }, select, icon("down"));
}

function showConnection(node, lineUp) {
  const { connected } = workspace.app;
  const words = !lineUp ? "Reconnecting…" : connected ? "App connected" : "App not connected";
  node.textContent = words;
  node.classList.toggle("state-bad", !lineUp || !connected);
}

function fail(root, words) {
  root.replaceChildren(el("div", { class: "failed" }, el("h2", { text: "This page can't reach its playground" }), el("p", { text: words })));
}

async function start() {
  const desks = document.getElementById("columns");
  const state = token ? await loadWorkspace() : { ok: false, notice: "Its address lacks the token. Open the link that the playground printed." };
  if (!state.ok) return fail(desks, state.notice ?? "Open the link that the playground printed when it started.");
  document.getElementById("team").textContent = workspace.team.name;
  const desk = new Desk(desks);
  for (const uid of firstPeople()) desk.open(uid);

  const zone = () => person(desk.active?.uid).tz;
  const clock = new Clock(document.getElementById("clock"), { zone, problem: (text) => desk.active.notice(text) });
  desk.onFocus = () => clock.paint();
  setInterval(() => {
    clock.paint();
    for (const column of desk.columns) column.tick();
  }, 1000);

  const connection = document.getElementById("connection");
  const tools = document.getElementById("tools");
  const drawerButton = el("button", { type: "button", class: "icon-button", "aria-expanded": "false", "aria-controls": "drawer" }, icon("panel"), hidden("Tools"));
  tools.append(besideControl(desk), themeButton(), drawerButton);
  registerPanel(helpPanel(() => (clock.paint(), desk.render())));
  const drawer = new Drawer(document.getElementById("drawer"), drawerButton);
  keys(desk, drawer);
  listen(desk, clock, connection);
  return desk.active.focusComposer();
}

function keys(desk, drawer) {
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const column = desk.columns[Number(event.code.replace("Digit", "")) - 1];
    if (column) {
      event.preventDefault();
      column.root.scrollIntoView({ inline: "nearest" });
      const dialog = column.modals.modals.at(-1);
      if (dialog) dialog.show();
      else column.focusComposer();
    } else if (event.code === "KeyT") {
      event.preventDefault();
      drawer.set(drawer.root.hidden);
    }
  });
}

function listen(desk, clock, connection) {
  let interrupted = false;
  const onEvent = async (event) => {
    if (event.type === "clock") {
      setClock(event.now);
      clock.paint();
      desk.render();
    } else if (event.type === "changed") {
      const shown = watched();
      for (const uid of event.people ?? shown) if (shown.includes(uid)) refresh(uid);
    } else if (event.type === "workspace") {
      await loadWorkspace();
      desk.render();
    }
  };
  const onStatus = async (up) => {
    if (up && interrupted) {
      await loadWorkspace();
      for (const uid of watched()) refresh(uid);
    }
    interrupted = !up;
    showConnection(connection, up);
  };
  live(onEvent, onStatus);
  setInterval(async () => {
    if (document.visibilityState !== "visible" || interrupted) return;
    await loadWorkspace();
    for (const column of desk.columns) column.meet();
    showConnection(connection, true);
  }, 10_000);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") for (const uid of watched()) refresh(uid);
  });
}

start();
