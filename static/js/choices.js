/* Fields in which one types to choose (select2) get the name of their label: select2 names them
   after what is chosen, so that an empty one has no name at all. */
(() => {
  "use strict";
  const nameOf = (select) => {
    const label = select.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    return select.getAttribute("aria-label") || (label ? label.textContent.trim().replace(/[:：]$/, "") : "");
  };

  function nameAll() {
    document.querySelectorAll("select.select2-hidden-accessible").forEach((select) => {
      const box = select.nextElementSibling;
      const name = nameOf(select);
      if (!name || !box || !box.classList.contains("select2-container")) return;
      box.querySelectorAll("[role=combobox], .select2-search__field").forEach((el) => {
        if (el.getAttribute("aria-label") === name) return;
        el.removeAttribute("aria-labelledby");
        el.setAttribute("aria-label", name);
      });
      /* the cross that empties a list of choices stands in that list */
      box.querySelectorAll("ul > .select2-selection__clear").forEach((cross) => cross.setAttribute("role", "listitem"));
      /* what is chosen is the text of the box: read with its name */
      const chosen = box.querySelector(".select2-selection__rendered");
      if (!chosen || chosen.tagName === "UL") return;
      chosen.removeAttribute("role");
      chosen.removeAttribute("aria-readonly");
      const combo = box.querySelector("[role=combobox]");
      if (combo && chosen.id && combo.getAttribute("aria-describedby") !== chosen.id) combo.setAttribute("aria-describedby", chosen.id);
    });
    /* the field of an open list stands at the end of the page */
    const open = document.querySelector(".select2-container--open");
    const field = document.querySelector(".select2-dropdown .select2-search__field");
    if (field && open && open.previousElementSibling) field.setAttribute("aria-label", nameOf(open.previousElementSibling));
  }

  new MutationObserver((changes) => {
    if (changes.some((change) => change.addedNodes.length)) nameAll();
  }).observe(document.documentElement, { childList: true, subtree: true });
  nameAll();
})();
