"use strict";
// That the reader has the minutes before him is told once, by the page and only while it is looked at.
(() => {
  const address = document.currentScript.dataset.opened;
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  let told = false;
  function tell() {
    if (told || !token || document.visibilityState !== "visible") return;
    told = true;
    fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin" }).catch(() => (told = false));
  }
  document.addEventListener("visibilitychange", tell);
  tell();
})();
