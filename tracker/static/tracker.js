"use strict";
// What every page gets on top of its plain forms; each of them works without it.

// A form that was sent is not sent again by a second press; the page that comes back is a new one.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  if (form.dataset.working) sayWorking(form);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelector(":scope > [role=status]")?.remove();
  });
});

// What takes long is said where the press was; it goes with the page.
function sayWorking(form) {
  const told = document.createElement("p");
  told.className = "notice mt-3";
  told.setAttribute("role", "status");
  form.append(told);
  requestAnimationFrame(() => (told.textContent = form.dataset.working));
}

// Mistakes are read first.
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("problem")?.focus();
  document.querySelectorAll("input[data-day]").forEach(addCalendar);
  document.querySelectorAll("textarea[data-copy]").forEach(addCopying);
});

// A date is typed day first; the browser's own calendar stands beside it where there is one.
function addCalendar(input) {
  if (!document.createElement("input").showPicker) return;
  const picker = document.createElement("input");
  picker.type = "date";
  picker.className = "day-picker";
  picker.tabIndex = -1;
  picker.setAttribute("aria-hidden", "true");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-outline-primary day-button";
  button.setAttribute("aria-label", document.documentElement.lang === "lo" ? "ປະຕິທິນ" : "Calendar");
  button.textContent = "▦";
  button.addEventListener("click", () => {
    const [day, month, year] = input.value.split("/");
    picker.value = year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : "";
    picker.showPicker();
  });
  picker.addEventListener("change", () => {
    const [year, month, day] = picker.value.split("-");
    if (day) input.value = `${day}/${month}/${year}`;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
  input.after(button, picker);
}

// A text that is there to be copied gets a button for it, where the browser lets a page write to its clipboard.
function addCopying(text) {
  if (!navigator.clipboard) return;
  const row = document.createElement("p");
  row.className = "buttons mt-2 mb-0";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-outline-primary";
  button.textContent = text.dataset.copy;
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    text.select();
    await navigator.clipboard.writeText(text.value);
    told.textContent = text.dataset.copied;
  });
  row.append(button, told);
  text.after(row);
}
