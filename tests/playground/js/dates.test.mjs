import assert from "node:assert/strict";
import { before, test } from "node:test";

import { load } from "./dom.mjs";
import { workspace } from "./workspace.mjs";

let dates;
let store;

before(async () => {
  store = await workspace();
  dates = await load("dates");
});

const at = (iso) => new Date(iso);
const shown = (format, iso, tz = "Europe/Berlin") => dates.formatDate(format, at(iso) / 1000, tz);

test("the wall clock of an instant", () => {
  assert.deepEqual(dates.wall(at("2026-11-23T23:30:00Z"), "Asia/Tokyo"), { year: 2026, month: 11, day: 24, hour: 8, minute: 30, second: 0, weekday: 2 });
  assert.equal(dates.dayOf(at("2026-11-23T23:30:00Z"), "America/New_York"), "2026-11-23");
});

test("an unknown zone is shown as UTC", () => {
  assert.equal(dates.wall(at("2026-11-23T23:30:00Z"), "Mars/Olympus").hour, 23);
});

test("a local input and its instant are the same there and back", () => {
  for (const tz of ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"]) {
    const instant = at("2026-07-01T16:45:00Z");
    assert.equal(dates.fromLocalInput(dates.toLocalInput(instant, tz), tz).toISOString(), instant.toISOString());
  }
  assert.equal(dates.fromLocalInput("2026-11-23T10:00", "Europe/Berlin").toISOString(), "2026-11-23T09:00:00.000Z");
  assert.equal(dates.fromLocalInput("tomorrow", "UTC"), null);
});

test("a time that a clock change skips moves forward", () => {
  const instant = dates.fromLocalInput("2026-03-29T02:30", "Europe/Berlin");
  assert.equal(dates.toLocalInput(instant, "Europe/Berlin"), "2026-03-29T03:30");
});

test("Slack's tokens, the year left out within six months", () => {
  assert.equal(shown("{date}", "2026-12-02T09:00:00Z"), "December 2nd");
  assert.equal(shown("{date_short}", "2027-12-02T09:00:00Z"), "Dec 2, 2027");
  assert.equal(shown("{date_long}", "2026-12-11T09:00:00Z"), "Friday, December 11th");
  assert.equal(shown("{date_num} {date_slash}", "2026-12-02T09:00:00Z"), "2026-12-02 12/02/2026");
  assert.equal(shown("{nothing}", "2026-12-02T09:00:00Z"), "{nothing}");
});

test("yesterday, today and tomorrow are those of the viewer", () => {
  assert.equal(shown("{date_pretty}", "2026-11-23T22:59:00Z"), "today");
  assert.equal(shown("{date_pretty}", "2026-11-23T23:01:00Z"), "tomorrow");
  assert.equal(shown("{date_pretty}", "2026-11-23T23:01:00Z", "America/New_York"), "today");
  assert.equal(shown("{date_short_pretty}", "2026-11-22T10:00:00Z"), "yesterday");
  assert.equal(dates.dayHeading(at("2026-11-23T10:00:00Z"), "UTC"), "Today");
});

test("how long ago", () => {
  assert.equal(shown("{ago}", "2026-11-23T08:00:00Z"), "1 hour ago");
  assert.equal(shown("{ago}", "2026-11-26T10:00:00Z"), "in 3 days");
});

test("twelve hours or twenty-four, as the viewer likes", () => {
  const instant = at("2026-11-23T12:05:09Z");
  assert.equal(dates.timeOfDay(instant, "UTC", true), "12:05:09");
  store.preferences.hour12 = true;
  assert.equal(dates.timeOfDay(instant, "UTC"), "12:05 PM");
  assert.equal(dates.timeOfDay(at("2026-11-23T00:05:00Z"), "UTC"), "12:05 AM");
  store.preferences.hour12 = false;
});

test("a zone by its city", () => {
  assert.equal(dates.zoneCity("America/New_York"), "New York");
});
