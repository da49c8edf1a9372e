// SPDX-License-Identifier: EUPL-1.2
// The idle sign-out, as the person meets it. The server ends the session by itself; this warns two minutes before,
// counts typing as activity, and takes the case off the screen when the time is over. Tabs tell each other.
(() => {
  const { idleSeconds, stayUrl, signInUrl } = document.body.dataset;
  if (!idleSeconds || !stayUrl) return;
  const IDLE_MS = Number(idleSeconds) * 1000;
  const WARN_MS = Math.min(120000, IDLE_MS / 2);
  const PING_MS = Math.min(60000, IDLE_MS / 4);
  const dialog = document.getElementById("idle-dialog");
  const clock = dialog.querySelector("[data-idle-left]");
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("gir-activity") : null;
  // The server heard of us when it made this page.
  let heardAt = Date.now();
  let over = false;

  const token = () => (document.querySelector("input[name=csrfmiddlewaretoken]") || {}).value || "";
  // <form data-keep>: what was typed and not sent is kept by the server, and shown again after signing in.
  const form = document.querySelector("form[data-keep]");
  let typed = false;
  if (form) form.addEventListener("input", () => { typed = true; });
  const keep = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
    return fetch(`${location.pathname}?bewaar`, { method: "POST", body: data }).catch(() => {});
  };
  // Why it ended, as the server said it (accounts/turned_away.py); by itself this program only knows of idleness.
  let why = { idle: "1" };
  const away = () => {
    const next = typed ? `${location.pathname}?verder` : location.pathname + location.search;
    return `${signInUrl}?${new URLSearchParams({ next, ...why })}`;
  };
  const heard = (at) => {
    heardAt = Math.max(heardAt, at);
    if (dialog.open && Date.now() - heardAt < IDLE_MS - WARN_MS) dialog.close();
  };
  if (tabs) tabs.onmessage = (event) => (event.data === "left" ? leave(false) : heard(Number(event.data) || 0));

  const cover = () => document.documentElement.classList.add("gir-left");

  const leave = async (tellServer) => {
    if (over) return;
    over = true;
    if (dialog.open) dialog.close();
    cover();
    if (tellServer) {
      const patience = new Promise((done) => { setTimeout(done, 4000); });
      const drafts = window.girSaveDrafts ? window.girSaveDrafts() : null;
      await Promise.race([Promise.all([drafts, typed ? keep() : null]), patience]);
      if (tabs) tabs.postMessage("left");
      const signOut = document.getElementById("sign-out");
      if (signOut) {
        await fetch(signOut.action, { method: "POST", body: new FormData(signOut), redirect: "manual", keepalive: true }).catch(() => {});
      }
    }
    location.replace(away());
  };

  const stay = async () => {
    const asked = Date.now();
    try {
      const response = await fetch(stayUrl, {
        method: "POST", redirect: "manual", credentials: "same-origin",
        headers: { "X-CSRFToken": token(), Accept: "application/json" },
      });
      if (response.ok) {
        heard(asked);
        if (tabs) tabs.postMessage(asked);
        return;
      }
      // The session has ended, and the next request with what was typed is still kept.
      const target = response.headers.get("HX-Redirect");
      if (target) {
        const said = new URL(target, location.href).searchParams;
        const name = ["levels", "limit", "ended"].find((one) => said.has(one));
        if (name) why = { [name]: said.get(name) };
      }
      if (response.status >= 500) return;
      if (!target && window.girSaveDrafts) await window.girSaveDrafts();
      if (target || !window.girDraftIsLost || !window.girDraftIsLost()) leave(Boolean(target));
    } catch {
      // No connection: the clock runs on, and the draft's status says what was not kept.
    }
  };

  let askedAt = Date.now();
  const active = () => {
    if (dialog.open || over || Date.now() - askedAt < PING_MS) return;
    askedAt = Date.now();
    stay();
  };
  // Who listens to a call does something, and hears it to its end.
  ["keydown", "input", "pointerdown", "scroll", "timeupdate"].forEach((name) => {
    document.addEventListener(name, active, { passive: true, capture: true });
  });

  const tell = (left) => {
    const minutes = Math.round(left / 60000);
    const { many, minute, minutes: plural } = clock.dataset;
    const text = left > 90000 ? plural.replace("{n}", minutes)
      : left > 45000 ? minute.replace("{n}", 1)
        : many.replace("{n}", Math.max(10, Math.ceil(left / 10000) * 10));
    // Only a new text is announced: every half minute at most, not every second.
    if (clock.textContent !== text) clock.textContent = text;
  };

  const tick = () => {
    if (over) return;
    const left = heardAt + IDLE_MS - Date.now();
    if (left <= 1000) leave(true);
    else if (left <= WARN_MS) {
      tell(left);
      if (!dialog.open) dialog.showModal();
    }
  };
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);

  dialog.querySelector("[data-idle-stay]").addEventListener("click", stay);
  dialog.querySelector("[data-idle-leave]").addEventListener("click", () => leave(true));
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); stay(); });

  // A page from the browser's memory may be of somebody who signed out: cover it, and ask the server anew.
  window.addEventListener("pagehide", (event) => { if (event.persisted) cover(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
