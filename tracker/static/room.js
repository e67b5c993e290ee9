"use strict";
// The drafting room: lines are added without waiting, texts save by themselves, others' changes appear.
const Room = (() => {
  const room = document.getElementById("room");
  if (!room) return null;
  const id = room.dataset.meeting;
  const say = room.dataset; // the words of the page, in its language
  const label = document.getElementById("saved");
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  let revision = Number(room.dataset.revision);
  let refreshing = null;

  // --- what stands beside the title: saved, waiting, or in need of somebody
  function status(words, shape, warn = false) {
    label.classList.toggle("saved-not", warn);
    label.querySelector("use").setAttribute("href", label.dataset.shapes + "#" + shape);
    label.querySelector("span").textContent = words;
  }

  // --- lines that wait stand in the sheet already, marked
  function pending() {
    room.querySelectorAll(".entry-pending").forEach((each) => each.remove());
    for (const item of Queue.of(id)) {
      if (!item.fields.line) continue;
      const form = room.querySelector(`form.quick[data-section="${item.fields.section}"]`);
      const list = form?.parentElement.querySelector(":scope > .entries, :scope > .attendance-rows");
      if (!list) continue;
      const line = document.createElement("li");
      line.className = "entry entry-pending";
      line.innerHTML = '<span class="entry-label"></span><p></p><div class="entry-marks"><span class="remark"></span></div>';
      line.querySelector("p").textContent = item.fields.line;
      line.querySelector(".remark").textContent = say.waits;
      list.append(line);
    }
  }

  // --- what the tracker did not take is shown with what was typed, until somebody decides
  function refusals() {
    const place = document.getElementById("refused");
    place.replaceChildren();
    for (const item of Queue.refused(id)) {
      const box = document.getElementById("refused-shape").content.cloneNode(true);
      const conflict = item.told.conflict;
      box.querySelector("[data-reason]").textContent = item.told.message || say.refused;
      box.querySelector("[data-mine]").textContent = conflict ? conflict.mine : item.words;
      const theirs = box.querySelector("[data-theirs]");
      theirs.textContent = conflict ? conflict.theirs : "";
      theirs.closest("div").hidden = !conflict;
      if (conflict) for (const text of box.querySelectorAll("[data-mine], [data-theirs]")) text.lang = conflict.language;
      const again = box.querySelector("[data-again]");
      again.hidden = !conflict && item.status === 404;
      again.addEventListener("click", () => {
        const fields = { ...item.fields };
        if (conflict) fields[`base_${conflict.field}`] = conflict.theirs;
        Queue.settle(item.id);
        refusals();
        Queue.add(item.url, fields, { room: id, words: item.words });
      });
      box.querySelector("[data-drop]").addEventListener("click", () => {
        Queue.settle(item.id);
        refusals();
        refresh();
      });
      if (conflict) {
        again.textContent = say.mine;
        box.querySelector("[data-drop]").textContent = say.theirs;
      }
      place.append(box);
    }
  }

  // --- the sheet as the tracker has it now; what is being typed stays as it is
  const typing = (node) => node.matches?.(".entry-open, form.quick, .entry-pending, #attendance-open") ?? false;
  async function refresh() {
    if (refreshing) return refreshing;
    refreshing = fetch(room.dataset.sheet, { headers: { "HX-Request": "true" } })
      .then(async (answer) => {
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        revision = Number(page.querySelector("[data-revision]").dataset.revision);
        for (const part of ["sheet", "missing", "deleted", "writing"]) {
          const [here, there] = [document.getElementById(part), page.getElementById(part)];
          if (here && there) {
            Idiomorph.morph(here, there, {
              ignoreActiveValue: true,
              callbacks: {
                beforeNodeMorphed: (old) => !typing(old),
                beforeNodeRemoved: (old) => !typing(old) || !old.id,
              },
            });
          }
        }
        htmx.process(document.getElementById("sheet"));
        pending();
      })
      .catch(() => {})
      .finally(() => (refreshing = null));
    return refreshing;
  }

  let soon = 0;
  function refreshSoon() {
    clearTimeout(soon);
    soon = setTimeout(() => Queue.waiting().length || refresh(), 250);
  }

  // One new line comes with its answer, so that a poor line need not carry the sheet.
  function place(told) {
    if (!told.html || told.revision !== revision + 1) return false;
    const holder = document.createElement("ol");
    holder.innerHTML = told.html;
    const line = holder.firstElementChild;
    const old = document.getElementById(line.id);
    if (old) {
      if (!typing(old)) old.replaceWith(line);
    } else {
      const list = told.parent
        ? nested(document.getElementById(told.parent))
        : document.querySelector(`#part-${told.section} > .entries`);
      if (!list) return false;
      list.append(line);
    }
    revision = told.revision;
    htmx.process(line);
    return true;
  }
  function nested(above) {
    if (!above) return null;
    const list = above.querySelector(":scope > .entries") || document.createElement("ol");
    list.className = "entries";
    above.append(list);
    return list;
  }

  async function missing() {
    const answer = await fetch(room.dataset.missing, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.ok) document.getElementById("missing").innerHTML = await answer.text();
  }
  let missingSoon = 0;

  // --- quick lines
  room.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("form.quick")) {
      event.preventDefault();
      const input = form.querySelector("input[name=line]");
      if (!input.value.trim()) return;
      const fields = fieldsOf(form);
      Queue.add(form.action, fields, { room: id, words: fields.line });
      input.value = "";
      form.querySelector(".quick-read")?.replaceChildren();
      form.classList.remove("quick-busy");
      Queue.type(id, input.id, "");
      pending();
      form.scrollIntoView({ block: "nearest" });
      input.focus();
    } else if (form.matches("form[data-act]")) {
      event.preventDefault();
      act(form, event.submitter);
    } else if (form.matches(".entry-open form")) {
      event.preventDefault();
      save(form);
      close(form.closest(".entry-open"));
    }
  });

  function fieldsOf(form) {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (name === "csrf_token" || name === "request_key") continue;
      fields[name] = name in fields ? [fields[name], value].flat() : value;
    }
    return fields;
  }

  function act(form, button) {
    const fields = fieldsOf(form);
    if (button?.name) fields[button.name] = button.value;
    const line = form.closest("li.entry");
    if (line?.matches(".entry-open")) save(line.querySelector("form[data-saves]"));
    Queue.add(button?.getAttribute("formaction") || form.action, fields, { room: id, words: form.dataset.act });
  }

  // --- an entry that is open saves by itself
  let timer = 0;
  room.addEventListener("input", (event) => {
    const field = event.target;
    if (field.id) Queue.type(id, field.id, field.value);
    const form = field.closest("form[data-saves]");
    if (form && field.matches("textarea")) {
      clearTimeout(timer);
      timer = setTimeout(() => save(form), 1200);
      status(say.notYet, "draft", true);
    }
    field.closest("form.quick")?.classList.toggle("quick-busy", field.value !== "");
  });
  room.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-saves]");
    if (form) save(form);
  });

  const started = new WeakMap(); // what a form held when it was opened or last sent
  const changed = (form) => {
    const now = fieldsOf(form);
    const before = started.get(form) ?? Object.fromEntries(Object.entries(now).map(([name]) => [name, form.elements[name]?.dataset?.kept]));
    return { now, before };
  };
  function opened(form) {
    if (!started.has(form)) started.set(form, fieldsOf(form));
    const typed = Queue.typed(id);
    for (const field of form.querySelectorAll("textarea[id]")) {
      if (field.id in typed && field.value !== typed[field.id]) field.value = typed[field.id];
    }
  }
  function save(form) {
    clearTimeout(timer);
    if (!form) return;
    opened(form);
    const { now, before } = changed(form);
    const fields = {};
    for (const [name, value] of Object.entries(now)) {
      if (name.startsWith("base_") || name === "small" || String(value) === String(before[name])) continue;
      fields[name] = value;
      if (form.elements[`base_${name}`]) fields[`base_${name}`] = form.elements[`base_${name}`].value;
    }
    if (!Object.keys(fields).length) return;
    if (form.elements.small?.checked) fields.small = "1";
    started.set(form, now);
    Queue.add(form.action, fields, { room: id, same: form.action, words: fields.lo || fields.en || Object.values(fields)[0] });
  }

  async function close(entry) {
    const link = entry.dataset.closed;
    const focus = entry.id;
    forgetTyped(entry);
    const answer = Queue.waiting().length ? null : await fetch(link, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.ok) show(entry, await answer.text());
    else {
      entry.dataset.closing = "yes"; // its texts wait for the line; the row follows when they have arrived
      entry.classList.remove("entry-open");
    }
    document.querySelector(`#${focus} .entry-link`)?.focus();
  }
  function show(entry, html) {
    const holder = document.createElement("ol");
    holder.innerHTML = html;
    const line = holder.firstElementChild;
    const below = entry.querySelector(":scope > .entries");
    if (below && !line.querySelector(":scope > .entries")) line.append(below);
    entry.replaceWith(line);
    htmx.process(line);
  }
  function forgetTyped(entry) {
    entry.querySelectorAll("[id]").forEach((field) => Queue.type(id, field.id, ""));
  }
  function restore(entry) {
    const form = entry.querySelector("form[data-saves]");
    for (const field of form.querySelectorAll("textarea, input, select")) {
      if (field.dataset.first !== undefined) field.value = field.dataset.first;
    }
    save(form);
    close(entry);
  }

  document.addEventListener("htmx:afterSettle", () => {
    room.querySelectorAll("form[data-saves]").forEach((form) => {
      if (started.has(form)) return;
      opened(form);
      const first = form.querySelector(`textarea[lang="${say.language}"]`) || form.querySelector("textarea");
      first?.focus();
      first?.setSelectionRange(first.value.length, first.value.length);
    });
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 401) location.assign(room.dataset.signIn);
  });

  // --- keys
  const KEYS = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "nest", ArrowLeft: "lift" };
  room.addEventListener("keydown", (event) => {
    const line = event.target.closest("form.quick input[name=line]");
    const entry = event.target.closest("li.entry[id]");
    if (line && event.key === "Tab" && line.value.trim()) {
      const inside = /^\s*>/.test(line.value);
      if (inside === event.shiftKey) {
        event.preventDefault();
        line.value = inside ? line.value.replace(/^\s*>\s*/, "") : `> ${line.value}`;
        line.dispatchEvent(new Event("input", { bubbles: true }));
      }
    } else if (line && event.key === "Escape") {
      line.value = "";
      line.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (entry && event.altKey && KEYS[event.key]) {
      event.preventDefault();
      const button = entry.querySelector(`[data-key="${KEYS[event.key]}"]`);
      if (button) button.click();
      else if (entry.dataset.acts) Queue.add(`${entry.dataset.acts}/${KEYS[event.key]}`, {}, { room: id, words: KEYS[event.key] });
    } else if (entry?.matches(".entry-open") && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      entry.querySelector("form[data-saves]").requestSubmit();
    } else if (entry?.matches(".entry-open") && event.key === "Escape") {
      event.preventDefault();
      restore(entry);
    }
  });
  room.addEventListener("click", (event) => {
    const button = event.target.closest("[data-restore]");
    if (button) {
      event.preventDefault();
      restore(button.closest(".entry-open"));
    }
  });

  // --- what the queue tells
  document.addEventListener("twg:waiting", () => {
    status(navigator.onLine ? say.saving : say.notYet, "draft", !navigator.onLine);
    pending();
  });
  document.addEventListener("twg:retry", () => status(say.notYet, "nodate", true));
  document.addEventListener("twg:full", () => status(say.full, "late", true));
  document.addEventListener("twg:signed-out", () => {
    status(say.signedOut, "late", true);
    document.getElementById("sign-in-again").hidden = false;
  });
  document.addEventListener("twg:refused", () => {
    refusals();
    refresh();
    document.querySelector("#refused [tabindex]")?.focus();
  });
  document.addEventListener("twg:saved", ({ detail: { item, told } }) => {
    if (item.room !== id) return;
    status(fill(say.saved, { time: told.saved }), "tick");
    const form = room.querySelector(`form[data-saves][action="${CSS.escape(item.url)}"]`) || [...room.querySelectorAll("form[data-saves]")].find((each) => each.action === item.url);
    if (form) {
      for (const [name, value] of Object.entries(told.base || {})) {
        if (form.elements[`base_${name}`]) form.elements[`base_${name}`].value = value;
        const field = form.elements[name];
        if (field?.id && field.value === item.fields[name]) Queue.type(id, field.id, "");
      }
    }
    pending();
    if (!place(told)) refreshSoon();
    clearTimeout(missingSoon);
    missingSoon = setTimeout(missing, 800);
  });
  document.addEventListener("twg:empty", () => {
    const closing = room.querySelectorAll("[data-closing]");
    closing.forEach((entry) => entry.removeAttribute("data-closing"));
    if (closing.length) refresh();
  });

  // --- others
  async function look() {
    if (!document.hidden && !Queue.waiting().length) {
      const answer = await fetch(room.dataset.now, { headers: { Accept: "application/json" } }).catch(() => null);
      if (answer?.status === 401) status(say.signedOut, "late", true);
      const now = answer?.ok ? await answer.json().catch(() => null) : null;
      if (now && now.revision !== revision) await refresh();
    }
    setTimeout(look, 4000);
  }

  // --- begin, with what an earlier visit left
  for (const [field, value] of Object.entries(Queue.typed(id))) {
    const input = document.getElementById(field);
    if (input && input.closest("form.quick") && !input.value) {
      input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  room.querySelectorAll("form[data-saves]").forEach(opened);
  pending();
  refusals();
  if (Queue.of(id).length) status(say.notYet, "nodate", true);
  if (room.dataset.live) look();
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js");
  return { refresh };
})();
