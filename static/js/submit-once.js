// SPDX-License-Identifier: EUPL-1.2
// A form is sent once: a second click while it is on its way does nothing, and the button says so.
// data-submit-many on a form leaves it alone (a download, a language choice).
(() => {
  const GIVE_UP_MS = 20000;

  const release = (form) => {
    delete form.dataset.sending;
    form.querySelectorAll("[data-busy-text]").forEach((button) => {
      button.textContent = "";
      button.append(...button.restore);
      button.removeAttribute("aria-busy");
      button.removeAttribute("data-busy-text");
    });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog" || "submitMany" in form.dataset) return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "1";
    const button = event.submitter;
    if (button instanceof HTMLButtonElement && document.body.dataset.busy) {
      // Not disabled: a disabled button would not be sent along.
      button.restore = [...button.childNodes];
      button.dataset.busyText = "1";
      button.setAttribute("aria-busy", "true");
      button.textContent = document.body.dataset.busy;
    }
    setTimeout(() => release(form), GIVE_UP_MS);
  });

  // Back in the history: the page as it was must be usable again.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));
})();
