// Only in pages that `qed serve` hands out: shows the page anew when it has changed, at the same place, and lays over it what
// does not hold.
"use strict";
{
  const { page, version } = document.currentScript.dataset;
  const own = "/.qed/";
  const keep = "qed-serve:place";

  // The heading that the reader is under, and how far: text above may have grown.
  const place = () => {
    const headings = [...document.querySelectorAll("h1[id], h2[id], h3[id], h4[id], h5[id], h6[id]")];
    const above = headings.findLast((heading) => heading.getBoundingClientRect().top <= innerHeight / 2);
    return {
      page,
      y: scrollY,
      id: above?.id,
      top: above?.getBoundingClientRect().top,
      room: document.body.style.paddingBlockEnd,
      open: [...document.querySelectorAll("details")].map((details) => details.open),
    };
  };
  const reload = () => {
    sessionStorage.setItem(keep, JSON.stringify(place()));
    history.scrollRestoration = "manual";
    location.reload();
  };
  const restore = () => {
    const kept = JSON.parse(sessionStorage.getItem(keep));
    sessionStorage.removeItem(keep);
    if (kept?.page !== page) return;
    const details = [...document.querySelectorAll("details")];
    if (details.length === kept.open.length) details.forEach((one, index) => (one.open = kept.open[index]));
    document.body.style.paddingBlockEnd = kept.room;
    const heading = kept.id && document.getElementById(kept.id);
    const y = heading ? scrollY + heading.getBoundingClientRect().top - kept.top : kept.y;
    scrollTo({ top: y, behavior: "instant" });
  };
  restore();
  // Not before the page is loaded: until then a browser would put it where it was, whatever has grown above.
  addEventListener("load", () => setTimeout(() => (history.scrollRestoration = "auto")));

  // What does not hold.
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value !== null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child));
    return element;
  };
  const counted = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const href = (path) => "/" + path.split("/").map(encodeURIComponent).join("/");

  // What stands between backticks is code.
  const words = (text) => text.split("`").map((part, index) => (index % 2 ? make("code", {}, part) : part));
  const excerpt = (place) => {
    if (!place.text) return null;
    const characters = [...place.text];
    const [start, end] = [place.column - 1, place.column - 1 + Math.max(place.width, 1)];
    return make("pre", {},
      characters.slice(0, start).join(""),
      make("mark", {}, characters.slice(start, end).join("") || " "),
      characters.slice(end).join(""),
      place.label && make("span", { class: "label" }, "  " + place.label));
  };
  const where = (place) => {
    const words = `${place.file}:${place.line}:${place.column}`;
    return place.page ? make("a", { href: href(place.page) }, words) : words;
  };
  const item = (problem) => {
    return make("li", { class: problem.level },
      make("p", { class: "where" },
        problem.place && where(problem.place),
        problem.code && make("code", {}, problem.code)),
      make("p", { class: "message" }, ...words(problem.message)),
      problem.place && excerpt(problem.place),
      ...problem.others.flatMap((place) => [make("p", { class: "where" }, where(place)), excerpt(place)]),
      ...problem.notes.map((note) => make("pre", { class: "note" }, note)),
      problem.hint && make("p", { class: "hint" }, ...words(problem.hint)));
  };

  const host = make("qed-findings", {});
  const shadow = host.attachShadow({ mode: "open" });
  const style = make("link", { rel: "stylesheet", href: own + "live.css" });
  const box = make("div", {});
  box.hidden = true;
  style.addEventListener("load", () => (box.hidden = false));
  shadow.append(style, box);
  const themed = () => (host.dataset.theme = document.documentElement.dataset.theme ?? "");
  new MutationObserver(themed).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  themed();

  // The page is longer by what the panel covers, so that its end can be scrolled to.
  const room = (size) => (document.body.style.paddingBlockEnd = size);
  const covered = new ResizeObserver(([panel]) => room(`${panel.borderBoxSize[0].blockSize}px`));

  let shown = "";
  const overlay = (state) => {
    const now = JSON.stringify(state.problems);
    if (now === shown) return;
    shown = now;
    if (!state.problems.length) {
      host.remove();
      covered.disconnect();
      room("");
      return;
    }
    const count = [
      state.errors && counted(state.errors, "error"),
      state.warnings && counted(state.warnings, "warning"),
    ].filter(Boolean).join(" and ");
    // What was closed stays closed on the next page too, until something else is found.
    const closed = sessionStorage.getItem("qed-serve:closed") === now;
    const rest = state.errors + state.warnings - state.problems.length;
    const show = (open) => {
      if (open) sessionStorage.removeItem("qed-serve:closed");
      else sessionStorage.setItem("qed-serve:closed", now);
      const badge = make("button", { type: "button", class: "badge", click: () => show(true) }, count);
      badge.classList.toggle("deny", state.errors > 0);
      const close = make("button", { type: "button", class: "close", click: () => show(false) }, "Close (Esc)");
      const panel = make("section", { role: "alert", "aria-label": "Findings" },
        make("header", {}, make("h2", {}, count), close),
        state.errors && state.shown ? make("p", { class: "stays" }, "A page that does not hold is shown as it was when it last did.") : null,
        make("ol", { tabindex: "0", "aria-label": "Findings" }, ...state.problems.map(item)),
        rest > 0 ? make("p", { class: "stays" }, `and ${rest} more: see the terminal.`) : null);
      box.replaceChildren(open ? panel : badge);
      covered.disconnect();
      if (open) covered.observe(panel);
      else room("");
      host.close = open ? () => show(false) : null;
    };
    show(state.errors > 0 && !closed);
    document.body.append(host);
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && host.isConnected && host.close && !document.querySelector("dialog[open]")) host.close();
  });

  // A hidden page does not listen: browsers hold few connections to one server. It asks again when it is looked at.
  let source;
  const listen = () => {
    source?.close();
    source = null;
    if (document.hidden) return;
    source = new EventSource(`${own}events?page=${encodeURIComponent(page)}`);
    source.addEventListener("build", (event) => {
      const state = JSON.parse(event.data);
      if (state.version !== version) reload();
      else overlay(state);
    });
    source.addEventListener("error", () => {
      if (source?.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
    });
  };
  addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && listen());
  listen();
}
