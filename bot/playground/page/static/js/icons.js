/** The few line icons of the page, drawn as SVG nodes. */

const PATHS = {
  hash: "M9 4 7 20M17 4l-2 16M4 9h16M3.5 15h16",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  people: "M9 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 9 11zM3 19.5c.4-3.4 2.8-5.2 6-5.2s5.600 1.800 6 5.200M16 10.500a2.700 2.700 0 1 0-.6-5.300M17.500 14.600c2 .5 3.300 2.200 3.500 4.900",
  home: "M4 11.500 12 5l8 6.500M6.500 10v9h11v-9",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  menu: "M4 7h16M4 12h16M4 17h16",
  send: "M5 12h13M12.500 6.500 18 12l-5.500 5.500",
  bolt: "M13 3 6 13.500h5.500L11 21l7-10.500h-5.500z",
  file: "M7 3.500h7l4 4V20.500H7zM14 3.500v4h4",
  download: "M12 4v11M7.500 11 12 15.500 16.500 11M5 20h14",
  eye: "M3 12s3.500-6 9-6 9 6 9 6-3.500 6-9 6-9-6-9-6zM12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.500V12l3 2",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z",
  sun: "M12 16.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400",
  panel: "M4 5h16v14H4zM14.500 5v14",
  image: "M4 5h16v14H4zM8.500 10.500a1.200 1.200 0 1 0 0-2.400 1.200 1.200 0 0 0 0 2.400zM4 17l5-4.500 3.500 3L16 12l4 4",
  reply: "M9 7 4 12l5 5M4 12h9c4 0 6.500 2 7 6",
  back: "M14.500 6 8.500 12l6 6",
  down: "M7 10l5 5 5-5",
  play: "M8 5.500v13l10.500-6.500z",
  pause: "M8.500 5.500v13M15.500 5.500v13",
  next: "M6 5.500v13l9-6.500zM18 5.500v13",
  upload: "M12 20V9M7.500 13 12 8.500 16.500 13M5 4h14",
  check: "M5 12.500 10 17.500 19.500 7",
  warn: "M12 4 2.500 20h19zM12 10v4.500M12 17.500h.01",
};

/** An icon by name; decoration only, so hidden from assistive technology. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
