// Keys of the coding form: a key presses the button of its own, and JupyterLab's shortcuts stay out of the form.
(() => {
  if (window.framelensKeys) return;
  window.framelensKeys = true;
  const named = { ArrowLeft: "left", ArrowRight: "right", Enter: "enter" };
  // The notebook takes the focus for its cell when something in an output is clicked; the form takes it back.
  const keep = (event) => {
    const form = event.target.closest && event.target.closest(".framelens-coding");
    if (!form || ["INPUT", "TEXTAREA"].includes(event.target.tagName)) return;
    form.tabIndex = 0;
    form.setAttribute("data-lm-suppress-shortcuts", "true");
    for (const wait of [0, 60]) {
      setTimeout(() => form.contains(document.activeElement) || form.focus({ preventScroll: true }), wait);
    }
  };
  window.addEventListener("mousedown", keep, true);
  window.addEventListener("click", keep, true);
  window.addEventListener("keydown", (event) => {
    const form = event.target.closest && event.target.closest(".framelens-coding");
    if (!form || event.ctrlKey || event.metaKey || event.altKey) return;
    const tag = event.target.tagName;
    if (tag === "INPUT" || tag === "TEXTAREA") {
      if (event.key === "Escape" || event.key === "Enter") {
        event.preventDefault();
        event.stopPropagation();
        event.target.blur();
        form.focus();
      }
      return;
    }
    if (event.key === "Tab" || event.key === " ") return;
    if (event.key === "Enter" && tag === "BUTTON" && !form.querySelector(".framelens-key-enter")) return;
    event.stopPropagation();
    const key = named[event.key] || event.key.toLowerCase();
    if (!/^[a-z0-9]+$/.test(key) || event.repeat) return;
    const button = form.querySelector(".framelens-key-" + key);
    if (button && !button.disabled) {
      event.preventDefault();
      button.click();
    }
  }, true);
})();
