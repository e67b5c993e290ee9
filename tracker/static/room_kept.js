"use strict";
// The drafting room opens again without a line, as it was seen last.
(() => {
  const label = document.getElementById("saved");
  if (!document.getElementById("room") || !("serviceWorker" in navigator) || !window.caches) return;
  async function stay() {
    await navigator.serviceWorker.register("/worker.js");
    await navigator.serviceWorker.ready;
    const [rooms, files] = await Promise.all([caches.open("twg-rooms"), caches.open("twg-files")]);
    if (!(await rooms.match(location.pathname))) await rooms.add(location.pathname);
    for (const { name } of performance.getEntriesByType("resource")) {
      if (new URL(name).pathname.startsWith("/static/") && !(await files.match(name))) await files.add(name);
    }
    label.dataset.kept = "yes";
  }
  stay().catch(() => {});
})();
