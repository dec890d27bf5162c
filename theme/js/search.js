// The way to search: a button, `/`, Ctrl-K, and `?q=` in an address. The search itself is loaded when it is wanted.
{
  const open = (query) => qed.load("search/client").then((client) => client.open(query), () => {});
  qed.part((signal) => {
    const button = qed.make("button", { type: "button", class: "find", "aria-label": "Search", click: () => open() },
      qed.icon("M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.3 10.3l3.4 3.4"),
      qed.make("span", {}, "Search"),
      qed.make("kbd", { "aria-hidden": "true" }, "/"));
    document.querySelector(".tools").prepend(button);
    addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
      const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
      const chord = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (slash || chord) {
        event.preventDefault();
        open();
      }
    }, { signal });
  });
  const query = new URLSearchParams(location.search).get("q");
  if (query) open(query);
}
