"use strict";
// Paging by keys; without this script the page reads just as well, by its links and by scrolling.
(() => {
  const pages = [...document.querySelectorAll(".page")];
  const forward = new Set(["ArrowRight", "ArrowDown", "PageDown"]);
  const back = new Set(["ArrowLeft", "ArrowUp", "PageUp"]);
  const distance = (page) => Math.abs(page.getBoundingClientRect().top);
  const here = () => pages.reduce((best, page, place) => (distance(page) < distance(pages[best]) ? place : best), 0);
  const show = (place) =>
    pages[Math.min(Math.max(place, 0), pages.length - 1)].scrollIntoView({ behavior: "instant", block: "start" });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (forward.has(event.key) || (event.key === " " && !event.shiftKey)) show(here() + 1);
    else if (back.has(event.key) || event.key === " ") show(here() - 1);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(pages.length - 1);
    else return;
    event.preventDefault();
  });
})();
