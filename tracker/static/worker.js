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

// A room that asks to sign in first, or is not for this reader any more, does not open without a line either.
async function remember(url, answer) {
  const cache = await caches.open(ROOMS);
  const whole = [...url.searchParams.keys()].every((name) => name === "text");
  if (answer.ok && !answer.redirected && whole) await cache.put(url.pathname, answer);
  else if ((answer.type === "opaqueredirect" && whole) || [401, 403, 404].includes(answer.status)) await cache.delete(url.pathname);
}

async function page(request, url) {
  const room = ROOM.test(url.pathname);
  try {
    const answer = await fetch(request);
    if (room) await remember(url, answer.clone());
    return answer;
  } catch (failure) {
    const kept = room && (await caches.match(url.pathname, { cacheName: ROOMS, ignoreVary: true }));
    if (kept) return kept;
    throw failure;
  }
}
