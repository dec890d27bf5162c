// Previews: the exact place that a link leads to, on hover and on keyboard focus.
qed.part((signal) => {
  const SHOW = 500;
  const CLOSE = 300;
  const card = qed.make("div", { id: "preview", role: "tooltip", popover: "manual" });
  document.querySelector("main").append(card);
  let link = null;
  let timer = 0;

  // Not anchor.href: in a drawing that is no string.
  const target = (anchor) => {
    const href = linked(anchor)?.getAttribute("href");
    return href ? qed.place(href) : null;
  };

  // A symbol in a formula means what the list of the formula's symbols links it to.
  const linked = (anchor) =>
    anchor.matches("a") ? anchor : anchor.closest(".formula").querySelectorAll(".symbols a")[anchor.dataset.symbol];

  // What says what a symbol is: the words around it.
  const whole = (element) => (element?.matches(".explains") && element.closest("li, p, dd, td")) || element;

  // Markup of another page: its ids would be here twice.
  const markup = (html) => {
    const box = qed.make("template");
    box.innerHTML = html;
    for (const element of box.content.querySelectorAll("[id]")) element.removeAttribute("id");
    box.content.querySelectorAll(".anchor, .fold, .fold + label").forEach((element) => element.remove());
    // A term is nothing without a list.
    if (box.content.firstElementChild?.matches("dt")) box.content.replaceChildren(qed.make("dl", {}, ...box.content.childNodes));
    return box.content;
  };

  const show = async (anchor) => {
    const { path, id } = target(anchor);
    const found = await qed.load(`preview/${path}`).catch(() => null);
    if (!found || link !== anchor) return;
    const place = id && found.places[id];
    const here = !place && id && path === qed.path && whole(document.getElementById(id));
    const title = qed.make("p", { class: "preview-title" }, found.title);
    const content = markup(place || (here ? here.outerHTML : found.lead));
    if (!here) await qed.rebase(content, path);
    if (link !== anchor) return;
    card.replaceChildren(...(path === qed.path && (place || here) ? [] : [title]), content);
    if (card.querySelector(".katex")) qed.style("katex/katex.css");
    card.showPopover();
    const { left } = anchor.getBoundingClientRect();
    // Whoever asks for a symbol reads its formula: that stays in sight.
    const { top, bottom } = (anchor.matches(".symbol") ? anchor.closest(".formula") : anchor).getBoundingClientRect();
    const size = card.getBoundingClientRect();
    const below = bottom + 8 + size.height < innerHeight || top < size.height + 16;
    card.style.left = `${Math.max(12, Math.min(left, innerWidth - size.width - 12))}px`;
    card.style.top = `${below ? bottom + 8 : top - size.height - 8}px`;
    anchor.setAttribute("aria-describedby", "preview");
  };
  const close = () => {
    clearTimeout(timer);
    link?.removeAttribute("aria-describedby");
    link = null;
    if (card.matches(":popover-open")) card.hidePopover();
  };

  const wanted = (event) => {
    const anchor = event.target.closest?.(".formula .symbol, main a[href]:not(.anchor, .crumbs a, .toc-small a, .facts a, [rel], .footnotes a)");
    return anchor && !card.contains(anchor) && target(anchor) ? anchor : null;
  };
  const enter = (event) => {
    if (card.contains(event.target)) return clearTimeout(timer);
    const anchor = wanted(event);
    if (!anchor) return;
    clearTimeout(timer);
    if (anchor === link) return;
    close();
    link = anchor;
    timer = setTimeout(() => show(anchor), SHOW);
  };
  const leave = (event) => {
    if (!link || !(wanted(event) === link || card.contains(event.target))) return;
    clearTimeout(timer);
    timer = setTimeout(close, CLOSE);
  };
  addEventListener("pointerover", (event) => event.pointerType === "mouse" && enter(event), { signal });
  addEventListener("pointerout", (event) => event.pointerType === "mouse" && leave(event), { signal });
  // A finger points by touching.
  addEventListener("click", (event) => {
    const symbol = event.target.closest?.(".formula .symbol");
    if (symbol && target(symbol)) {
      close();
      link = symbol;
      show(symbol);
    } else if (link?.matches(".symbol") && !card.contains(event.target)) {
      close();
    }
  }, { signal });
  addEventListener("focusin", (event) => event.target.matches(":focus-visible") && enter(event), { signal });
  addEventListener("focusout", leave, { signal });
  addEventListener("keydown", (event) => event.key === "Escape" && close(), { signal });
});
