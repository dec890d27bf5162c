// Runs before the page is drawn, because the theme must be known by then. Holds what the other scripts share.
"use strict";
window.qed = (() => {
  const page = document.documentElement;
  const { root, key } = page.dataset;
  const known = new Map();
  const waiting = new Map();

  const qed = {
    root,
    path: page.dataset.page,
    // The address that every path of the site starts with.
    base: new URL(root || ".", location.href),

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

    // Data comes as scripts that call this: those load from a folder too.
    data(name, value) {
      known.set(name, value);
      waiting.get(name)?.(value);
    },
    load(name) {
      if (known.has(name)) return Promise.resolve(known.get(name));
      return new Promise((resolve, reject) => {
        waiting.set(name, resolve);
        const script = document.createElement("script");
        script.src = `${root}qed/${name.split("/").map(encodeURIComponent).join("/")}.js`;
        script.onerror = () => {
          script.remove();
          reject(new Error(name));
        };
        document.head.append(script);
      });
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
  return qed;
})();
