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
  await Promise.all(files.map((file) => keepFile(cache, file).catch(() => {})));
  await skipWaiting();
}

// keepFile keeps one file. Archives have the engine only in the script that hands it over to pages that are opened as files
// (enginefile.mjs): then it is taken out of that.
async function keepFile(cache, file) {
  try {
    await cache.add(fresh(file));
  } catch {
    const script = await fetch(fresh(`${file}.js`));
    if (!script.ok) return;
    const base64 = (await script.text()).split('"')[3]; // wirelabFile("NAME", "BASE64")
    await cache.put(file, new Response(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))));
  }
}

const fresh = (file) => new Request(file, { cache: "no-cache" });

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
