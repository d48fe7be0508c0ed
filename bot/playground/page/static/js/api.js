/** Talking to the stand-in: JSON requests with the page's token, and the live WebSocket. */

/** The page's token, taken from its own address. */
export const token = new URLSearchParams(location.search).get("token") ?? "";

async function send(path, options) {
  const headers = { "X-Playground-Token": token, ...options.headers };
  let response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch {
    return { ok: false, error: "offline", notice: "The playground does not answer. Is it still running?" };
  }
  let body = null;
  try {
    body = await response.json();
  } catch {
    body = null;
  }
  if (body && typeof body === "object") return "ok" in body ? body : { ok: response.ok, ...body };
  return { ok: false, error: `http_${response.status}`, notice: `The playground answered ${response.status}.` };
}

/** GET a JSON document; always resolves, with `ok:false` and a `notice` when something went wrong. */
export function get(path) {
  return send(path, { method: "GET" });
}

/** POST JSON; same promise as `get`. */
export function post(path, body = {}) {
  return send(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** DELETE; same promise as `get`. */
export function remove(path) {
  return send(path, { method: "DELETE" });
}

/** POST on behalf of a person: `/ui/people/{uid}/{what}`. */
export function act(uid, what, body = {}) {
  return post(`/ui/people/${encodeURIComponent(uid)}/${what}`, body);
}

/** Hand over a file as a person; resolves to `{ok, file}` with its shape. */
export function giveFile(uid, file) {
  const path = `/ui/people/${encodeURIComponent(uid)}/file?name=${encodeURIComponent(file.name)}`;
  return send(path, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file });
}

/** An address of this server with the token on it, for links the browser itself follows. */
export function withToken(url) {
  const parsed = new URL(url, location.href);
  if (parsed.origin === location.origin) parsed.searchParams.set("token", token);
  return parsed.href;
}

/**
 * Listen for changes; reconnects by itself, more slowly each time up to five seconds.
 * `onEvent(event)` per message, `onStatus(connected)` when the line comes or goes.
 */
export function live(onEvent, onStatus) {
  let wait = 250;
  const connect = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ui/live?token=${encodeURIComponent(token)}`);
    socket.addEventListener("open", () => {
      wait = 250;
      onStatus(true);
    });
    socket.addEventListener("message", (message) => onEvent(JSON.parse(message.data)));
    socket.addEventListener("close", () => {
      onStatus(false);
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 5000);
    });
  };
  connect();
}
