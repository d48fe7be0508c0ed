/** Date, time and date-time inputs, in the viewer's zone. */

import { fromLocalInput, toLocalInput, zoneCity } from "./dates.js";
import { el } from "./dom.js";
import { plain } from "./mrkdwn.js";

/** Wait until a date or time input has come to rest before the app hears of it: typing a year fires four changes. */
function whenSettled(input, run) {
  let timer = 0;
  let dirty = false;
  const fire = () => {
    clearTimeout(timer);
    if (dirty) run();
    dirty = false;
  };
  input.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(fire, 700);
  });
  input.addEventListener("blur", fire);
  input.addEventListener("keydown", (event) => event.key === "Enter" && fire());
}

function temporal(c, type, value, read, note) {
  const props = { ...c.props(), class: "text-input date-input", type, value };
  if (!props["aria-label"] && !props.id) props["aria-label"] = plain(c.element.placeholder) || "Choose a time";
  const input = el("input", props);
  const silent = c.block.type === "input" && !c.block.dispatch_action;
  if (silent) input.addEventListener("input", () => c.keep(read(input.value)));
  else whenSettled(input, () => c.change(read(input.value), input));
  return note ? el("span", { class: "with-note" }, input, el("span", { class: "note", text: note })) : input;
}

/** A day. */
export function datepicker(c) {
  return temporal(c, "date", c.state().selected_date ?? "", (v) => ({ selected_date: v || null }));
}

/** A time of day, in a zone if the element names one. */
export function timepicker(c) {
  const zone = c.element.timezone;
  const read = (value) => ({ selected_time: value || null, ...(zone && { timezone: zone }) });
  return temporal(c, "time", c.state().selected_time ?? "", read, zone && `${zoneCity(zone)} time`);
}

/** An instant, typed in the viewer's zone. */
export function datetimepicker(c) {
  const { tz } = c.ctx.viewer;
  const seconds = c.state().selected_date_time;
  const value = seconds ? toLocalInput(new Date(seconds * 1000), tz) : "";
  const read = (text) => {
    const instant = fromLocalInput(text, tz);
    return { selected_date_time: instant ? Math.floor(instant.getTime() / 1000) : null };
  };
  return temporal(c, "datetime-local", value, read, `${zoneCity(tz)} time`);
}
