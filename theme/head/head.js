// Runs before the page is drawn, because the theme must be known by then. Holds what the other scripts share.
"use strict";
window.qed = (() => {
  const page = document.documentElement;
  const { root, key } = page.dataset;
  // The address that every path of the site starts with.
  const base = new URL(root || ".", location.href);
  const encoded = (path) => path.split("/").map(encodeURIComponent).join("/");
  const loads = new Map();
  const waiting = new Map();
  const parts = [];
  let shown = new AbortController();

  const qed = {
    // The path of the page that is shown, without ending.
    get path() {
      return page.dataset.page;
    },

    // A part of the reader: `start` is called for each page that is shown. In a folder that is once, since each page is a
    // document of its own; in a single file the document stays. `signal` ends what it listens to outside of the page.
    part(start) {
      parts.push(start);
      start(shown.signal);
    },
    turn() {
      shown.abort();
      shown = new AbortController();
      for (const start of parts) start(shown.signal);
    },

    // What the browser remembers of this book; nothing where it may not.
    kept(name) {
      try {
        return JSON.parse(localStorage.getItem(key + name));
      } catch {
        return null;
      }
    },
    keep(name, value) {
      try {
        localStorage.setItem(key + name, JSON.stringify(value));
      } catch {
        // A browser without storage forgets, and says nothing.
      }
    },

    // Data is brought once, and handed over by `data`. What could not be brought is tried again when it is wanted again.
    data(name, value) {
      waiting.get(name)?.(value);
    },
    load(name) {
      if (!loads.has(name)) {
        const load = new Promise((resolve, reject) => {
          waiting.set(name, resolve);
          qed.bring(name).catch(reject);
        });
        loads.set(name, load);
        load.catch(() => loads.delete(name));
      }
      return loads.get(name);
    },

    // How a folder or a server is asked. A single file has everything inside, and puts its own ways in the place of the next five.

    // Brings data, as a script that calls `data`: those load from a folder too.
    bring: (name) => new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${root}qed/${encoded(name)}.js`;
      script.onload = resolve;
      script.onerror = () => {
        script.remove();
        reject(new Error(name));
      };
      document.head.append(script);
    }),
    // The page and the place on it that a link of this page leads to; null for all other links.
    place(href) {
      const url = new URL(href, location.href);
      if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return null;
      const path = decodeURIComponent(url.pathname.slice(base.pathname.length));
      return path.endsWith(".html") ? { path: path.slice(0, -5), id: decodeURIComponent(url.hash.slice(1)) } : null;
    },
    // The way from this page to a place.
    href: (path, id) => `${root}${encoded(path)}.html${id ? `#${encodeURIComponent(id)}` : ""}`,
    // Makes links and pictures of another page's markup right for this one.
    async rebase(box, path) {
      const from = new URL(`${encoded(path)}.html`, base);
      for (const link of box.querySelectorAll("a[href]")) link.setAttribute("href", new URL(link.getAttribute("href"), from).href);
      for (const picture of box.querySelectorAll("img[src]")) picture.src = new URL(picture.getAttribute("src"), from).href;
    },
    // Brings styles that not every page has.
    style(name) {
      if (document.querySelector(`link[href$='${name}']`)) return;
      document.head.append(qed.make("link", { rel: "stylesheet", href: `${root}qed/${name}` }));
    },

    // An element with its attributes (functions are listeners) and children.
    make(tag, attributes = {}, ...children) {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) {
        if (typeof value === "function") element.addEventListener(name, value);
        else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
      }
      element.append(...children.filter((child) => child !== null));
      return element;
    },

    theme(name) {
      if (name) page.dataset.theme = name;
      else delete page.dataset.theme;
    },
  };

  qed.theme(qed.kept("theme"));
  page.classList.add("js");
  // The font of the text is asked for before the styles do it, so that the first drawing has it.
  const own = document.currentScript.src;
  if (own) new FontFace("Text", `url("${new URL("../fonts/source-serif-4.woff2", own)}")`).load().catch(() => {});
  return qed;
})();
