// SPDX-License-Identifier: EUPL-1.2
// Where a passkey can be used, its button shows; what went wrong with one is said in words.
(() => {
  const button = document.getElementById("passkey");
  if (!button || !window.PublicKeyCredential) return;
  button.hidden = false;
  document.querySelector("[data-without-passkeys]")?.setAttribute("hidden", "");
  const said = document.getElementById("passkey-failed");
  button.addEventListener("click", () => { if (said) said.hidden = true; });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    if (!said) return;
    said.hidden = false;
    said.focus();
  });
})();
