// SPDX-License-Identifier: EUPL-1.2
// Around the player of the browser: seek in the picture of the sound, by pointer and by key, jump back, and how fast.
// Without it the player alone plays, seeks and stops.
(() => {
  const SMALL_STEP = 5;
  const LARGE_STEP = 30;
  const player = document.querySelector("[data-player]");
  if (!player) return;
  const audio = player.querySelector("audio");
  const picture = player.querySelector("[data-wave]");
  const played = player.querySelector("[data-wave-played]");
  const slider = player.querySelector("[data-seek]");
  const total = Number(player.dataset.seconds);
  const width = picture.viewBox.baseVal.width;

  const said = (seconds) => {
    const whole = Math.max(0, Math.round(seconds));
    const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const shown = parts[0] ? parts : parts.slice(1);
    return shown.map((part, n) => (n ? String(part).padStart(2, "0") : part)).join(":");
  };

  const length = () => (Number.isFinite(audio.duration) ? audio.duration : total);
  const show = () => {
    played.setAttribute("width", total ? (audio.currentTime / length()) * width : 0);
    slider.setAttribute("aria-valuenow", Math.round(audio.currentTime));
    slider.setAttribute(
      "aria-valuetext",
      slider.dataset.at.replace("%(at)s", said(audio.currentTime)).replace("%(of)s", said(length())),
    );
    player.querySelector("[data-now]").textContent = said(audio.currentTime);
  };
  const seek = (seconds) => {
    audio.currentTime = Math.min(Math.max(0, seconds), length());
    show();
  };

  slider.setAttribute("role", "slider");
  slider.setAttribute("tabindex", "0");
  slider.setAttribute("aria-valuemin", "0");
  slider.setAttribute("aria-valuemax", Math.round(total));
  slider.setAttribute("aria-label", slider.dataset.label);
  slider.addEventListener("keydown", (event) => {
    const steps = {
      ArrowLeft: -SMALL_STEP, ArrowDown: -SMALL_STEP, ArrowRight: SMALL_STEP, ArrowUp: SMALL_STEP,
      PageDown: -LARGE_STEP, PageUp: LARGE_STEP, Home: -Infinity, End: Infinity,
    };
    if (event.key === " " || event.key === "Enter") {
      if (audio.paused) audio.play(); else audio.pause();
    } else if (event.key in steps) {
      seek(audio.currentTime + steps[event.key]);
    } else {
      return;
    }
    event.preventDefault();
  });
  const toPointer = (event) => {
    const box = slider.getBoundingClientRect();
    seek(((event.clientX - box.left) / box.width) * length());
  };
  slider.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    slider.setPointerCapture(event.pointerId);
    toPointer(event);
  });
  slider.addEventListener("pointermove", (event) => {
    if (slider.hasPointerCapture(event.pointerId)) toPointer(event);
  });

  player.querySelectorAll("[data-jump]").forEach((button) => {
    button.addEventListener("click", () => seek(audio.currentTime + Number(button.dataset.jump)));
  });
  const speed = player.querySelector("[data-speed]");
  speed.addEventListener("change", () => {
    audio.preservesPitch = true;
    audio.playbackRate = Number(speed.value);
    // What is loaded later begins at this speed too.
    audio.defaultPlaybackRate = Number(speed.value);
  });
  player.querySelector("[data-comforts]").hidden = false;
  ["timeupdate", "seeked", "loadedmetadata", "ended"].forEach((name) => audio.addEventListener(name, show));
  show();

  // Who sat too long before they pressed play confirms first who they are. Once something played, an error is another.
  const confirmFirst = document.querySelector("[data-confirm-first]");
  audio.addEventListener("error", () => {
    if (!confirmFirst || audio.currentTime || !audio.hasAttribute("src")) return;
    player.hidden = true;
    confirmFirst.hidden = false;
    confirmFirst.focus();
  });

  // Its time is over: nothing plays on.
  document.addEventListener("recording:due", () => {
    audio.pause();
    audio.removeAttribute("src");
    audio.load();
  });
})();
