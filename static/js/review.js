/* The review page: what is judged is judged without leaving it, and by keys. Each button is that of
   a plain form; here its answer, the page anew, takes the place of the parts that it changes. */
(() => {
  "use strict";
  const page = document.querySelector("[data-review]");
  if (!page) return;
  const said = page.querySelector("[data-said]");
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(el.tagName) || (el.closest && el.closest(".select2-container")));
  const items = () => [...page.querySelectorAll("li[data-item]")];
  const current = () => page.querySelector("li[data-item].now");
  let busy = false;
  let lately = ""; /* the sentence that was quoted last */

  /* --- the present suggestion, in the list and in the text --- */
  function choose(item, focus = true, show = true) {
    page.querySelectorAll(".now[data-item], mark.now").forEach((el) => el.classList.remove("now"));
    page.querySelectorAll("[aria-current]").forEach((el) => el.removeAttribute("aria-current"));
    if (!item) return;
    item.classList.add("now");
    item.setAttribute("aria-current", "true");
    if (focus) item.focus({ preventScroll: true });
    if (show) item.scrollIntoView({ block: "nearest" });
    const marks = [...page.querySelectorAll("mark[data-items]")].filter((mark) => mark.dataset.items.split(" ").includes(item.dataset.item));
    marks.forEach((mark) => mark.classList.add("now"));
    if (show && marks.length && matchMedia("(min-width: 64rem)").matches) marks[0].scrollIntoView({ block: "nearest" });
  }

  function walk(step) {
    const all = items();
    const at = all.indexOf(current());
    if (all.length) choose(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))]);
  }

  function press(name) {
    const item = current();
    const button = item && item.querySelector(`button[data-do="${name}"]`);
    if (button) button.click();
  }

  /* --- sentences as quotations --- */
  const field = () => page.querySelector("[data-quote] textarea");
  function quote(text, sentence) {
    const into = field();
    if (!into || !text) return;
    page.querySelectorAll(".sentence.quoted").forEach((el) => el.classList.remove("quoted"));
    if (sentence) {
      sentence.classList.add("quoted");
      sentence.scrollIntoView({ block: "nearest" });
      lately = sentence.dataset.sentence;
    }
    into.value = text;
    said.textContent = text;
  }

  function step(by) {
    const all = [...page.querySelectorAll("[data-sentence]")];
    let at = all.findIndex((el) => el.classList.contains("quoted"));
    if (at < 0) at = all.findIndex((el) => el.dataset.sentence === lately);
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
    if (next) quote(next.dataset.sentence, next);
  }

  page.addEventListener("click", (event) => {
    const item = event.target.closest("li[data-item]");
    if (item && !event.target.closest("a, button, input, select, summary, textarea")) choose(item, false);
    const sentence = event.target.closest("[data-sentence]");
    if (!sentence) return;
    const chosen = getSelection().toString().trim();
    quote(chosen || sentence.dataset.sentence, chosen ? null : sentence);
    const mark = event.target.closest("mark[data-items]");
    if (mark && !chosen) choose(page.querySelector(`#item-${mark.dataset.items.split(" ")[0]}`), false);
  });

  /* --- judging without leaving the page --- */
  const judged = (details) => details.closest("form").elements.what.value;

  /* What somebody is filling in stays: the quotation, and what is open in a suggestion. Of the form
     that was sent nothing does. One that was refused comes back with what was typed as it is given:
     it has been touched all the same. */
  const touched = (part) => part.contains(document.activeElement)
    || part.querySelector("[data-refused]")
    || [...part.querySelectorAll("textarea, input[type=text]")].some((one) => one.value !== one.defaultValue)
    || [...part.querySelectorAll("option")].some((one) => one.selected && !one.defaultSelected && one.index > 0);

  function replace(part, fresh, form) {
    if (part.matches("[data-typed]") && !part.contains(form) && touched(part)) return;
    const open = [...part.querySelectorAll("li[data-item] details[open]")].filter((one) => !form.contains(one));
    part.replaceChildren(...document.importNode(fresh, true).childNodes);
    open.forEach((kept) => {
      const same = [...part.querySelectorAll("li[data-item] details")].find((one) => one.className === kept.className && judged(one) === kept.dataset.of);
      if (same) same.replaceWith(kept);
    });
  }

  function renew(answer, was, form, doing) {
    const at = items().findIndex((item) => item.id === was);
    const kept = current() && current().id;
    const part = form.closest("[data-part]");
    page.querySelectorAll("li[data-item] details").forEach((one) => { one.dataset.of = judged(one); });
    page.querySelectorAll("[data-part]").forEach((part) => {
      const fresh = answer.getElementById(part.id);
      if (fresh) replace(part, fresh, form);
    });
    if (window.django && django.jQuery && django.jQuery.fn.djangoAdminSelect2) {
      django.jQuery(page).find("[data-part] .admin-autocomplete").not(".select2-hidden-accessible").djangoAdminSelect2();
    }
    /* the text is new: the sentence that is quoted is shown as such again */
    const quoted = field() && field().value;
    const sentence = quoted && [...page.querySelectorAll("[data-sentence]")].find((one) => one.dataset.sentence === quoted);
    if (sentence) sentence.classList.add("quoted");
    const told = answer.querySelector(".messagelist");
    const refused = told && told.querySelector(".error");
    const shown = document.querySelector(".messagelist");
    if (shown) shown.remove();
    const message = told && document.importNode(told, true);
    /* after a judgement what waits is next: the one after, else the first; otherwise what was done */
    const all = items();
    const waiting = all.filter((item) => item.dataset.state === "suggested");
    const after = waiting.find((item) => all.indexOf(item) >= at) || waiting[0];
    if (at >= 0 && after && !refused && ["accept", "reject", "same"].includes(doing)) {
      if (message) document.getElementById("content").before(message);
      said.textContent = told ? told.textContent.trim().replace(/\s+/g, " ") : "";
      choose(after);
      return;
    }
    said.textContent = "";
    choose(document.getElementById(was) || document.getElementById(kept) || after, false, false);
    if (!message) return;
    /* where it was pressed: what one was reading stays before one's eyes */
    (document.getElementById(was) || part).append(message);
    message.focus({ preventScroll: true });
    message.scrollIntoView({ block: "nearest" });
  }

  page.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-live]")) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    page.setAttribute("aria-busy", "true");
    const item = form.closest("li[data-item]");
    try {
      const body = new URLSearchParams(new FormData(form, event.submitter));
      const response = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
      if (!response.ok) throw new Error(String(response.status));
      const answer = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!answer.querySelector("[data-review]")) throw new Error("another page");
      renew(answer, item ? item.id : "", form, event.submitter ? event.submitter.value : "");
    } catch {
      /* as without a script: the server says what is wrong */
      const button = event.submitter;
      if (button) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
      form.submit();
    } finally {
      busy = false;
      page.removeAttribute("aria-busy");
    }
  });

  /* --- keys --- */
  const actions = {
    j: () => walk(1),
    k: () => walk(-1),
    ArrowDown: () => walk(1),
    ArrowUp: () => walk(-1),
    a: () => press("accept"),
    r: () => press("reject"),
    s: () => step(1),
    S: () => step(-1),
    q: () => {
      /* to what the quotation lacks: its words, else what it is for */
      const form = page.querySelector("[data-quote]");
      if (!form) return;
      const next = field().value ? form.querySelector(".select2-selection, select") : field();
      next.focus();
    },
    n: () => page.querySelector("[data-next-link]").click(),
    "?": () => {
      const keys = page.querySelector("[data-keys]");
      keys.open = !keys.open;
      if (keys.open) keys.querySelector("summary").focus();
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && page.contains(event.target) && typing(event.target) && !document.querySelector(".select2-container--open")) {
      /* out of what is typed, to where the keys work */
      (current() || page.querySelector("#part-text")).focus({ preventScroll: true });
      return;
    }
    if (typing(event.target)) return;
    /* by place as well as by letter: on an Arabic keyboard the same keys carry other letters */
    const arabic = /[\u0600-\u06FF]/.test(event.key);
    const places = { KeyJ: "j", KeyK: "k", KeyA: "a", KeyR: "r", KeyN: "n", KeyQ: "q", KeyS: event.shiftKey ? "S" : "s", Slash: "?" };
    const action = actions[event.key] || (arabic && actions[places[event.code]]);
    if (!action) return;
    event.preventDefault();
    action();
  });

  /* the address names what is next, where no script judged */
  const named = items().find((item) => `#${item.id}` === location.hash);
  choose(named || items().find((item) => item.dataset.state === "suggested"), Boolean(named));
  if (!named) scrollTo(0, 0);
})();
