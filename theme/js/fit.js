// What is wider than its box can be scrolled, by keyboard too.
qed.part((signal) => {
  const boxes = document.querySelectorAll(".scroll, .table, pre, .drawing");
  const fit = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  boxes.forEach((box) => fit.observe(box));

  // A formula among words breaks at its relations; one with a part that is wider than a phone scrolls as a whole.
  const part = () => {
    if (document.documentElement.scrollWidth <= document.documentElement.clientWidth) return;
    for (const base of document.querySelectorAll("main .katex-base")) {
      const room = base.closest("p, li, td, dd, summary")?.clientWidth;
      const formula = base.closest(".katex");
      if (room && base.offsetWidth > room && !formula.classList.contains("wide")) {
        formula.classList.add("wide");
        formula.tabIndex = 0;
      }
    }
  };
  addEventListener("resize", part, { signal });
  document.fonts.ready.then(part);
});
