// SPDX-License-Identifier: EUPL-1.2
// Buttons beside a date or a time (today, yesterday, calendar, now), and the hyphens that a phone's keyboard lacks.
(() => {
  const two = (n) => String(n).padStart(2, "0");

  // Today in the Netherlands, whatever the clock of this computer is set to.
  const here = () => {
    const parts = new Intl.DateTimeFormat("en-GB", {
      timeZone: "Europe/Amsterdam", year: "numeric", month: "numeric", day: "numeric",
      hour: "numeric", minute: "numeric", hourCycle: "h23",
    }).formatToParts(new Date());
    return Object.fromEntries(parts.map((p) => [p.type, Number(p.value)]));
  };
  const day = (offset) => {
    const now = here();
    const date = new Date(Date.UTC(now.year, now.month - 1, now.day + offset));
    return `${two(date.getUTCDate())}-${two(date.getUTCMonth() + 1)}-${date.getUTCFullYear()}`;
  };
  const put = (input, value) => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const tidyDate = (text) => {
    const found = text.trim().match(/^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$/) || text.trim().match(/^(\d{2})(\d{2})(\d{4})$/);
    return found ? `${two(found[1])}-${two(found[2])}-${found[3]}` : text;
  };
  const tidyTime = (text) => {
    const found = text.trim().match(/^(\d{1,2})\s*[:.,uh]\s*(\d{2})$/i) || text.trim().match(/^(\d{1,2})(\d{2})$/);
    return found ? `${two(found[1])}:${found[2]}` : text;
  };

  const calendar = (box, input, button) => {
    if (!("showPicker" in HTMLInputElement.prototype)) {
      button.remove();
      return;
    }
    const native = document.createElement("input");
    native.type = "date";
    native.tabIndex = -1;
    native.className = "gir-pick__native";
    native.setAttribute("aria-hidden", "true");
    box.append(native);
    button.addEventListener("click", () => {
      const found = tidyDate(input.value).match(/^(\d{2})-(\d{2})-(\d{4})$/);
      native.value = found ? `${found[3]}-${found[2]}-${found[1]}` : "";
      try {
        native.showPicker();
      } catch {
        input.focus();
      }
    });
    native.addEventListener("change", () => {
      const [year, month, date] = native.value.split("-");
      if (date) put(input, `${date}-${month}-${year}`);
      input.focus();
    });
  };

  const enhance = (root) => {
    root.querySelectorAll("[data-date], [data-time]").forEach((box) => {
      if (box.dataset.ready) return;
      box.dataset.ready = "1";
      const input = box.querySelector("input");
      const quick = box.querySelector(".gir-quick");
      const tidy = "date" in box.dataset ? tidyDate : tidyTime;
      input.addEventListener("change", () => { input.value = tidy(input.value); });
      box.querySelectorAll("[data-calendar]").forEach((button) => {
        button.hidden = false;
        calendar(box, input, button);
      });
      if (!quick) return;
      quick.hidden = false;
      quick.querySelectorAll("[data-days]").forEach((button) => {
        button.addEventListener("click", () => put(input, day(Number(button.dataset.days))));
      });
      quick.querySelectorAll("[data-now]").forEach((button) => {
        button.addEventListener("click", () => put(input, `${two(here().hour)}:${two(here().minute)}`));
      });
    });
  };
  enhance(document);
  document.addEventListener("htmx:load", (event) => enhance(event.target));
})();
