/** Starts the page: top bar, columns of people, tools, live updates. */

import { get, live, token } from "./api.js";
import { Clock } from "./clock.js";
import { besideControl, Desk, firstPeople } from "./desk.js";
import { el, hidden } from "./dom.js";
import { Drawer, registerPanel } from "./drawer.js";
import { emit, on } from "./events.js";
import { helpPanel } from "./help.js";
import { icon } from "./icons.js";
import { inspectorPanel } from "./inspector.js";
import { scenesPanel } from "./scenes.js";
import { forget, loadWorkspace, person, refresh, setClock, watched, workspace } from "./store.js";
import { themeButton } from "./theme.js";
import { toast } from "./toast.js";
import { tourButton } from "./tour.js";
import { waitingPanel } from "./waiting.js";
import { weatherPanel } from "./weather.js";

function showConnection(node, lineUp) {
  const { connected } = workspace.app;
  const words = !lineUp ? "Reconnecting…" : connected ? "App connected" : "App not connected";
  if (node.textContent !== words) node.textContent = words;
  node.classList.toggle("state-bad", !lineUp || !connected);
}

function fail(root, words) {
  root.replaceChildren(el("div", { class: "failed" }, el("h2", { text: "This page can't reach its playground" }), el("p", { text: words })));
}

async function start() {
  const desks = document.getElementById("columns");
  const state = token ? await loadWorkspace() : { ok: false, notice: "Its address lacks the token. Open the link that the playground printed." };
  if (!state.ok) return fail(desks, state.notice ?? "Open the link that the playground printed when it started.");
  const { backstage } = workspace;
  const desk = new Desk(desks);
  for (const uid of firstPeople()) desk.open(uid);

  const zone = () => person(desk.active?.uid).tz;
  const clock = new Clock(document.getElementById("clock"), { zone, backstage });
  desk.onFocus = () => clock.paint();
  setInterval(() => {
    clock.paint();
    for (const column of desk.columns) column.tick();
  }, 1000);

  const connection = document.getElementById("connection");
  const tools = document.getElementById("tools");
  const drawerButton = el("button", { type: "button", class: "icon-button", "aria-expanded": "false", "aria-controls": "drawer" }, icon("panel"), hidden("Tools"));
  if (backstage) tools.append(tourButton(desk, clock));
  tools.append(besideControl(desk), themeButton(), drawerButton);
  if (backstage) registerPanel(waitingPanel({ zone, clock }));
  registerPanel(inspectorPanel({ zone, backstage }));
  registerPanel(weatherPanel());
  if (backstage) registerPanel(scenesPanel());
  registerPanel(helpPanel(() => (clock.paint(), desk.render())));
  const drawer = new Drawer(document.getElementById("drawer"), drawerButton);
  keys(desk, drawer);
  follow(desk, clock);
  listen(desk, connection);
  nameTeam();
  return desk.active.focusComposer();
}

function nameTeam() {
  document.getElementById("team").textContent = workspace.scene.title || workspace.team.name;
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

/** Keep columns and clock in step with what the server pushes. */
function follow(desk, clock) {
  on("clock", (event) => {
    setClock(event);
    clock.paint();
    desk.render();
  });
  on("changed", (event) => {
    const shown = watched();
    for (const uid of event.people ?? shown) if (shown.includes(uid)) refresh(uid);
  });
  on("workspace", async () => {
    await loadWorkspace();
    desk.render();
  });
  on("scene", async ({ state, problem }) => {
    if (state === "failed") toast(problem || "The scene could not be set.", true);
    if (state !== "ready") return;
    forget();
    await loadWorkspace();
    nameTeam();
    desk.restage(firstPeople());
    clock.paint();
    emit({ type: "restaged" });
  });
}

function listen(desk, connection) {
  let interrupted = false;
  const onStatus = async (up) => {
    if (up && interrupted) {
      await loadWorkspace();
      for (const uid of watched()) refresh(uid);
    }
    interrupted = !up;
    showConnection(connection, up);
    if (up) return;
    const { error } = await get("/ui/state");
    if (error === "bad_page_token") fail(desk.root, "It was started anew, and has another address now. Open the link that it printed.");
  };
  live(emit, onStatus);
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
