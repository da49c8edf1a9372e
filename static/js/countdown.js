// SPDX-License-Identifier: EUPL-1.2
// Keeps "nog 3 uur en 20 min" current. At the due moment the words say that it is over, and a row of a list or the
// player of a call goes; the server gives nothing of it any more.
(() => {
  const MINUTE = 60000;
  const clocks = [...document.querySelectorAll("[data-countdown]")];
  if (!clocks.length) return;

  const words = (clock, left) => {
    const minutes = Math.floor(left / MINUTE);
    const days = Math.floor(left / (24 * 60 * MINUTE));
    if (left <= 0) return clock.dataset.over;
    if (days >= 3) return clock.dataset.days.replace("%(days)s", days);
    if (minutes >= 60) {
      return clock.dataset.hours.replace("%(hours)s", Math.floor(minutes / 60)).replace("%(minutes)s", minutes % 60);
    }
    return minutes >= 1 ? clock.dataset.minutes.replace("%(minutes)s", minutes) : clock.dataset.soon;
  };

  const tick = () => clocks.forEach((clock) => {
    const left = Date.parse(clock.dateTime) - Date.now();
    const said = words(clock, left);
    if (clock.textContent !== said) clock.textContent = said;
    if (left > 0 || clock.dataset.gone) return;
    clock.dataset.gone = "1";
    const box = clock.closest("[data-goes]");
    if (!box) return;
    box.dispatchEvent(new CustomEvent("recording:due", { bubbles: true }));
    box.classList.add("is-gone");
    box.querySelectorAll("a[href]").forEach((link) => link.removeAttribute("href"));
  });

  tick();
  setInterval(tick, 1000);
  // A page that comes out of the history shows what was there then.
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
})();
