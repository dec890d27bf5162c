// A whole site in one file: its files are in packs, and the page that the address names after its `#` is shown:
// `study.html#losses/softmax.html?temperature`. The scripts of the site are those of its folder; what they ask a folder for
// (`qed.place`, `qed.href`, `qed.rebase`, `qed.bring`, `qed.style`) is given from the packs here.
"use strict";
(async () => {
  document.getElementById("opening").className = "begun";
  const packs = [...document.querySelectorAll("script[data-length]")];

  // The letters of a pack as bytes: see pack.rs.
  const unpacked = (element) => {
    const text = element.textContent;
    const bytes = new Uint8Array(Number(element.dataset.length));
    const digit = (code) => code - 35 - (code > 60);
    let [bits, count, at] = [0, 0, 0];
    for (let index = 0; index < text.length; index += 2) {
      bits |= (digit(text.charCodeAt(index)) * 91 + digit(text.charCodeAt(index + 1))) << count;
      for (count += 13; count >= 8; count -= 8) {
        bytes[at++] = bits;
        bits >>>= 8;
      }
    }
    return bytes;
  };
  const opened = [];
  const open = (number) => (opened[number] ??= new Response(
    new Blob([unpacked(packs[number])]).stream().pipeThrough(new DecompressionStream("deflate-raw")),
  ).arrayBuffer());
  const decoded = (bytes) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const { files, short, redirects, scripts, styles, fonts } = JSON.parse(decoded(await open(0)));

  const has = (path) => Object.hasOwn(files, path);
  const bytes = async (path) => {
    if (!has(path)) throw new Error(path);
    const [pack, start, length] = files[path];
    return new Uint8Array(await open(pack), start, length);
  };
  const text = async (path) => decoded(await bytes(path));
  const run = async (path) => document.head.append(Object.assign(document.createElement("script"), { textContent: await text(path) }));

  // A page's markup: tags that pages repeat are single letters in it.
  const [letters, tags] = short;
  const long = new Map([...letters].map((letter, number) => [letter, tags[number]]));
  const markup = async (path) => [...(await text(path))].map((letter) => long.get(letter) ?? letter).join("");

  // Pictures, and whatever else is no page, get an address when they are asked for.
  const TYPES = { svg: "image/svg+xml", png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", gif: "image/gif", webp: "image/webp", avif: "image/avif" };
  const type = (path) => TYPES[path.slice(path.lastIndexOf(".") + 1).toLowerCase()] ?? "";
  const blobs = new Map();
  const blob = async (path) => {
    if (!blobs.has(path)) blobs.set(path, URL.createObjectURL(new Blob([await bytes(path)], { type: type(path) })));
    return blobs.get(path);
  };

  // Addresses: a place is a file of the site and an id in it, or an address elsewhere.
  // The site's address, for reckoning alone: there is no such host, and nobody asks for one.
  const SITE = "https://book.invalid/";
  const encoded = (path) => path.split("/").map(encodeURIComponent).join("/");
  const address = ({ path, id, url }) => url ?? `#${encoded(path)}${id ? `?${encodeURIComponent(id)}` : ""}`;
  const plain = (part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };
  const redirected = (path, id) => {
    if (has(path) || !Object.hasOwn(redirects, path)) return { path, id };
    const place = within(redirects[path], path);
    return place.url ? place : { path: place.path, id: id || place.id };
  };
  // What an address leads to that stands in a file of the site.
  const within = (href, from) => {
    let url;
    try {
      url = new URL(href, SITE + encoded(from));
    } catch {
      return { url: href };
    }
    if (!url.href.startsWith(SITE)) return { url: href };
    const path = plain(url.pathname.slice(1));
    return redirected(!path || path.endsWith("/") ? `${path}index.html` : path, plain(url.hash.slice(1)));
  };
  // What an address of this file leads to.
  const named = (hash) => {
    const [path, id = ""] = hash.slice(1).split("?");
    return redirected(plain(path) || "index.html", plain(id));
  };
  const rebase = async (box, from) => {
    for (const link of box.querySelectorAll("a[href]")) link.setAttribute("href", address(within(link.getAttribute("href"), from)));
    await Promise.all([...box.querySelectorAll("[src]")].map(async (element) => {
      const { path } = within(element.getAttribute("src"), from);
      if (path && has(path)) element.src = await blob(path);
    }));
  };

  // Pages as documents, with links and pictures of this file.
  const parsed = async (path) => {
    const page = new DOMParser().parseFromString(await markup(path), "text/html");
    // The page for what is not there can be at any address, so its links begin at the site's root.
    const { root = "" } = page.documentElement.dataset;
    if (root.startsWith("/")) {
      for (const link of page.querySelectorAll("a[href]")) {
        const href = link.getAttribute("href");
        if (href.startsWith(root)) link.setAttribute("href", href.slice(root.length));
      }
    }
    await rebase(page.body, path);
    return page;
  };
  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  // A page that the site does not have.
  const framed = async (title, ...content) => {
    const page = await parsed("404.html");
    page.title = title;
    page.querySelector("main").replaceChildren(element("article", { className: "made" }, element("h1", {}, title), ...content));
    return page;
  };
  const file = async (path) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (type(path)) return framed(name, element("img", { src: await blob(path), alt: name }));
    try {
      return framed(name, element("pre", {}, new TextDecoder("utf-8", { fatal: true }).decode(await bytes(path))));
    } catch {
      return framed(name, element("p", {}, element("a", { href: await blob(path), download: name }, `Save ${name}`)));
    }
  };

  // All chapters one after another, for paper. An id becomes what an address of this file names, so that links lead there.
  const PRINT = "print";
  const whole = async () => {
    const chapters = (lines) => lines.flatMap((line) => (Array.isArray(line) ? [line[2] ?? [], chapters(line[3])].flat() : []));
    const paths = chapters(JSON.parse(await text("qed/nav.js"))).map((path) => `${path}.html`);
    const page = await framed(document.querySelector(".bar .book")?.textContent ?? document.title, element("button", { type: "button", className: "copy", onclick: () => print() }, "Print"));
    for (const path of paths) {
      const article = (await parsed(path)).querySelector("main article");
      for (const part of article.querySelectorAll(":not(svg *)")) {
        for (const name of ["id", "for", "aria-labelledby", "aria-describedby"]) {
          if (part.hasAttribute(name)) part.setAttribute(name, address({ path, id: part.getAttribute(name) }).slice(1));
        }
      }
      article.id = address({ path }).slice(1);
      article.style.breakBefore = "page";
      page.querySelector("main").append(article);
    }
    return page;
  };

  const view = ({ path }) => (!has(path) ? (path === PRINT ? whole() : parsed("404.html")) : path.endsWith(".html") ? parsed(path) : file(path));

  // Showing a page. A reader who cannot see is told its title, as a browser does with a page that it loads.
  const told = element("p", { className: "away", role: "status" });
  const put = (page) => {
    const root = document.documentElement;
    for (const { name, value } of page.documentElement.attributes) root.setAttribute(name, value);
    document.title = page.title;
    // What skips to the text stays on its page, so it needs no page in its address.
    page.querySelector("a.skip")?.setAttribute("href", "#main");
    page.querySelector(".end")?.append(" ", element("a", { href: `#${PRINT}` }, "The whole book on paper"));
    document.body.replaceWith(document.adoptNode(page.body));
    document.body.append(told);
  };
  // The next Tab goes on from here.
  const begin = (place) => {
    const had = place.getAttribute("tabindex");
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    if (had !== null) return place.setAttribute("tabindex", had);
    place.blur();
    place.removeAttribute("tabindex");
  };
  const settle = (id, height) => {
    document.querySelector(".target")?.classList.remove("target");
    const place = id && document.getElementById(id);
    begin(place || document.body);
    if (place) {
      place.classList.add("target");
      for (let above = place.parentElement; above; above = above.parentElement) if (above.tagName === "DETAILS") above.open = true;
    }
    if (height === undefined && place) place.scrollIntoView({ behavior: "instant" });
    else scrollTo({ top: height ?? 0, behavior: "instant" });
  };

  // Back and forward come to where the reader was. An entry of the history has a name for that, and keeps the height itself for
  // when the page is loaded anew.
  const heights = new Map();
  let [entry, shown, asked] = ["", "", 0];
  const arrive = () => {
    entry = history.state?.entry ?? "";
    if (!entry) history.replaceState({ entry: (entry = crypto.randomUUID?.() ?? String(Math.random())) }, "");
    return heights.get(entry) ?? history.state.height;
  };
  // The latter for browsers that do not know the former.
  for (const end of ["scrollend", "pagehide"]) addEventListener(end, () => {
    // The address may have changed already while its page is still on its way.
    if (history.state?.entry === entry) history.replaceState({ entry, height: scrollY }, "");
  });
  const go = async () => {
    heights.set(entry, scrollY);
    const height = arrive();
    const place = named(location.hash);
    const mine = ++asked;
    if (place.url) return location.replace(place.url);
    if (place.path !== shown) {
      const page = await view(place);
      if (mine !== asked) return;
      put(page);
      shown = place.path;
      qed.turn();
      setTimeout(() => (told.textContent = document.title), 100);
    }
    settle(place.id, height);
  };

  for (const path of styles) document.head.append(element("style", { textContent: await text(path) }));
  const faces = fonts.map(async ([family, path, descriptors]) => document.fonts.add(await new FontFace(family, await bytes(path), descriptors).load()));
  await Promise.allSettled(faces);
  const first = named(location.hash);
  if (first.url) return location.replace(first.url);
  put(await view(first));
  shown = first.path;
  await run("qed/head/head.js");
  Object.assign(qed, {
    place(href) {
      const { path } = href.startsWith("#") ? named(href) : {};
      return path?.endsWith(".html") && has(path) ? { path: path.slice(0, -5), id: named(href).id } : null;
    },
    href: (path, id) => address({ path: `${path}.html`, id }),
    rebase: (box, path) => rebase(box, `${path}.html`),
    style() {},
    async bring(name) {
      const path = `qed/${name}.js`;
      if (scripts.includes(path)) return run(path);
      const value = JSON.parse(await text(path));
      if (name.startsWith("preview/")) {
        // Markup that stands in the page is named by its place there.
        const page = await markup(`${name.slice(8)}.html`);
        const cut = (part) => (Array.isArray(part) ? page.slice(...part) : part);
        value.lead = cut(value.lead);
        for (const id of Object.keys(value.places)) value.places[id] = cut(value.places[id]);
      }
      qed.data(name, value);
    },
  });
  await run("qed/site.js");
  history.scrollRestoration = "manual";
  settle(first.id, arrive());
  addEventListener("hashchange", go);
  if (named(location.hash).path !== shown) go();
  // A link to where the address is already changes nothing, and leads there all the same.
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const skips = link.matches(".skip");
    if (!skips && new URL(link.getAttribute("href"), location.href).href !== location.href) return;
    event.preventDefault();
    settle(skips ? "main" : named(location.hash).id);
  });
})().catch((error) => {
  document.getElementById("opening")?.remove();
  document.body.append(`The book cannot be opened. Either this file was damaged on its way, or the browser is older than 2023. (${error.message})`);
});
