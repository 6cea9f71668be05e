/* Print: a button with data-print opens the print dialogue. Hidden where there is no script. */
(() => {
  "use strict";
  document.querySelectorAll("button[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
