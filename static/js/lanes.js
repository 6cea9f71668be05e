/* Lanes: arrow keys walk from meeting to meeting in time, and from lane to lane; + and - zoom, Home
   and End go to the ends. One meeting at a time can be reached by Tab. A line above the drawing says
   which meeting is under the pointer or has the focus. Without this script all meetings are links. */
(() => {
  "use strict";
  const scroller = document.querySelector("[data-lanes]");
  if (!scroller) return;
  const drawing = scroller.querySelector("svg.lane");
  const readout = document.getElementById("lanes-readout");
  const rtl = getComputedStyle(scroller).direction === "rtl";
  const LANE = 56;
  const meetings = [...drawing.querySelectorAll("a")].map((link) => {
    const dots = link.querySelector(".p, .o");
    const at = parseFloat(dots.parentNode.getAttribute("x"));
    const lanes = [...dots.getAttribute("d").matchAll(/M0 (\d+)/g)].map((m) => Math.floor(m[1] / LANE));
    return { link, dots, lanes, time: rtl ? 100 - at : at };
  });
  if (!meetings.length) return;
  let here = meetings[0];
  let lane = here.lanes[0];
  const ring = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  ring.setAttribute("r", "9");
  ring.setAttribute("class", "at");

  function words(meeting) {
    return document.getElementById(meeting.link.getAttribute("aria-labelledby")).textContent;
  }

  const hint = readout.textContent;

  function say(meeting) {
    readout.textContent = meeting ? words(meeting) : hint;
  }

  function choose(meeting, on) {
    here.link.tabIndex = -1;
    here = meeting;
    lane = on;
    here.link.tabIndex = 0;
  }

  function go(meeting, on) {
    choose(meeting, on);
    here.link.focus({ preventScroll: true });
    const box = here.dots.getBoundingClientRect();
    const view = scroller.getBoundingClientRect();
    const names = scroller.querySelector(".lane-names").getBoundingClientRect();
    const margin = 40;
    const first = rtl ? view.left + margin : Math.max(view.left, names.right) + margin;
    const last = rtl ? Math.min(view.right, names.left) - margin : view.right - margin;
    if (box.left < first) scroller.scrollLeft += box.left - first - margin;
    if (box.right > last) scroller.scrollLeft += box.right - last + margin;
    const top = drawing.getBoundingClientRect().top + LANE * lane + 42;
    window.scrollBy({ top: beyond(top), behavior: "instant" });
    mark();
  }

  /* how far a place lies outside of what the window shows below its bar */
  function beyond(y) {
    const low = 140, high = window.innerHeight - 40;
    return y < low ? y - low : y > high ? y - high : 0;
  }

  function mark() {
    ring.setAttribute("cy", String(lane * LANE + 42));
    here.dots.parentNode.appendChild(ring);
    say(here);
  }

  function along(step) {
    const row = meetings.filter((one) => one.lanes.includes(lane));
    const next = row[Math.min(row.length - 1, Math.max(0, row.indexOf(here) + step))];
    if (next) go(next, lane);
  }

  function across(step) {
    const most = Math.max(...meetings.flatMap((one) => one.lanes));
    for (let to = lane + step; to >= 0 && to <= most; to += step) {
      if (here.lanes.includes(to)) return go(here, to);
      const row = meetings.filter((one) => one.lanes.includes(to));
      if (!row.length) continue;
      const near = row.reduce((a, b) => (Math.abs(b.time - here.time) < Math.abs(a.time - here.time) ? b : a));
      return go(near, to);
    }
    return undefined;
  }

  function end(step) {
    const row = meetings.filter((one) => one.lanes.includes(lane));
    go(step < 0 ? row[0] : row[row.length - 1], lane);
  }

  function zoom(sign) {
    const link = document.querySelector(`[data-zoom="${sign}"]`);
    if (link) link.click();
  }

  /* the month in the middle of what is seen stays in sight at another zoom */
  document.querySelectorAll("a[data-zoom]").forEach((link) => {
    link.addEventListener("click", () => {
      const view = scroller.getBoundingClientRect();
      const middle = (view.left + view.right) / 2;
      const all = [...scroller.querySelectorAll(".ticks > li")];
      const tick = all.find((one) => {
        const box = one.getBoundingClientRect();
        return box.left <= middle && middle <= box.right;
      });
      if (tick) link.hash = tick.id;
    });
  });

  meetings.forEach((meeting) => {
    meeting.link.tabIndex = -1;
    meeting.link.addEventListener("focus", () => {
      if (meeting !== here) choose(meeting, meeting.lanes.includes(lane) ? lane : meeting.lanes[0]);
      mark();
    });
    meeting.link.addEventListener("blur", () => ring.remove());
    meeting.link.addEventListener("pointerenter", () => say(meeting));
    meeting.link.addEventListener("pointerleave", () => say(document.activeElement === here.link ? here : null));
  });
  here.link.tabIndex = 0;

  const later = rtl ? "ArrowLeft" : "ArrowRight";
  const earlier = rtl ? "ArrowRight" : "ArrowLeft";
  const actions = {
    [later]: () => along(1),
    [earlier]: () => along(-1),
    ArrowDown: () => across(1),
    ArrowUp: () => across(-1),
    Home: () => end(-1),
    End: () => end(1),
    "+": () => zoom("+"),
    "=": () => zoom("+"),
    "-": () => zoom("-"),
    "−": () => zoom("-"),
  };
  drawing.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  readout.hidden = false;
  say(null);
  drawing.setAttribute("aria-describedby", readout.id);
  const asked = location.hash.slice(1) && document.getElementById(location.hash.slice(1));
  if (asked && scroller.contains(asked)) {
    const view = scroller.getBoundingClientRect();
    const box = asked.getBoundingClientRect();
    scroller.scrollLeft += (box.left + box.right - view.left - view.right) / 2;
  }
})();
