// Turns the still picture of every new player on the page into frames to play and to step through.
// Without this script the still picture stands for itself, so no control is ever dead.
(() => {
  const button = (sign, label) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.title = label;
    made.setAttribute("aria-label", label);
    made.style.cssText =
      "min-width:2.4em;min-height:2.4em;font:inherit;color:inherit;background:transparent;" +
      "border:1px solid currentColor;border-radius:4px;cursor:pointer";
    return made;
  };

  const start = (player) => {
    const frames = JSON.parse(player.querySelector("script[type='application/json']").textContent);
    const picture = player.querySelector("img");
    const back = button("‹", "Step back");
    const play = button("▶", "Play");
    const next = button("›", "Step forward");
    const slider = document.createElement("input");
    slider.type = "range";
    slider.min = "0";
    slider.max = String(frames.length - 1);
    slider.value = "0";
    slider.setAttribute("aria-label", "Step");
    slider.style.cssText = "flex:1;min-width:6em";
    const place = document.createElement("span");
    const spoken = document.createElement("span");
    spoken.setAttribute("role", "status");
    spoken.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";
    let timer = null;

    const show = (step) => {
      const now = Math.max(0, Math.min(frames.length - 1, step));
      picture.src = `data:image/png;base64,${frames[now].png}`;
      picture.alt = frames[now].alt;
      slider.value = String(now);
      slider.setAttribute("aria-valuetext", `step ${now + 1} of ${frames.length}`);
      place.textContent = `step ${now + 1} of ${frames.length}`;
      if (timer === null) spoken.textContent = frames[now].alt;
      // A button that is switched off would take the keyboard with it.
      const ended = now === 0 ? back : now === frames.length - 1 ? next : null;
      if (ended !== null && document.activeElement === ended) slider.focus();
      back.disabled = now === 0;
      next.disabled = now === frames.length - 1;
    };
    const stop = () => {
      clearInterval(timer);
      timer = null;
      play.textContent = "▶";
      play.setAttribute("aria-label", (play.title = "Play"));
    };
    const go = (step) => {
      stop();
      show(step);
    };
    play.addEventListener("click", () => {
      if (timer !== null) return go(Number(slider.value));
      if (Number(slider.value) === frames.length - 1) show(0);
      timer = setInterval(() => {
        if (!player.isConnected) return stop();
        show(Number(slider.value) + 1);
        if (Number(slider.value) === frames.length - 1) stop();
      }, 700);
      play.textContent = "❚❚";
      play.setAttribute("aria-label", (play.title = "Pause"));
    });
    back.addEventListener("click", () => go(Number(slider.value) - 1));
    next.addEventListener("click", () => go(Number(slider.value) + 1));
    slider.addEventListener("input", () => go(Number(slider.value)));

    const controls = document.createElement("div");
    controls.style.cssText = "display:flex;align-items:center;gap:.5em;margin-top:.4em;position:relative";
    controls.append(back, play, next, slider, place, spoken);
    player.append(controls);

    // JupyterLab takes the arrow keys for its cells and keeps the slider from hearing them, so the player steps itself.
    const keys = {
      ArrowLeft: () => go(Number(slider.value) - 1),
      ArrowDown: () => go(Number(slider.value) - 1),
      ArrowRight: () => go(Number(slider.value) + 1),
      ArrowUp: () => go(Number(slider.value) + 1),
      Home: () => go(0),
      End: () => go(frames.length - 1),
      " ": () => play.click(),
    };
    player.tabIndex = -1; // a click on the picture is enough to step on by keyboard
    player.dataset.lmSuppressShortcuts = "true";
    player.addEventListener("keydown", (event) => {
      const act = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey ? undefined : keys[event.key];
      // On a button the space bar presses that button.
      if (!act || (event.key === " " && event.target.closest("button"))) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
    show(0);
  };

  for (const player of document.querySelectorAll(".striate-player:not([data-started])")) {
    player.dataset.started = "true";
    start(player);
  }
})();
