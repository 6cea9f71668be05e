/* Suggest: what the search field offers while somebody types. An editable combobox with a listbox
   after the ARIA Authoring Practices: the focus stays in the field, the arrows walk the list, and
   Enter searches for what was typed unless an entry was reached on purpose. Each entry is a link; a
   past search fills the field and is sent. */
(() => {
  "use strict";
  const PAUSE = 100; /* ms without a key before the server is asked */
  const SPEECH = 500; /* ms of rest before the count is said, so that it never talks over keys */
  const LEAST = 2, MOST = 100, KEPT = 50;

  const form = document.querySelector("[data-suggest]");
  if (!form) return;
  const field = form.querySelector("[data-search]");
  const list = document.getElementById("q-offers");
  const status = document.getElementById("q-status");
  const answers = new Map();
  let options = [];
  let active = -1;
  let shown = ""; /* the text that the list answers */
  let asking = null;
  let pause = 0;
  let speech = 0;

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);
  list.setAttribute("role", "listbox");

  const isOpen = () => !list.hidden;
  const typed = () => field.value.trim().replace(/\s+/g, " ");

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  /* A text with the typed letters in bold; in a direction of its own. */
  function written(className, parts, lang) {
    const text = make("bdi", className);
    if (lang) text.lang = lang;
    parts.forEach((part) => {
      text.append(part.marked ? make("b", "", part.text) : part.text);
    });
    return text;
  }

  function option(item) {
    const link = make("a", "offer");
    link.id = `q-offer-${options.length}`;
    link.href = item.page;
    link.tabIndex = -1;
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    if (item.query !== null) link.dataset.query = item.query;
    const main = make("span", "offer-main");
    main.append(written("", item.parts, item.lang));
    if (item.also.length) main.append(" ", written("meta", item.also));
    link.append(main);
    if (item.note) link.append(" ", make("bdi", "meta offer-note", item.note));
    if (item.kind) link.append(" ", make("span", "label", item.kind));
    options.push(link);
    return link;
  }

  function group(found) {
    const box = make("div");
    const heading = make("div", "label offers-head", found.label);
    heading.id = `q-offers-${found.name}`;
    heading.setAttribute("role", "presentation");
    box.setAttribute("role", "group");
    box.setAttribute("aria-labelledby", heading.id);
    box.append(heading, ...found.items.map(option));
    return box;
  }

  function say(message) {
    window.clearTimeout(speech);
    if (message) speech = window.setTimeout(() => { status.textContent = message; }, SPEECH);
    else status.textContent = "";
  }

  function mark(index) {
    if (active >= 0) options[active].setAttribute("aria-selected", "false");
    active = index;
    if (active < 0) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    options[active].setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  }

  function toggle(open) {
    mark(-1);
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
  }

  function forget() {
    window.clearTimeout(pause);
    if (asking) asking.abort();
    asking = null;
  }

  function close() {
    forget();
    toggle(false);
    say("");
  }

  function show(text, answer) {
    if (text !== typed() || document.activeElement !== field) return;
    mark(-1);
    options = [];
    shown = text;
    list.replaceChildren(...answer.groups.map(group));
    list.scrollTop = 0;
    toggle(options.length > 0);
    say(answer.message);
  }

  async function ask(text) {
    forget();
    if (answers.has(text)) {
      show(text, answers.get(text));
      return;
    }
    const mine = new AbortController();
    asking = mine;
    try {
      const address = `${form.dataset.suggest}&q=${encodeURIComponent(text)}`;
      const response = await fetch(address, { signal: mine.signal });
      if (!response.ok) throw new Error(response.statusText);
      const answer = await response.json();
      if (answers.size >= KEPT) answers.delete(answers.keys().next().value);
      answers.set(text, answer);
      show(text, answer);
    } catch (error) {
      if (error.name !== "AbortError") close(); /* typing goes on without suggestions */
    } finally {
      if (asking === mine) asking = null;
    }
  }

  function changed() {
    const text = typed();
    forget();
    mark(-1);
    if (text.length < LEAST || text.length > MOST) close();
    else pause = window.setTimeout(ask, PAUSE, text);
  }

  /* Show the list again; false where there is nothing to show for this text. */
  function reopen() {
    if (!options.length || shown !== typed()) return false;
    toggle(true);
    return true;
  }

  function walk(step) {
    if (!isOpen()) {
      if (!reopen()) {
        if (typed().length >= LEAST && typed().length <= MOST) ask(typed());
        return;
      }
    }
    const next = active < 0 ? (step > 0 ? 0 : options.length - 1) : active + step;
    mark((next + options.length) % options.length);
  }

  const keys = {
    ArrowDown: (event) => {
      event.preventDefault();
      if (!event.altKey) walk(1);
      else if (!isOpen() && !reopen() && typed().length >= LEAST) ask(typed());
    },
    ArrowUp: (event) => {
      event.preventDefault();
      if (event.altKey) close();
      else walk(-1);
    },
    Enter: (event) => {
      if (isOpen() && active >= 0) {
        event.preventDefault();
        options[active].click();
      } else {
        close(); /* the form is sent as it is */
      }
    },
    Escape: (event) => {
      if (!isOpen()) return; /* the browser's own: it empties the field */
      event.preventDefault();
      event.stopPropagation();
      close();
    },
    Tab: () => close(),
    /* back to the text, where the browser moves the cursor */
    Home: () => mark(-1),
    End: () => mark(-1),
    ArrowLeft: () => mark(-1),
    ArrowRight: () => mark(-1),
  };

  field.addEventListener("keydown", (event) => {
    /* an input method is at work: its arrows, Enter and Escape are its own */
    if (event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey) return;
    const act = keys[event.key];
    if (act) act(event);
  });
  field.addEventListener("input", (event) => {
    if (!event.isComposing) changed();
  });
  field.addEventListener("compositionend", changed);
  field.addEventListener("blur", close);
  form.addEventListener("submit", close);
  window.addEventListener("pageshow", close);

  /* pressing an entry must not take the focus from the field before the click arrives */
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    if (!link || elsewhere) return; /* a new tab is the browser's affair */
    const query = link.dataset.query;
    close();
    if (query === undefined) return;
    event.preventDefault();
    field.value = query;
    form.requestSubmit();
  });
})();
