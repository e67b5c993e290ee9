"use strict";
// The drafting room: lines are added without waiting, what waits is shown, others' changes appear.
const Room = (() => {
  const room = document.getElementById("room");
  if (!room) return null;
  // While htmx settles, what it brought wears the attributes of what stood there: an entry that just opened would look
  // closed, and news from the tracker would close it again. Nothing moves here, so nothing need settle.
  htmx.config.defaultSettleDelay = 0;
  const id = room.dataset.meeting;
  const say = room.dataset; // the words of the page, in its language
  const label = document.getElementById("saved");
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const get = (address) => fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
  const of = (html) => new DOMParser().parseFromString(html, "text/html");
  const atFirst = label.lastElementChild.textContent;
  let revision = Number(room.dataset.revision);
  let refreshing = null;

  // --- what stands beside the title: saved, waiting, or in need of somebody
  function status(words, shape, warn = false) {
    label.classList.toggle("saved-not", warn);
    label.querySelector("use").setAttribute("href", `${label.dataset.shapes}#${shape}`);
    if (label.lastElementChild.textContent !== words) label.lastElementChild.textContent = words;
  }
  function remark(words) {
    const mark = document.getElementById("pending-shape").content.firstElementChild.cloneNode(true);
    mark.lastElementChild.textContent = words;
    return mark;
  }

  // --- what waits stands in the sheet already, marked; what has arrived stays until its row is there
  const numberOf = (item) => /\/room\/(?:entries|\d+\/reviews)\/([\w-]+)\//.exec(item.url)?.[1] || 0;
  function pending() {
    room.querySelectorAll(".entry-pending:not(.entry-arrived), .remark-pending").forEach((each) => each.remove());
    for (const item of Queue.of(id)) {
      const number = numberOf(item);
      if (number) document.querySelector(`#entry-${number}:not(.entry-open) > .entry-marks`)?.prepend(remark(say.waits));
      else if (item.fields.line) waitingLine(item);
    }
  }
  const arrived = (item) => room.querySelector(`.entry-pending[data-item="${item.id}"]`)?.classList.add("entry-arrived");
  const replaced = () => room.querySelectorAll(".entry-arrived").forEach((each) => each.remove());
  function waitingLine({ id: number, fields: { line, section } }) {
    const list = section === "attendance" ? document.getElementById("attendance-rows") : document.querySelector(`#part-${section} > .entries`);
    if (!list) return;
    const row = document.createElement("li");
    row.className = section === "attendance" ? "entry-pending" : "entry entry-pending";
    row.dataset.item = number;
    const words = document.createElement(section === "attendance" ? "span" : "p");
    words.textContent = line;
    const marks = document.createElement("div");
    marks.className = "entry-marks";
    marks.append(remark(say.waits));
    if (section !== "attendance") row.append(Object.assign(document.createElement("span"), { className: "entry-label" }));
    row.append(words, section === "attendance" ? remark(say.waits) : marks);
    list.append(row);
  }

  // --- what the tracker did not take is shown with what was typed, until somebody decides
  // It stands where it was typed: in the entry, above the quick line, or on top of the page.
  function refusals() {
    document.querySelectorAll(".refusal").forEach((each) => each.remove());
    for (const item of Queue.refused(id)) {
      const entry = document.getElementById(`entry-${numberOf(item)}`);
      const line = room.querySelector(`form.quick[data-section="${item.fields.section}"]`);
      if (entry?.matches(".entry-open")) entry.prepend(refusal(item));
      else if (entry) entry.append(refusal(item));
      else if (line) line.before(refusal(item));
      else document.getElementById("refused").append(refusal(item));
    }
  }
  function refusal(item) {
    const box = document.getElementById("refused-shape").content.firstElementChild.cloneNode(true);
    const conflict = item.told.conflict;
    const find = (name) => box.querySelector(`[data-${name}]`);
    find("reason").textContent = item.told.message || say.refused;
    find("mine").textContent = conflict ? conflict.mine : item.words;
    find("theirs").textContent = conflict ? conflict.theirs : "";
    find("theirs").closest("div").hidden = !conflict;
    if (conflict) for (const text of box.querySelectorAll("[data-mine], [data-theirs]")) text.lang = conflict.language;
    if (conflict) [find("again").textContent, find("drop").textContent] = [say.mine, say.theirs];
    find("again").hidden = !conflict && [403, 404].includes(item.status);
    find("again").addEventListener("click", () => decide(item, true));
    find("drop").addEventListener("click", () => decide(item, false));
    return box;
  }
  function decide(item, mine) {
    const conflict = item.told.conflict;
    const fields = { ...item.fields };
    Queue.settle(item.id);
    if (conflict) {
      Entries.choose(item.url, conflict, mine);
      fields[`base_${conflict.field}`] = conflict.theirs;
      if (!mine) delete fields[conflict.field];
    }
    const left = Object.keys(fields).some((name) => name !== "small" && !name.startsWith("base_"));
    if (mine || (conflict && left)) Queue.add(item.url, fields, { same: item.same, room: id, words: item.words });
    refusals();
    if (!Queue.of(id).length && !Queue.refused(id).length) status(atFirst, "tick");
    const number = numberOf(item);
    (document.querySelector(`#entry-${number} textarea, #entry-${number} .entry-link`) || document.getElementById(`q-${item.fields.section}`))?.focus();
    refreshSoon();
  }

  // --- the sheet as the tracker has it now; what is being typed stays as it is
  const typing = (node) => node.matches?.(".entry-open, .entry-gone, form.quick, .refusal") ?? false;
  const calm = {
    callbacks: {
      beforeNodeMorphed: (old) => !typing(old),
      beforeNodeRemoved: (old) => !typing(old),
      beforeAttributeUpdated: (name, node) => !(name === "open" && node.matches("details")),
    },
  };
  function keepingFocus(change) {
    const at = document.activeElement;
    const home = at?.closest?.("li.entry[id]")?.id;
    change();
    if (!at || at === document.body || document.activeElement === at) return;
    (at.isConnected ? at : document.getElementById(at.id) || (home && document.querySelector(`#${home} .entry-link`)))?.focus({ preventScroll: true });
  }
  async function fresh() {
    const answer = await get(room.dataset.sheet);
    if (answer?.status === 401) signedOut();
    if (!answer?.ok || answer.redirected) return;
    if (window.caches && label.dataset.kept) caches.open("twg-rooms").then((rooms) => rooms.put(location.pathname, answer.clone()));
    const page = of(await answer.clone().text());
    revision = Number(page.querySelector("[data-revision]").dataset.revision);
    keepingFocus(() => {
      replaced();
      for (const part of ["sheet", "missing", "deleted", "writing"]) {
        const [here, there] = [document.getElementById(part), page.getElementById(part)];
        if (here && there) Idiomorph.morph(here, there, calm);
      }
      htmx.process(document.getElementById("sheet"));
      pending();
      total();
    });
    follow();
    await Promise.all([...room.querySelectorAll(".entry-open")].map(Entries.renew));
  }
  function refresh() {
    refreshing ??= fresh().finally(() => (refreshing = null));
    return refreshing;
  }
  let soon = 0;
  function refreshSoon() {
    clearTimeout(soon);
    soon = setTimeout(() => Queue.waiting().length || refresh(), 200);
  }

  // One row by itself, so that a poor line need not carry the sheet; one after the other, since a row that is fetched
  // sooner than the one before it would stand above it.
  let rows = Promise.resolve();
  function row(number, told = null) {
    rows = rows.then(() => placed(number, told)).catch(refreshSoon);
  }
  async function placed(number, told) {
    const answer = await get(`${/^\d+$/.test(number) ? say.entries : say.reviews}${number}?text=${say.language}`);
    if (!answer?.ok || answer.redirected) return refreshSoon();
    const line = of(await answer.text()).querySelector("li.entry");
    const old = document.getElementById(line.id);
    if (old?.matches(".entry-open")) return;
    const list = old || !told ? null : told.parent ? nested(document.getElementById(`entry-${told.parent}`)) : document.querySelector(`#part-${told.section} > .entries`);
    if (!old && !list) return refreshSoon();
    keepingFocus(() => {
      if (told) replaced();
      if (old) Idiomorph.morph(old, line, calm); // the same node stays: it may be opening just now
      else list.append(line);
      htmx.process(document.getElementById(line.id));
      pending();
      refusals();
    });
    follow();
  }
  // The line that is being typed stays in sight, with what it was read as.
  const follow = () => document.activeElement?.closest("form.quick")?.scrollIntoView({ block: "nearest" });
  function nested(above) {
    if (!above) return null;
    const list = above.querySelector(":scope > .entries") || document.createElement("ol");
    list.className = "entries";
    above.append(list);
    return list;
  }

  // The same count in the bar, for who has no margin beside the sheet.
  function total() {
    const [link, told] = [document.getElementById("missing-total"), document.querySelector("#missing [data-total]")];
    if (!link || !told) return;
    link.hidden = told.dataset.total === "0";
    link.lastElementChild.textContent = told.textContent;
  }
  let missingSoon = 0;
  function missing() {
    clearTimeout(missingSoon);
    missingSoon = setTimeout(async () => {
      const answer = await get(room.dataset.missing);
      if (!answer?.ok) return;
      document.getElementById("missing").innerHTML = await answer.text();
      total();
    }, 600);
  }

  // --- what is sent
  room.addEventListener("submit", (event) => {
    const form = event.target;
    event.preventDefault();
    if (form.matches("form.quick")) addLine(form);
    else if (form.matches("form[data-act]")) act(form, event.submitter);
    else if (form.matches("form[data-saves]")) Entries.done(form);
  });
  function fieldsOf(form) {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (name === "csrf_token" || name === "request_key") continue;
      fields[name] = name in fields ? [fields[name], value].flat() : value;
    }
    return fields;
  }
  function addLine(form) {
    const input = form.elements.line;
    if (!input.value.trim()) return;
    Queue.add(new URL(form.action).pathname, fieldsOf(form), { room: id, words: input.value });
    type(input, "");
    input.focus();
    follow();
  }
  function type(input, value) {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    if (!value) input.form.querySelector(".quick-read").replaceChildren();
  }
  function act(form, button) {
    const fields = fieldsOf(form);
    if (button?.name) fields[button.name] = button.value;
    const entry = form.closest("li.entry-open");
    if (entry && button?.dataset.verb === "delete") leave(entry); else if (entry && form.matches("[data-leaves]")) Entries.restore(entry);
    Queue.add(new URL(button?.getAttribute("formaction") || form.action, location).pathname, fields, { room: id, words: form.dataset.act });
  }
  // Where a deleted entry stood it can be brought back, until something else is deleted.
  function leave(entry) {
    const next = entry.nextElementSibling?.querySelector(".entry-link") || entry.closest("section").querySelector("form.quick input[name=line]");
    const gone = document.getElementById("deleted-shape").content.firstElementChild.cloneNode(true);
    const number = entry.id.replace("entry-", "");
    gone.querySelector("button").addEventListener("click", () => {
      gone.remove();
      Queue.add(`${room.dataset.entries}${number}/restore`, {}, { room: id, words: gone.textContent });
    });
    room.querySelectorAll(".entry-gone").forEach((each) => each.remove());
    entry.replaceWith(gone);
    next?.focus();
  }

  room.addEventListener("input", ({ target }) => {
    const form = target.closest("form.quick");
    if (!form || target.name !== "line") return;
    Queue.type(id, target.id, target.value);
    form.classList.toggle("quick-busy", target.value !== "");
    const nest = form.querySelector("[data-nest]");
    if (nest) {
      nest.hidden = target.value === "";
      nest.setAttribute("aria-pressed", String(/^\s*>/.test(target.value)));
    }
  });
  const nestLine = (input) => type(input, /^\s*>/.test(input.value) ? input.value.replace(/^\s*>\s*/, "") : `> ${input.value}`);
  room.addEventListener("click", ({ target }) => {
    const input = document.getElementById(target.closest("[data-nest]")?.dataset.nest);
    if (!input) return;
    nestLine(input);
    input.focus();
  });

  // --- keys
  const KEYS = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "nest", ArrowLeft: "lift" };
  let emptied = "";
  room.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const line = event.target.closest("form.quick input[name=line]");
    if (line) return quickKeys(event, line);
    const entry = event.target.closest("li.entry[id]");
    if (entry?.matches(".entry-open") && event.key === "Escape") {
      event.preventDefault();
      Entries.restore(entry);
    } else if (entry?.matches(".entry-open") && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      Entries.done(Entries.formOf(entry));
    } else if (entry && event.altKey && KEYS[event.key]) {
      const button = entry.matches(".entry-open") && entry.querySelector(`:scope > form [data-key="${KEYS[event.key]}"]`);
      if (!button && !entry.dataset.acts) return;
      event.preventDefault();
      if (button) button.click();
      else Queue.add(`${entry.dataset.acts}/${KEYS[event.key]}`, {}, { room: id, words: entry.querySelector(".entry-words").textContent });
    }
  });
  function quickKeys(event, line) {
    const inside = /^\s*>/.test(line.value);
    if (event.key === "Tab" && line.value.trim() && inside === event.shiftKey && line.form.querySelector("[data-nest]")) {
      event.preventDefault();
      nestLine(line);
    } else if (event.key === "Escape" && (line.value || emptied)) {
      event.preventDefault();
      const before = line.value;
      type(line, before ? "" : emptied); // a second time brings it back
      emptied = before;
    }
  }

  // --- entries open in place
  document.addEventListener("htmx:afterSettle", () => {
    for (const form of room.querySelectorAll("form[data-saves]")) if (Entries.begin(form)) begun(form);
    follow();
  });
  function begun(form) {
    Entries.wake(form);
    refusals();
  }
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status !== 401) return;
    event.detail.shouldSwap = false;
    signedOut();
  });
  document.addEventListener("htmx:sendError", ({ target }) => target.closest("form.quick") || status(say.offline, "nodate", true));
  document.addEventListener("twg:closed", ({ detail: { row: line } }) => {
    pending();
    refusals();
    if (!Queue.waiting().length) row(line.id.replace("entry-", ""));
  });
  document.addEventListener("twg:restored", ({ detail: { back } }) => {
    const notice = document.getElementById("restored-shape").content.firstElementChild.cloneNode(true);
    notice.querySelector("button").addEventListener("click", () => {
      notice.remove();
      back();
    });
    document.getElementById("told").replaceChildren(notice);
  });

  // --- what the queue tells
  document.addEventListener("twg:waiting", () => {
    status(navigator.onLine ? say.saving : say.notYet, "draft", !navigator.onLine);
    pending();
  });
  document.addEventListener("twg:retry", () => status(say.notYet, "nodate", true));
  document.addEventListener("twg:full", () => status(say.full, "late", true));
  document.addEventListener("twg:elsewhere", pending);
  document.addEventListener("twg:signed-out", () => signedOut());
  function signedOut() {
    status(say.signedOut, "late", true);
    document.getElementById("sign-in-again").hidden = false;
  }
  document.addEventListener("twg:refused", () => {
    room.querySelectorAll(".entry-gone").forEach((each) => each.remove());
    status(say.refused, "late", true);
    refusals();
    refreshSoon();
    [...document.querySelectorAll(".refusal")].at(-1)?.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("twg:saved", ({ detail: { item, told: answer } }) => {
    if (item.room !== id) return;
    status(fill(say.saved, { time: answer.saved }), "tick");
    document.getElementById("sign-in-again").hidden = true;
    arrived(item);
    pending();
    missing();
    const alone = answer.revision === revision + 1 && !Queue.waiting().length;
    const text = item.same.endsWith("#texts");
    if (alone && answer.entry && (text || answer.section)) {
      revision = answer.revision;
      row(answer.entry, answer);
    } else refreshSoon();
  });

  // --- others
  async function look() {
    setTimeout(look, 3000);
    if (!document.hidden && !Queue.waiting().length) {
      const answer = await fetch(room.dataset.now, { headers: { Accept: "application/json" } }).catch(() => null);
      if (answer?.status === 401) signedOut();
      const now = answer?.ok ? await answer.json().catch(() => null) : null;
      if (now && now.revision !== revision) await refresh();
    }
  }

  // --- begin, with what an earlier visit left
  for (const [field, value] of Object.entries(Queue.typed(id))) {
    const input = document.getElementById(field);
    if (input?.closest("form.quick") && !input.value) type(input, value);
  }
  pending();
  refusals();
  if (Queue.of(id).length) status(say.notYet, "nodate", true);
  if (room.dataset.live) look();
  return { refresh };
})();
