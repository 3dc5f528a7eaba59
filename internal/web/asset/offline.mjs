// With a service worker the pages work without a network after the first visit. A browser has none for pages that came
// over plain http, unless from this machine, or from a file: they are there, and nothing is missing.

export function offline() {
  const worker = document.documentElement.dataset.offline;
  if (!worker || !isSecureContext || location.protocol === "file:") return;
  navigator.serviceWorker?.register(worker).catch(() => {}); // the reader needs to do nothing about it
}
