// SPDX-License-Identifier: EUPL-1.2
// <form data-autosave="<url>">: what is typed is kept on the server as a draft, two seconds after the last key, on
// leaving a field, and on leaving the page. The server answers {"saved_at": "14:32", "draft": "<uuid>", "url": "…"}.
// [data-autosave-status] says how it went, with the texts of its data-saving, -saved ({time}), -failed, -signed-out.
// The form is sent when the server answers: to a session that was ended elsewhere, or without a connection, what was
// typed would be lost with the page.
(() => {
  const QUIET_MS = 2000;
  const RETRY_MS = [5000, 10000, 30000, 60000];
  const forms = [...document.querySelectorAll("form[data-autosave]")];

  const watch = (form) => {
    const status = form.querySelector("[data-autosave-status]") || document.querySelector("[data-autosave-status]");
    let timer, saving = null, dirty = false, failures = 0, leaving = false, lost = false, asking = false, sure = false;

    const say = (state, time) => {
      if (!status) return;
      const text = status.dataset[state] || "";
      if (status.dataset.state === state && state !== "saved") return;
      status.dataset.state = state;
      status.textContent = text.replace("{time}", time || "");
    };

    const content = () => {
      const data = new FormData(form);
      for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
      return data;
    };

    const remember = (answer) => {
      const hidden = form.querySelector("input[name=draft]");
      if (hidden && answer.draft) hidden.value = answer.draft;
      // Not on the way to the next page.
      if (answer.url && !asking) {
        const url = new URL(answer.url, location.href);
        if (url.origin === location.origin) history.replaceState(null, "", url);
      }
    };

    // Signing in again in another tab changes the token that every form carries: take the new one into this page.
    const renewToken = async () => {
      const response = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
      if (!response.ok || response.redirected) return false;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("input[name=csrfmiddlewaretoken]");
      document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = fresh ? fresh.value : ""; });
      return Boolean(fresh);
    };

    const post = (keepalive) => fetch(form.dataset.autosave, {
      method: "POST", body: content(), keepalive, redirect: "manual", credentials: "same-origin",
      headers: { Accept: "application/json" },
    });

    const fail = (state) => {
      dirty = true;
      say(state);
      if (state === "failed") schedule(RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]);
    };

    const send = async (keepalive) => {
      dirty = lost = false;
      clearTimeout(timer);
      try {
        let response = await post(keepalive);
        if (response.status === 403 && await renewToken()) response = await post(keepalive);
        const target = response.headers.get("HX-Redirect");
        // What was typed came too late and was kept; the address says why, and leads on to it.
        if (response.status === 401 && target) return location.replace(target);
        if (response.status === 401 || response.status === 403 || response.type === "opaqueredirect") {
          lost = true;
          return fail("signedOut");
        }
        if (!response.ok) return fail("failed");
        const answer = response.status === 204 ? {} : await response.json();
        failures = 0;
        remember(answer);
        if (!dirty) say("saved", answer.saved_at);
      } catch {
        lost = true;
        fail("failed");
      }
    };

    // One at a time: the first answer names the draft that the next one must go to.
    const save = async (keepalive = false) => {
      if (saving) await saving;
      if (!dirty || form.dataset.sending) return;
      saving = send(keepalive);
      await saving;
      saving = null;
    };
    const schedule = (delay) => {
      clearTimeout(timer);
      timer = setTimeout(save, delay);
    };

    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      dirty = true;
      if (status && status.dataset.state === "saved") say("saving");
      schedule(failures ? RETRY_MS[0] : QUIET_MS);
    });
    form.addEventListener("focusout", () => { if (dirty && !failures) schedule(200); });
    const ask = async (button) => {
      asking = dirty = true;
      await save();
      asking = false;
      if (lost) return status && status.focus();
      sure = true;
      form.requestSubmit(button);
      sure = false;
    };
    form.addEventListener("submit", (event) => {
      if (!sure) {
        event.preventDefault();
        event.stopPropagation();
        if (!asking) ask(event.submitter);
        return;
      }
      leaving = true;
      clearTimeout(timer);
    });
    window.addEventListener("pageshow", () => { leaving = false; });
    const now = () => { if (dirty && !leaving) save(true); };
    // Back from another tab, perhaps signed in again there: try at once.
    window.addEventListener("focus", () => { if (dirty && status && status.dataset.state === "signedOut") save(); });
    window.addEventListener("pagehide", now);
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") now(); });
    window.addEventListener("beforeunload", (event) => {
      // Only when keeping it failed: then leaving would lose what was typed.
      if (dirty && failures && !leaving) event.preventDefault();
    });
    return { save, isLost: () => dirty && lost };
  };

  const drafts = forms.map(watch);
  // session.js waits for this before it signs out, and leaves no page of which something is kept nowhere else.
  window.girSaveDrafts = () => Promise.all(drafts.map((draft) => draft.save(true)));
  window.girDraftIsLost = () => drafts.some((draft) => draft.isLost());
})();
