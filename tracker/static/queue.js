"use strict";
// What was typed and is not yet kept by the tracker: it stays in the browser, by account, and is sent in order when
// there is a line. Each change carries a key, so that one that arrived without its answer is done only once.
const Queue = (() => {
  const account = document.documentElement.dataset.account || "";
  const WAITING = `twg.queue.${account}`;
  const REFUSED = `twg.refused.${account}`;
  const TYPED = `twg.typed.${account}.`;
  const PAUSES = [2, 4, 8, 15, 30]; // seconds between tries
  const PATIENCE = 1200; // milliseconds without a letter, after which a text is sent
  const memory = {}; // where the browser keeps nothing, or has no room, the page still holds it
  let token = document.querySelector('meta[name="csrf-token"]')?.content || "";
  let busy = false;
  let failures = 0;
  let timer = 0;
  let soon = 0;

  function load(place, nothing = "[]") {
    if (place in memory) return memory[place];
    try {
      return JSON.parse(localStorage.getItem(place) || nothing);
    } catch {
      return JSON.parse(nothing);
    }
  }
  function keep(place, held) {
    try {
      if (Object.keys(held).length) localStorage.setItem(place, JSON.stringify(held));
      else localStorage.removeItem(place);
      delete memory[place];
    } catch {
      memory[place] = held;
      tell("full", {});
    }
  }
  const key = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`twg:${name}`, { detail }));
  const waiting = () => load(WAITING);

  function add(url, fields, { same = "", room = "", words = "" } = {}) {
    keep(WAITING, [...waiting(), { id: key(), url, fields, same, room, words }]);
    tell("waiting", {});
    drain();
  }

  // Of one text only the newest wording waits; none does where it is again what the tracker has.
  function hold(same, url, fields, { room = "", words = "", patient = true } = {}) {
    const list = waiting();
    const place = list.findIndex((item) => item.same === same && !item.sent);
    const empty = !Object.keys(fields).length;
    if (place >= 0 && empty) list.splice(place, 1);
    else if (place >= 0) Object.assign(list[place], { fields, words });
    else if (!empty) list.push({ id: key(), url, fields, same, room, words });
    keep(WAITING, list);
    if (list.length) tell("waiting", {});
    clearTimeout(soon);
    if (patient) soon = setTimeout(drain, PATIENCE);
    else drain();
  }

  // What is on its way already will be there when the next one arrives.
  const onItsWay = (same) => Object.assign({}, ...waiting().filter((item) => item.same === same && item.sent).map((item) => item.fields));
  const forget = (id) => keep(WAITING, waiting().filter((item) => item.id !== id));

  async function newToken() {
    const answer = await fetch("/room/token", { headers: { Accept: "application/json" } });
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
      tell("signed-out", {});
      return false;
    }
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Error(String(answer.status));
    const told = await answer.json().catch(() => ({}));
    forget(item.id);
    if (answer.ok) {
      tell("saved", { item, told });
    } else {
      const others = load(REFUSED).filter((each) => !item.same || each.same !== item.same);
      keep(REFUSED, [...others, { ...item, status: answer.status, told }]);
      tell("refused", { item, status: answer.status, told });
    }
    return true;
  }

  async function work() {
    for (let item = waiting()[0]; item; item = waiting()[0]) {
      if (!(await deliver(item))) return false;
      failures = 0;
    }
    tell("empty", {});
    return true;
  }

  async function drain() {
    if (busy || !account || !waiting().length) return;
    busy = true;
    clearTimeout(timer);
    let done = false;
    try {
      // One page of this browser sends at a time, where the browser can arrange that.
      done = await (navigator.locks ? navigator.locks.request(WAITING, work) : work());
    } catch {
      timer = setTimeout(drain, 1000 * PAUSES[Math.min(failures++, PAUSES.length - 1)]);
      tell("retry", {});
    } finally {
      busy = false;
    }
    if (done && waiting().length) await drain(); // what came while the last answer was read
  }

  window.addEventListener("online", drain);
  document.addEventListener("visibilitychange", () => document.hidden || drain());
  window.addEventListener("storage", (event) => event.key === WAITING && tell("elsewhere", {}));

  return {
    add, hold, drain, waiting, onItsWay,
    of: (room) => waiting().filter((item) => item.room === room),
    refused: (room) => load(REFUSED).filter((item) => item.room === room),
    settle: (id) => keep(REFUSED, load(REFUSED).filter((item) => item.id !== id)),
    typed: (room) => load(TYPED + room, "{}"),
    type(room, field, value) {
      const all = load(TYPED + room, "{}");
      if (value) all[field] = value;
      else delete all[field];
      keep(TYPED + room, all);
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
        unsent.focus();
        return;
      }
      await Queue.clear();
      localStorage.removeItem("twg.account");
      form.submit();
    });
  });
});
