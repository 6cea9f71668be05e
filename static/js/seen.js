/* Seen: remembers on this device alone the day of the last visit, and offers what changed since. */
(() => {
  "use strict";
  const offer = document.querySelector("[data-seen]");
  if (!offer) return;
  const NAME = "sijill-timeline-seen";
  const today = new Date().toISOString().slice(0, 10);
  try {
    const kept = JSON.parse(window.localStorage.getItem(NAME) || "{}");
    /* the visit before today's: opening the page twice a day forgets nothing */
    const last = kept.day && kept.day !== today ? kept.day : kept.before;
    window.localStorage.setItem(NAME, JSON.stringify({ day: today, before: last }));
    if (!/^\d{4}-\d\d-\d\d$/.test(last || "")) return;
    const there = new URL(window.location.href);
    ["page", "until"].forEach((name) => there.searchParams.delete(name));
    there.searchParams.set("since", last);
    offer.href = there.href;
    const words = new Date(`${last}T12:00:00Z`).toLocaleDateString(document.documentElement.lang, { numberingSystem: "latn" });
    offer.textContent = `${offer.textContent.trim()} (${words})`;
    offer.hidden = false;
  } catch {
    /* no storage here: nothing is offered */
  }
})();
