// How a page talks with the class (internal/web/classroom): it sends requests, and hears how things are as they change.

const place = "wirelab class"; // the id that the class has given this browser, for all its tabs

// root is the address of the site, with a / at its end.
export function root() {
  return new URL(document.documentElement.dataset.class, location.href);
}

// post sends a request and returns the answer. What the class refuses is an Error with its reason; gone says that it does not
// know this browser.
export async function post(what, body = {}, key = "") {
  const headers = { "Content-Type": "application/json" };
  if (key) headers.Authorization = `Bearer ${key}`;
  const response = await fetch(new URL(`class/${what}`, root()), { method: "POST", headers, body: JSON.stringify(body) });
  if (response.ok) return response.json();
  throw Object.assign(new Error((await response.text()).trim()), { gone: response.status === 404 });
}

// who is this browser's id; empty if it is in no class.
export function who() {
  try {
    return localStorage.getItem(place) ?? "";
  } catch {
    return "";
  }
}

// join enters the class.
export async function join() {
  const { id } = await post("join");
  localStorage.setItem(place, id);
  return id;
}

export function leave() {
  try {
    localStorage.removeItem(place);
  } catch {
    // then there is none
  }
}

// listen calls hear with each state of the class. Where the connection breaks another one is made; lost is called, with true if
// the class does not know this browser, or the key, any more. as is { id } or { key }. A page that is left may be kept, to come
// back to: it keeps no connection, since a browser has only six for all its pages.
export function listen(as, hear, lost) {
  const address = new URL("class/live", root());
  address.search = new URLSearchParams(as).toString();
  let source;
  const open = () => {
    source?.close();
    source = new EventSource(address);
    source.onmessage = (event) => hear(JSON.parse(event.data));
    source.onerror = () => (source.readyState === EventSource.CLOSED ? ended() : lost(false));
  };
  // A browser ends a stream for good when it is refused, and also when the page is loaded again.
  const ended = async () => {
    const gone = await isUnknown(address);
    lost(gone);
    if (!gone) setTimeout(open, 1000);
  };
  open();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
}

// isUnknown says whether the class refuses a stream because it does not know who asks.
async function isUnknown(address) {
  const asked = new AbortController();
  try {
    return (await fetch(address, { signal: asked.signal })).status === 404;
  } catch {
    return false; // it does not answer
  } finally {
    asked.abort();
  }
}
