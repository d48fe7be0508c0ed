/** Starts the page: top bar, columns of people, tools, live updates. */

import { get, live, token } from "./api.js";
import { Clock } from "./clock.js";
import { Layout, besideControl, firstPeople } from "./layout.js";
import { el, followPresses } from "./dom.js";
import { Drawer, registerPanel } from "./drawer.js";
import { emit, on } from "./events.js";
import { helpPanel } from "./help.js";
import { icon } from "./icons.js";
import { inspectorPanel } from "./inspector.js";
import { scenesPanel } from "./scenes.js";
import { clearSnapshots, loadWorkspace, person, refresh, setClock, watched, workspace } from "./store.js";
import { themeButton } from "./theme.js";
import { toast } from "./toast.js";
import { NewsLine, followNews } from "./news.js";
import { Tours } from "./tour.js";
import { isFirstVisit, welcome } from "./welcome.js";
import { outboxPanel } from "./outbox_panel.js";
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
  followPresses();
  const root = document.getElementById("columns");
  const state = token ? await loadWorkspace() : { ok: false, notice: "Its address lacks the token. Open the link that the playground printed." };
  if (!state.ok) return fail(root, state.notice ?? "Open the link that the playground printed when it started.");
  const { has_app: hasApp } = workspace;
  began = workspace.scene.began;
  const comesNew = hasApp && isFirstVisit();
  const layout = new Layout(root);
  for (const uid of firstPeople()) layout.open(uid);

  const zone = () => person(layout.active?.uid).tz;
  const clock = new Clock(document.getElementById("clock"), { zone, hasApp });
  layout.onFocus = () => clock.paint();
  setInterval(() => {
    clock.paint();
    for (const column of layout.columns) column.tick();
  }, 1000);

  const connection = document.getElementById("connection");
  const tools = document.getElementById("tools");
  const drawerButton = el("button", { type: "button", class: "button button-small", "aria-expanded": "false", "aria-controls": "drawer" }, icon("panel"), "Tools");
  const tours = hasApp && new Tours(document.getElementById("tour"), layout, clock);
  if (tours) tools.append(tours.button);
  tools.append(besideControl(layout), drawerButton, themeButton());
  if (hasApp) registerPanel(outboxPanel({ zone, clock }));
  registerPanel(inspectorPanel({ zone, hasApp }));
  registerPanel(weatherPanel());
  if (hasApp) registerPanel(scenesPanel());
  registerPanel(helpPanel(() => (clock.paint(), layout.render())));
  const drawer = new Drawer(document.getElementById("drawer"), drawerButton);
  keys(layout, drawer);
  follow(layout, clock);
  listen(layout, connection);
  nameTeam();
  new NewsLine(document.getElementById("news"), layout);
  on("news", () => layout.markPeople());
  await followNews();
  layout.active.focusComposer();
  return comesNew ? tours.begin(await welcome()) : undefined;
}

function nameTeam() {
  document.getElementById("team").textContent = workspace.scene.title || workspace.team.name;
}

function keys(layout, drawer) {
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const column = layout.columns[Number(event.code.replace("Digit", "")) - 1];
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
function follow(layout, clock) {
  on("clock", (event) => {
    setClock(event);
    clock.paint();
    layout.render();
  });
  on("changed", (event) => {
    const shown = watched();
    for (const uid of event.people ?? shown) if (shown.includes(uid)) refresh(uid);
  });
  on("workspace", async () => {
    await loadWorkspace();
    layout.render();
  });
  on("scene", async ({ state, problem }) => {
    if (state === "failed") toast(problem || "The scene could not be set.", true);
    if (state !== "ready") return;
    clearSnapshots();
    await loadWorkspace();
    nameTeam();
    layout.showOnly(firstPeople());
    clock.paint();
    began = workspace.scene.began;
    emit({ type: "scene_shown" });
  });
}

let began = ""; // when the scene that is shown began

/** Ask for the workspace anew; a scene of which the line brought no news, because it was down, is shown now. */
async function catchUp() {
  await loadWorkspace();
  const missed = !workspace.scene.busy && workspace.scene.began !== began;
  if (missed) emit({ type: "scene", state: "ready" });
  return missed;
}

function listen(layout, connection) {
  let interrupted = false;
  const onStatus = async (up) => {
    if (up && interrupted && !(await catchUp())) {
      for (const uid of watched()) refresh(uid);
    }
    interrupted = !up;
    showConnection(connection, up);
    if (up) return;
    const { error } = await get("/ui/state");
    if (error === "bad_page_token") fail(layout.root, "It was started anew, and has another address now. Open the link that it printed.");
  };
  live(emit, onStatus);
  setInterval(async () => {
    if (document.visibilityState !== "visible" || interrupted) return;
    await catchUp();
    for (const column of layout.columns) column.refreshViewer();
    showConnection(connection, true);
  }, 10_000);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") for (const uid of watched()) refresh(uid);
  });
}

start();
