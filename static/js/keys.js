/* Keys: "/" goes to the search field, "j" and "k" walk the results, "f" the filters, "?" the help.
   Never while somebody types, never with a modifier that belongs to the browser. */
(() => {
  "use strict";
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(el.tagName));

  function walk(step) {
    const links = [...document.querySelectorAll("[data-rows] h3 a")];
    if (!links.length) return;
    const at = links.indexOf(document.activeElement);
    const next = links[Math.min(links.length - 1, Math.max(0, at + step))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function follow(selector) {
    const link = document.querySelector(selector);
    if (link) link.click();
  }

  const actions = {
    "/": () => {
      const field = document.querySelector("[data-search]");
      if (!field) return;
      field.focus();
      field.select();
    },
    j: () => walk(1),
    k: () => walk(-1),
    f: () => follow("[data-filters]"),
    "?": () => follow(".bar-help"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    /* by place as well as by letter: on an Arabic keyboard the same keys carry other letters */
    const arabic = /[\u0600-\u06FF]/.test(event.key);
    const places = { KeyJ: "j", KeyK: "k", KeyF: "f", Slash: event.shiftKey ? "?" : "/" };
    const action = actions[event.key] || (arabic && actions[places[event.code]]);
    if (!action) return;
    event.preventDefault();
    action();
  });
})();
