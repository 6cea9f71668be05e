/* Layers: Escape closes an open menu or the filter drawer, a click outside closes a menu. Both open
   and close without this script too. */
(() => {
  "use strict";
  const menus = () => [...document.querySelectorAll("details.menu[open]")];

  document.addEventListener("click", (event) => {
    menus().forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => {
      const inside = menu.contains(document.activeElement);
      menu.open = false;
      if (inside) menu.querySelector("summary").focus();
    });
    if (location.hash === "#filters") {
      const close = document.querySelector("#filters .drawer-close");
      if (close && close.offsetParent !== null) {
        close.click();
        const opener = document.querySelector("[data-filters]");
        if (opener) opener.focus();
      }
    }
  });
})();
