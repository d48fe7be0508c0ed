/** Pop-up menus in the top layer: arrow keys, Escape, closing by a press elsewhere. */

import { el } from "./dom.js";

/** Put a popover under its anchor, inside the window. */
function place(popover, anchor, { alignEnd = false, stretch = false } = {}) {
  const box = anchor.getBoundingClientRect();
  if (stretch) popover.style.setProperty("min-width", `${box.width}px`);
  const { width, height } = popover.getBoundingClientRect();
  const left = alignEnd ? box.right - width : box.left;
  const below = box.bottom + 4;
  const top = below + height > innerHeight - 8 ? Math.max(8, box.top - height - 4) : below;
  popover.style.setProperty("left", `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`);
  popover.style.setProperty("top", `${top}px`);
}

/** Show a popover under its anchor and let it follow when something around it scrolls, until it closes. */
export function showAt(popover, anchor, options = {}) {
  if (!popover.matches(":popover-open")) {
    popover.showPopover();
    const watching = new AbortController();
    const follow = (event) => !popover.contains(event.target) && place(popover, anchor, options);
    document.addEventListener("scroll", follow, { capture: true, signal: watching.signal });
    popover.addEventListener("toggle", (event) => event.newState === "closed" && watching.abort(), watching);
  }
  place(popover, anchor, options);
}

/** Move the focus among `items` with the arrow keys, Home and End; true when the key was used. */
export function moveFocus(event, items) {
  const at = items.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
  if (!(event.key in steps) || !items.length) return false;
  event.preventDefault();
  items[(steps[event.key] + items.length) % items.length].focus();
  return true;
}

/**
 * Open a menu under `anchor`. `entries`: {label, hint?, run} or {heading}. Focus goes to the first entry and
 * comes back to the anchor afterwards.
 */
export function openMenu(anchor, entries, label) {
  const menu = el("div", { class: "menu", role: "menu", popover: "auto", "aria-label": label });
  for (const entry of entries) {
    if (entry.heading) {
      menu.append(el("div", { class: "menu-heading", role: "presentation", text: entry.heading }));
      continue;
    }
    const run = () => {
      menu.hidePopover();
      entry.run();
    };
    const hint = entry.hint ? el("span", { class: "menu-hint", text: entry.hint }) : null;
    const item = el("button", { class: "menu-item", role: "menuitem", type: "button", tabindex: "-1", on: { click: run } });
    item.append(el("span", {}, entry.label), ...(hint ? [hint] : []));
    menu.append(item);
  }
  const items = [...menu.querySelectorAll(".menu-item")];
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Tab") menu.hidePopover();
    else moveFocus(event, items);
    event.stopPropagation();
  });
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const inside = menu.contains(document.activeElement) || document.activeElement === document.body;
    anchor.setAttribute("aria-expanded", "false");
    menu.remove();
    if (inside) anchor.focus({ preventScroll: true });
  });
  (anchor.closest("dialog") ?? anchor.closest(".column") ?? document.body).append(menu);
  showAt(menu, anchor, { alignEnd: anchor.dataset.menuEnd !== undefined });
  anchor.setAttribute("aria-expanded", "true");
  items[0]?.focus();
}
