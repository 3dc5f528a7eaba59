// The service worker keeps the site for when there is no network. wirelab site writes before this what the site's files
// are, and a version that is another when one of them is.

const place = "wirelab " + registration.scope; // other sites of the same server keep theirs
const kept = place + " " + version;

addEventListener("install", (event) => {
  event.waitUntil(keep());
});

// keep fetches all files. What cannot be had, as somebody left it out, is not kept.
async function keep() {
  const cache = await caches.open(kept);
  await Promise.all(files.map((file) => cache.add(new Request(file, { cache: "no-cache" })).catch(() => {})));
  await skipWaiting();
}

addEventListener("activate", (event) => {
  event.waitUntil(forgetEarlier());
});

async function forgetEarlier() {
  const earlier = (await caches.keys()).filter((name) => name.startsWith(place + " ") && name !== kept);
  await Promise.all(earlier.map((name) => caches.delete(name)));
  await clients.claim();
}

addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});

// answer is what is kept. A folder's address is that of its index.
async function answer(request) {
  const url = new URL(request.url);
  if (url.pathname.endsWith("/")) url.pathname += "index.html";
  url.search = url.hash = "";
  const cache = await caches.open(kept);
  return (await cache.match(url.href)) ?? fetch(request);
}
