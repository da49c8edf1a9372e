// SPDX-License-Identifier: EUPL-1.2
// Small comforts; every page works without them.
(() => {
  // The error summary gets the focus, so that a screen reader begins there; its links go to the field itself.
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const closed = field.closest("details:not([open])");
    if (closed) closed.open = true;
    field.focus({ preventScroll: true });
    (field.closest(".gir-field") || field).scrollIntoView({ block: "start" });
  });

  // What can be sent once and leaves the page as it is (a download): the button makes way for what to do now.
  document.addEventListener("submit", (event) => {
    const { sent } = event.target.dataset;
    if (!sent || event.defaultPrevented) return;
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    said.tabIndex = -1;
    said.textContent = sent;
    setTimeout(() => { event.target.replaceWith(said); said.focus(); });
  });

  // A message that stands on the page from the start is announced by nobody; put in afterwards it is.
  const messages = document.querySelector("[data-messages]");
  if (messages && messages.childElementCount) {
    const content = [...messages.children];
    requestAnimationFrame(() => {
      messages.replaceChildren();
      setTimeout(() => messages.replaceChildren(...content), 50);
    });
  }

  // Show what was typed as a password, on request.
  document.querySelectorAll("[data-password]").forEach((box) => {
    const input = box.querySelector("input");
    const button = document.createElement("button");
    button.type = "button";
    const say = () => {
      const shown = input.type === "text";
      button.textContent = shown ? box.dataset.hide : box.dataset.show;
      button.setAttribute("aria-label", shown ? box.dataset.hideLabel : box.dataset.showLabel);
    };
    button.addEventListener("click", () => {
      input.type = input.type === "password" ? "text" : "password";
      say();
    });
    say();
    box.append(button);
    // It must not be sent as text: some browsers remember text.
    if (input.form) input.form.addEventListener("submit", () => { input.type = "password"; });
  });

  // A file: our words instead of the browser's, over the same control, so that dropping a file works too.
  document.querySelectorAll("[data-file]").forEach((input) => {
    const box = document.createElement("div");
    box.className = "gir-file-box";
    const button = document.createElement("span");
    button.className = "utrecht-button utrecht-button--secondary-action gir-button--small";
    button.textContent = input.dataset.choose;
    const name = document.createElement("span");
    name.className = "gir-file-box__name";
    const say = () => { name.textContent = [...input.files].map((file) => file.name).join(", ") || input.dataset.none; };
    [button, name].forEach((part) => part.setAttribute("aria-hidden", "true"));
    input.before(box);
    box.append(button, name, input);
    input.addEventListener("change", say);
    window.addEventListener("pageshow", say);
    say();
  });

  // The menu of a phone, and what is under "Meer", close with Escape, with a click beside them and when the focus leaves.
  document.querySelectorAll(".gir-menu, .gir-nav__more").forEach((menu) => {
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
    document.addEventListener("click", (event) => {
      if (menu.open && !menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("focusout", (event) => {
      if (menu.open && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  });

  // A part of a form that folds open when a choice asks for it: data-shown-by="<name>=<value>".
  // Without JavaScript it is always there; hidden parts are still sent, the server decides what counts.
  const parts = [...document.querySelectorAll("[data-shown-by]")];
  const refresh = () => parts.forEach((part) => {
    const [name, value] = part.dataset.shownBy.split("=");
    const fields = [...document.getElementsByName(name)];
    part.hidden = !fields.some((f) => (["radio", "checkbox"].includes(f.type) ? f.checked && f.value === value : f.value === value));
  });
  if (parts.length) {
    document.addEventListener("change", refresh);
    refresh();
  }
})();
