"use strict";
// The entries that are open in the drafting room. With every letter what differs from what the tracker has is put into
// the queue; texts together, every other field by itself, so that a mistake in one holds back no other.
const Entries = (() => {
  const room = document.getElementById("room");
  if (!room) return null;
  const id = room.dataset.meeting;
  const language = room.dataset.language;
  const seen = new WeakSet(); // forms that were opened here
  const behind = new Map(); // by address: the entry that was open and is closed again

  const formOf = (entry) => entry.querySelector(":scope > form[data-saves]");
  const addressOf = (form) => new URL(form.action).pathname;
  const opened = (address) => [...room.querySelectorAll("form[data-saves]")].find((form) => addressOf(form) === address);
  const valueOf = (field) => (field.type !== "checkbox" ? field.value : field.checked ? field.value : "");
  function put(field, value) {
    if (field.type === "checkbox") field.checked = value === field.value;
    else if (field.value !== value) field.value = value;
  }
  // Every field with the hidden one beside it that holds what the tracker has.
  const pairs = (form) => [...form.querySelectorAll('input[name^="base_"]')].map((base) => [form.elements[base.name.slice(5)], base]);
  const unitOf = (field) => (field.matches("textarea") ? "texts" : field.dataset.together || field.name);
  const sameOf = (form, unit) => `${addressOf(form)}#${unit}`;

  function edited(form, unit) {
    const known = Queue.onItsWay(sameOf(form, unit));
    const fields = {};
    let changed = false;
    for (const [field, base] of pairs(form).filter(([each]) => unitOf(each) === unit)) {
      const before = known[field.name] ?? base.value;
      const differs = valueOf(field) !== before;
      changed ||= differs;
      if (differs || field.dataset.together) Object.assign(fields, { [field.name]: valueOf(field), [base.name]: before });
    }
    if (changed && unit === "texts" && form.elements.small?.checked) fields.small = "1";
    return changed ? fields : {};
  }
  // What was refused waits for a decision, and is not sent again as it is.
  const isRefused = (same, fields) =>
    Queue.refused(id).some((item) => item.same === same && Object.entries(fields).every(([name, value]) => name.startsWith("base_") || item.fields[name] === value));
  function keep(form, unit, patient) {
    const fields = edited(form, unit);
    if (Object.keys(fields).length && isRefused(sameOf(form, unit), fields)) return;
    const words = Object.entries(fields).find(([name]) => !name.startsWith("base_"))?.[1] || "";
    Queue.hold(sameOf(form, unit), addressOf(form), fields, { room: id, words, patient });
  }
  function keepAll(form) {
    for (const unit of new Set(pairs(form).map(([field]) => unitOf(field)))) keep(form, unit, false);
  }

  // --- opening
  function begin(form) {
    if (seen.has(form)) return false;
    seen.add(form);
    for (const item of Queue.of(id).filter((each) => each.url === addressOf(form))) {
      for (const [name, value] of Object.entries(item.fields)) {
        if (form.elements[name] && !name.startsWith("base_")) put(form.elements[name], value);
      }
    }
    return true;
  }
  function wake(form) {
    const texts = [...form.querySelectorAll("textarea")];
    const empty = room.dataset.translates && texts.slice(0, 2).find((each) => !each.value);
    const first = form.querySelector("[data-wake]") || empty || texts.find((each) => each.lang === language) || texts[0];
    first?.focus();
    first?.setSelectionRange?.(first.value.length, first.value.length);
  }

  // --- closing: the row stands there at once, with what was typed; the tracker's own row follows
  function close(entry) {
    const form = formOf(entry);
    const row = entry.querySelector(":scope > template").content.querySelector("li").cloneNode(true);
    const words = row.querySelector(".entry-words");
    const text = [language, "lo", "en"].map((side) => form.elements[`${form.dataset.words || "text"}_${side}`]).find((field) => field.value.trim());
    words.textContent = text?.value || (form.dataset.words ? "" : "…");
    words.closest("p").lang = text?.lang || language;
    const below = entry.querySelector(":scope > .entries");
    if (below) row.append(below);
    entry.replaceWith(row);
    behind.set(addressOf(form), entry);
    htmx.process(row);
    row.querySelector(".entry-link")?.focus();
    document.dispatchEvent(new CustomEvent("twg:closed", { detail: { row } }));
  }
  function done(form) {
    keepAll(form);
    close(form.closest(".entry-open"));
  }
  // What the entry held when it was opened; what was typed meanwhile can be brought back.
  function restore(entry) {
    const form = formOf(entry);
    const typed = pairs(form).filter(([field]) => valueOf(field) !== field.dataset.first);
    const values = typed.map(([field]) => [field, valueOf(field)]);
    for (const [field] of typed) put(field, field.dataset.first);
    keepAll(form);
    close(entry);
    if (values.length) document.dispatchEvent(new CustomEvent("twg:restored", { detail: { back: () => bringBack(entry, values) } }));
  }
  function bringBack(entry, values) {
    const row = document.getElementById(entry.id);
    if (!row || row === entry) return;
    for (const [field, value] of values) put(field, value);
    reopen(row, entry);
    keepAll(formOf(entry));
  }
  function reopen(row, entry) {
    const below = row.querySelector(":scope > .entries");
    if (below) entry.append(below);
    row.replaceWith(entry);
    wake(formOf(entry));
  }

  // --- what others did to an entry that is open here: fields that nobody touches follow
  async function renew(entry) {
    const answer = await fetch(entry.dataset.open, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || !entry.isConnected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("li.entry-open");
    if (!fresh) return;
    const [form, theirs] = [formOf(entry), formOf(fresh)];
    for (const [field, base] of pairs(form)) {
      const other = theirs.elements[field.name];
      const waits = Queue.of(id).some((item) => item.url === addressOf(form) && field.name in item.fields);
      if (!other || waits || field === document.activeElement || valueOf(field) !== base.value) continue;
      put(field, valueOf(other));
      base.value = theirs.elements[base.name].value;
      field.dataset.first = other.dataset.first;
    }
    for (const part of entry.querySelectorAll("[data-told]")) {
      const other = fresh.querySelector(`[data-told="${part.dataset.told}"]`);
      if (other && !part.contains(document.activeElement)) part.innerHTML = other.innerHTML;
    }
    entry.querySelector(":scope > template").innerHTML = fresh.querySelector(":scope > template").innerHTML;
  }

  // --- the tracker has it
  document.addEventListener("twg:saved", ({ detail: { item } }) => {
    for (const form of [opened(item.url), behind.has(item.url) && formOf(behind.get(item.url))].filter(Boolean)) {
      for (const [name, value] of Object.entries(item.fields)) {
        if (form.elements[`base_${name}`]) form.elements[`base_${name}`].value = value;
      }
    }
  });
  // Somebody chose between two wordings: from now on the other one is what the form was made from.
  function choose(address, { field, theirs }, mine) {
    const form = opened(address);
    if (!form?.elements[field]) return;
    form.elements[`base_${field}`].value = theirs;
    if (mine) return;
    put(form.elements[field], theirs);
    form.elements[field].dataset.first = theirs;
  }

  room.addEventListener("input", ({ target }) => {
    const form = target.closest("form[data-saves]");
    if (form && target.matches("textarea")) keep(form, "texts", true);
  });
  room.addEventListener("change", ({ target }) => {
    const form = target.closest("form[data-saves]");
    if (form && target.name !== "small") keep(form, unitOf(target), false);
  });
  room.addEventListener("click", (event) => {
    const entry = event.target.closest("[data-restore]")?.closest(".entry-open");
    if (entry) restore(entry);
    const row = event.target.closest(".entry-link, .entry-marks a")?.closest("li.entry");
    const address = row && [...behind.keys()].find((each) => behind.get(each).id === row.id);
    if (!address || !Queue.of(id).some((item) => item.url === address)) return;
    event.preventDefault();
    event.stopPropagation();
    reopen(row, behind.get(address));
  }, true);

  room.querySelectorAll("form[data-saves]").forEach(begin);
  return { begin, wake, done, restore, renew, choose, formOf };
})();
