"use strict";
// Lets a drafting room that was once seen be seen again without a line. It keeps rooms and the files they are made of,
// nothing else; what is typed waits in the page's own storage.
const ROOMS = "twg-rooms";
const FILES = "twg-files";
const ROOM = /^\/meetings\/.+\/room$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(event.request));
  else if (event.request.mode === "navigate") event.respondWith(page(event.request, url));
});

// The address of a file changes with what it holds, so the kept one is always the right one.
async function file(request) {
  const kept = await caches.match(request, { cacheName: FILES });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    const cache = await caches.open(FILES);
    if (request.url.includes("?v=")) await forgetOlder(cache, request);
    await cache.put(request, answer.clone());
  }
  return answer;
}

async function forgetOlder(cache, request) {
  const path = new URL(request.url).pathname;
  for (const older of await cache.keys()) {
    if (new URL(older.url).pathname === path) await cache.delete(older);
  }
}

async function page(request, url) {
  const room = ROOM.test(url.pathname);
  try {
    const answer = await fetch(request);
    if (room && answer.ok && !answer.redirected && !url.search) {
      const cache = await caches.open(ROOMS);
      await cache.put(url.pathname, answer.clone());
    }
    return answer;
  } catch (failure) {
    const kept = room && (await caches.match(url.pathname, { cacheName: ROOMS, ignoreVary: true }));
    if (kept) return kept;
    throw failure;
  }
}
