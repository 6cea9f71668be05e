/* Brush: two handles over the strip, and dragging across it, choose a period. A drag shows it at
   once; keys move a handle and offer the period as a link, so that nobody is led away in between.
   Without this script every month is a link. */
(() => {
  "use strict";
  const figure = document.querySelector("[data-brush]");
  if (!figure || !figure.dataset.brush) return;
  const strip = figure.querySelector(".brush");
  const rtl = getComputedStyle(strip).direction === "rtl";
  const day = (text) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
  const stops = figure.dataset.brush.split(";").map((text) => {
    const [first, last, name] = text.split("|");
    return { first, last, name, from: day(first), to: day(last) + 1 };
  });
  const begin = stops[0].from;
  const whole = stops[stops.length - 1].to - begin;
  const most = stops.length - 1;
  const FAR = 3;

  function holding(text, otherwise) {
    if (!text) return otherwise;
    const at = stops.findIndex((stop) => day(text) < stop.to);
    return at < 0 ? most : at;
  }

  const before = [holding(figure.dataset.first, 0), holding(figure.dataset.last, most)];
  let [low, high] = before;

  function make(tag, name) {
    const made = document.createElement(tag);
    made.className = name;
    return made;
  }

  const range = make("div", "brush-range");
  const handles = ["from", "to"].map((end) => {
    const handle = make("div", `brush-handle brush-${end}`);
    handle.tabIndex = 0;
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-label", figure.dataset[`${end}Label`]);
    handle.setAttribute("aria-valuemin", "0");
    handle.setAttribute("aria-valuemax", String(most));
    return handle;
  });
  const offer = make("p", "brush-offer tools");
  const link = make("a", "btn");
  offer.append(link);
  offer.hidden = true;
  strip.append(range, ...handles);
  strip.parentNode.after(offer);

  function address() {
    const there = new URL(window.location.href);
    there.hash = "";
    ["page", "from", "to"].forEach((name) => there.searchParams.delete(name));
    if (low > 0 || high < most) {
      there.searchParams.set("from", stops[low].first);
      there.searchParams.set("to", stops[high].last);
    }
    return there.href;
  }

  const changed = () => low !== before[0] || high !== before[1];

  function words() {
    if (low === high) return stops[low].name;
    return figure.dataset.span.replace("FIRST", stops[low].name).replace("LAST", stops[high].name);
  }

  function draw() {
    const start = (stops[low].from - begin) / whole;
    const end = (stops[high].to - begin) / whole;
    range.style.insetInlineStart = `${start * 100}%`;
    range.style.inlineSize = `${(end - start) * 100}%`;
    range.hidden = low === 0 && high === most;
    handles[0].style.insetInlineStart = `${start * 100}%`;
    handles[1].style.insetInlineStart = `${end * 100}%`;
    [low, high].forEach((at, n) => {
      handles[n].setAttribute("aria-valuenow", String(at));
      handles[n].setAttribute("aria-valuetext", stops[at].name);
    });
    link.href = address();
    link.textContent = `${figure.dataset.apply}: ${words()}`;
  }

  /* the stop under a point of the screen */
  function under(event) {
    const box = strip.getBoundingClientRect();
    const share = rtl ? (box.right - event.clientX) / box.width : (event.clientX - box.left) / box.width;
    const at = begin + Math.min(0.999999, Math.max(0, share)) * whole;
    return stops.findIndex((stop) => at < stop.to);
  }

  function choose(from, to) {
    low = Math.min(from, to);
    high = Math.max(from, to);
    draw();
  }

  let drag = null;
  let dragged = false;
  strip.addEventListener("dragstart", (event) => event.preventDefault());
  strip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    const end = handles.indexOf(event.target.closest(".brush-handle"));
    drag = { x: event.clientX, at: end < 0 ? under(event) : end ? low : high, end };
    dragged = false;
  });
  window.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!dragged && Math.abs(event.clientX - drag.x) < 6) return;
    dragged = true;
    event.preventDefault();
    choose(drag.at, under(event));
  });
  window.addEventListener("pointerup", () => {
    const moved = drag && dragged;
    drag = null;
    if (moved && changed()) window.location.assign(address());
  });
  window.addEventListener("pointercancel", () => {
    drag = null;
    choose(...before);
  });
  strip.addEventListener("click", (event) => {
    if (dragged) event.preventDefault();
    dragged = false;
  }, true);

  const later = rtl ? "ArrowLeft" : "ArrowRight";
  const earlier = rtl ? "ArrowRight" : "ArrowLeft";
  const steps = { [later]: 1, ArrowUp: 1, [earlier]: -1, ArrowDown: -1, PageUp: FAR, PageDown: -FAR, Home: -most, End: most };

  handles.forEach((handle, n) => handle.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") {
      if (changed()) window.location.assign(address());
    } else if (event.key === "Escape") {
      choose(...before);
    } else if (event.key in steps) {
      const to = (n ? high : low) + steps[event.key];
      if (n) choose(low, Math.min(most, Math.max(low, to)));
      else choose(Math.min(high, Math.max(0, to)), high);
    } else {
      return;
    }
    event.preventDefault();
    offer.hidden = !changed();
  }));
  draw();
})();
