/** Instants in the viewer's zone: Slack's date tokens, and the round trip of date-time inputs. */

import { now, preferences } from "./store.js";

const formatters = new Map();
const MONTHS = "January February March April May June July August September October November December".split(" ");
const WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

function formatter(tz) {
  if (!formatters.has(tz)) {
    let zone = tz;
    try {
      new Intl.DateTimeFormat("en-US", { timeZone: zone });
    } catch {
      zone = "UTC";
    }
    const options = { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit" };
    Object.assign(options, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
    formatters.set(tz, new Intl.DateTimeFormat("en-US", options));
  }
  return formatters.get(tz);
}

/** The wall clock of an instant in a zone: {year, month, day, hour, minute, second, weekday}, all numbers. */
export function wall(date, tz) {
  const parts = {};
  for (const { type, value } of formatter(tz).formatToParts(date)) parts[type] = Number(value);
  const { year, month, day, hour, minute, second } = parts;
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return { year, month, day, hour, minute, second, weekday };
}

const two = (n) => String(n).padStart(2, "0");

/** The day an instant falls on in a zone, as YYYY-MM-DD. */
export function dayOf(date, tz) {
  const w = wall(date, tz);
  return `${w.year}-${two(w.month)}-${two(w.day)}`;
}

/** An instant as the value of a datetime-local input in a zone. */
export function toLocalInput(date, tz) {
  const w = wall(date, tz);
  return `${dayOf(date, tz)}T${two(w.hour)}:${two(w.minute)}`;
}

/** The instant a datetime-local value means in a zone, or null. A time skipped by a clock change moves forward. */
export function fromLocalInput(value, tz) {
  const match = /^(\d{4,6})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(value);
  if (!match) return null;
  const [year, month, day, hour, minute] = match.slice(1).map(Number);
  const asUtc = Date.UTC(year, month - 1, day, hour, minute);
  const offsetAt = (instant) => {
    const w = wall(new Date(instant), tz);
    return Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute, w.second) - Math.floor(instant / 1000) * 1000;
  };
  const first = asUtc - offsetAt(asUtc);
  return new Date(asUtc - offsetAt(first));
}

function ordinal(n) {
  if (n % 100 >= 11 && n % 100 <= 13) return `${n}th`;
  return `${n}${["th", "st", "nd", "rd"][n % 10] ?? "th"}`;
}

/** The time of day, in the viewer's preferred style. */
export function timeOfDay(date, tz, seconds = false) {
  const w = wall(date, tz);
  const tail = seconds ? `:${two(w.second)}` : "";
  if (!preferences.hour12) return `${two(w.hour)}:${two(w.minute)}${tail}`;
  return `${w.hour % 12 || 12}:${two(w.minute)}${tail} ${w.hour < 12 ? "AM" : "PM"}`;
}

function dayDifference(date, tz) {
  const days = (d) => Date.parse(`${dayOf(d, tz)}T00:00:00Z`) / 86_400_000;
  return days(date) - days(now());
}

function pretty(date, tz, otherwise) {
  const words = { "-1": "yesterday", 0: "today", 1: "tomorrow" };
  return words[dayDifference(date, tz)] ?? otherwise;
}

function ago(date) {
  const seconds = Math.round((date - now()) / 1000);
  const steps = [["day", 86_400], ["hour", 3600], ["minute", 60]];
  const [unit, size] = steps.find(([, s]) => Math.abs(seconds) >= s) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

/** Date tokens as Slack names them. Slack leaves the year out within six months; so do we. */
function tokens(date, tz) {
  const w = wall(date, tz);
  const near = Math.abs(date - now()) < 183 * 86_400_000;
  const month = MONTHS[w.month - 1];
  const year = near ? "" : `, ${w.year}`;
  const plain = `${month} ${ordinal(w.day)}${year}`;
  const short = `${month.slice(0, 3)} ${w.day}${year}`;
  const long = `${WEEKDAYS[w.weekday]}, ${plain}`;
  return {
    date_num: () => dayOf(date, tz),
    date_slash: () => `${two(w.month)}/${two(w.day)}/${w.year}`,
    date: () => plain,
    date_short: () => short,
    date_long: () => long,
    date_long_full: () => `${WEEKDAYS[w.weekday]}, ${month} ${ordinal(w.day)}, ${w.year}`,
    date_pretty: () => pretty(date, tz, plain),
    date_short_pretty: () => pretty(date, tz, short),
    date_long_pretty: () => pretty(date, tz, long),
    day_divider_pretty: () => pretty(date, tz, `${WEEKDAYS[w.weekday]}, ${plain}`),
    time: () => timeOfDay(date, tz),
    time_secs: () => timeOfDay(date, tz, true),
    ago: () => ago(date),
  };
}

/** Fill a format such as "{date_short} at {time}" for one instant in one zone; unknown tokens stay as they are. */
export function formatDate(format, unixSeconds, tz) {
  const known = tokens(new Date(unixSeconds * 1000), tz);
  return format.replace(/\{(\w+)\}/g, (whole, name) => (known[name] ? known[name]() : whole));
}

/** The heading above a day's messages. */
export function dayHeading(date, tz) {
  const text = formatDate("{day_divider_pretty}", date.getTime() / 1000, tz);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "Berlin" out of "Europe/Berlin". */
export function zoneCity(tz) {
  return tz.split("/").pop().replaceAll("_", " ");
}
