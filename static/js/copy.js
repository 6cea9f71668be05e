/* Copy: a button with data-copy="id" copies the text of that element and says so. Hidden where the
   browser has no clipboard, or no script. */
(() => {
  "use strict";
  if (!navigator.clipboard) return;
  document.querySelectorAll("button[data-copy]").forEach((button) => {
    const source = document.getElementById(button.dataset.copy);
    if (!source) return;
    button.hidden = false;
    const before = button.textContent;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.textContent.trim().replace(/\s+/g, " "));
        button.textContent = button.dataset.done;
      } catch {
        button.textContent = button.dataset.failed;
      }
      window.setTimeout(() => { button.textContent = before; }, 2500);
    });
  });
})();
