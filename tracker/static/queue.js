"use strict";
// What was typed and is not yet kept by the tracker: it stays in the browser, by account, and is sent in order when
// there is a line. Each change carries a key, so that one that arrived without its answer is done only once.
const Queue = (() => {
  const account = document.documentElement.dataset.account || "";
  const WAITING = `twg.queue.${account}`;
  const REFUSED = `twg.refused.${account}`;
  const TYPED = `twg.typed.${account}.`;
  const PAUSES = [2, 4, 8, 15, 30]; // seconds between tries
  let token = document.querySelector('meta[name="csrf-token"]')?.content || "";
  let busy = false;
  let failures = 0;
  let timer = 0;

  const load = (place) => {
    try {
      return JSON.parse(localStorage.getItem(place) || "[]");
    } catch {
      return [];
    }
  };
  const keep = (place, list) => {
    try {
      if (list.length) localStorage.setItem(place, JSON.stringify(list));
      else localStorage.removeItem(place);
      return true;
    } catch {
      return false; // the browser has no room, or keeps nothing; the page still holds it
    }
  };
  const key = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`twg:${name}`, { detail }));
  const waiting = () => load(WAITING);

  // `same`: of several texts of one place that wait, only the newest is sent, on the base of the first.
  function add(url, fields, { same = "", room = "", words = "" } = {}) {
    const list = waiting();
    const older = same && list.findLast((item) => item.same === same && !item.sent);
    if (older) {
      for (const [name, value] of Object.entries(fields)) {
        if (!name.startsWith("base_") || !(name in older.fields)) older.fields[name] = value;
      }
      older.words = words;
    } else {
      // One that is on its way already will be what this one finds there.
      const onItsWay = same && list.findLast((item) => item.same === same);
      for (const [name, value] of Object.entries(onItsWay?.fields || {})) {
        if (`base_${name}` in fields) fields[`base_${name}`] = value;
      }
      list.push({ id: key(), url, fields, same, room, words, at: Date.now() });
    }
    if (!keep(WAITING, list)) tell("full", { words });
    tell("waiting", { count: list.length });
    drain();
  }

  function forget(id) {
    keep(WAITING, waiting().filter((item) => item.id !== id));
  }

  async function newToken() {
    const answer = await fetch("/account/token", { headers: { Accept: "application/json" } });
    const told = answer.ok ? await answer.json() : {};
    token = String(told.account) === account ? told.csrf : "";
    return token !== "";
  }

  function send(item) {
    const body = new URLSearchParams({ request_key: item.id });
    for (const [name, value] of Object.entries(item.fields)) [value].flat().forEach((one) => body.append(name, one));
    const headers = { Accept: "application/json", "X-CSRFToken": token, "X-Account": account };
    return fetch(item.url, { method: "POST", body, headers, signal: AbortSignal.timeout?.(30000) });
  }

  // True when the next one may be sent.
  async function deliver(item) {
    const list = waiting();
    const mine = list.find((each) => each.id === item.id);
    if (mine) mine.sent = true; // from now on its text must not change under its key
    keep(WAITING, list);
    let answer = await send(item);
    if (answer.status === 400 && (await answer.clone().json().catch(() => ({}))).csrf && (await newToken())) answer = await send(item);
    if (answer.status === 401 || (answer.status === 400 && !token)) {
      tell("signed-out", { count: waiting().length });
      return false;
    }
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Error(String(answer.status));
    const told = await answer.json().catch(() => ({}));
    forget(item.id);
    if (answer.ok) {
      tell("saved", { item, told });
    } else {
      keep(REFUSED, [...load(REFUSED), { ...item, status: answer.status, told }]);
      tell("refused", { item, status: answer.status, told });
    }
    return true;
  }

  async function work() {
    for (let item = waiting()[0]; item; item = waiting()[0]) {
      if (!(await deliver(item))) return;
      failures = 0;
    }
    tell("empty", {});
  }

  async function drain() {
    if (busy || !account || !waiting().length) return;
    busy = true;
    clearTimeout(timer);
    try {
      // One page of this browser sends at a time, where the browser can arrange that.
      if (navigator.locks) await navigator.locks.request(WAITING, work);
      else await work();
    } catch {
      timer = setTimeout(drain, 1000 * PAUSES[Math.min(failures++, PAUSES.length - 1)]);
      tell("retry", { count: waiting().length });
    } finally {
      busy = false;
    }
  }

  window.addEventListener("online", drain);
  document.addEventListener("visibilitychange", () => document.hidden || drain());

  return {
    add, drain, waiting, key,
    of: (room) => waiting().filter((item) => item.room === room),
    refused: (room) => load(REFUSED).filter((item) => item.room === room),
    settle: (id) => keep(REFUSED, load(REFUSED).filter((item) => item.id !== id)),
    typed: (room) => JSON.parse(localStorage.getItem(TYPED + room) || "{}"),
    type(room, field, value) {
      const all = this.typed(room);
      if (value) all[field] = value;
      else delete all[field];
      try {
        if (Object.keys(all).length) localStorage.setItem(TYPED + room, JSON.stringify(all));
        else localStorage.removeItem(TYPED + room);
      } catch {
        tell("full", {});
      }
    },
    // The machine may be shared: nothing of this account stays behind, and no page of it.
    async clear() {
      for (const name of Object.keys(localStorage)) {
        if (name === WAITING || name === REFUSED || name.startsWith(TYPED)) localStorage.removeItem(name);
      }
      if (window.caches) await caches.delete("twg-rooms");
    },
  };
})();

document.addEventListener("DOMContentLoaded", () => {
  const account = document.documentElement.dataset.account;
  if (!account) return;
  // Rooms that another account left in this browser are not for this one.
  if (localStorage.getItem("twg.account") !== account && window.caches) caches.delete("twg-rooms");
  localStorage.setItem("twg.account", account);
  Queue.drain();
  document.querySelectorAll("form[data-sign-out]").forEach((form) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await Queue.drain();
      const unsent = document.getElementById("unsent");
      if (Queue.waiting().length && unsent?.hidden) {
        unsent.hidden = false;
        delete form.dataset.sent;
        unsent.focus();
        return;
      }
      await Queue.clear();
      localStorage.removeItem("twg.account");
      form.submit();
    });
  });
});
