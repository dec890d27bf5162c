// The theme button, and the drawer with the whole book.
qed.icon = (path) => {
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("viewBox", "0 0 16 16");
  icon.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  icon.append(line);
  return icon;
};

qed.part((signal) => {
  const icons = {
    system: "M8 1.8a6.2 6.2 0 1 0 0 12.4zM8 1.8a6.2 6.2 0 0 1 0 12.4",
    light: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1v1.4M8 13.6V15M1 8h1.4M13.6 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
    dark: "M13.5 9.6A6 6 0 0 1 6.4 2.5a6 6 0 1 0 7.1 7.1",
  };
  const themes = ["system", "light", "dark"];
  const button = qed.make("button", {
    type: "button",
    click() {
      const next = themes[(themes.indexOf(qed.kept("theme") ?? "system") + 1) % themes.length];
      qed.keep("theme", next === "system" ? null : next);
      qed.theme(next === "system" ? null : next);
      show();
    },
  });
  const show = () => {
    const theme = qed.kept("theme") ?? "system";
    button.replaceChildren(qed.icon(icons[theme]));
    button.setAttribute("aria-label", `Theme: ${theme}`);
    button.title = `Theme: ${theme}`;
  };
  show();
  document.querySelector(".tools").append(button);

  // Another tab of the book changed something.
  addEventListener("storage", () => {
    qed.theme(qed.kept("theme"));
    show();
  }, { signal });

  let drawer;
  const list = (lines, read) =>
    qed.make("ol", {}, ...lines.map((line) => {
      if (!Array.isArray(line)) return qed.make("li", { class: "part" }, line || "");
      const [number, name, path, below] = line;
      const words = [number ? qed.make("span", { class: "nr" }, number + " ") : null, name];
      const link = path === null
        ? qed.make("span", { class: "draft" }, ...words)
        : qed.make("a", {
          href: qed.href(path),
          "aria-current": path === qed.path && "page",
          class: read[path] && "read",
        }, ...words);
      if (!below.length) return qed.make("li", {}, link);
      const open = path === qed.path || JSON.stringify(below).includes(JSON.stringify(qed.path));
      const nested = qed.make("details", { open }, qed.make("summary", { "aria-label": `Chapters under ${name}` }), list(below, read));
      return qed.make("li", { class: "nest" }, link, nested);
    }));
  const open = async () => {
    const lines = await qed.load("nav");
    drawer?.remove();
    const close = qed.make("button", { type: "button", "aria-label": "Close", click: () => drawer.close() }, qed.icon("M4 4l8 8M12 4l-8 8"));
    const links = [...document.querySelectorAll(".tools > a")].map((link) => link.cloneNode(true));
    drawer = qed.make("dialog", {
      class: "drawer",
      "aria-label": "Contents",
      click: (event) => (event.target === drawer || event.target.closest("a")) && drawer.close(),
    }, qed.make("div", { class: "drawer-head" }, ...links, close), qed.make("nav", { "aria-label": "Whole book" }, list(lines, qed.kept("read") ?? {})));
    document.body.append(drawer);
    drawer.showModal();
    drawer.querySelector("[aria-current]")?.scrollIntoView({ block: "center" });
  };
  document.querySelector(".menu").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    // Without its data the drawer is the page of contents.
    open().catch(() => location.assign(event.target.closest("a").href));
  });

  // The arrow keys turn pages, as in mdBook, unless something in the page uses them.
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const busy = document.activeElement.closest("input, textarea, select, [tabindex='0'], dialog, [contenteditable]");
    if (rel && !busy) document.querySelector(`.steps [rel=${rel}]`)?.click();
  }, { signal });
});
