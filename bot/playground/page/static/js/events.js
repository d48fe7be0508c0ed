/** What the server pushes, for everybody on the page who wants to hear it. */

const listeners = new Map(); // type -> Set of callbacks

/** Call back with every event of a type ("clock", "changed", "traffic", "weather", "scene", "replay"). */
export function on(type, callback) {
  if (!listeners.has(type)) listeners.set(type, new Set());
  listeners.get(type).add(callback);
  return () => listeners.get(type).delete(callback);
}

/** Pass an event on. */
export function emit(event) {
  for (const callback of [...(listeners.get(event.type) ?? [])]) callback(event);
}

/** A function that runs `work` once things have been calm for some milliseconds. */
export function debounce(work, milliseconds = 300) {
  let timer = null;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, milliseconds);
  };
}
