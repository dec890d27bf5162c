// What is wider than its box can be scrolled, by keyboard too.
{
  const boxes = document.querySelectorAll(".scroll, .table, pre, .drawing");
  const fit = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  boxes.forEach((box) => fit.observe(box));

  // A formula among words breaks at its relations; a part without one can still be wider than a phone.
  const part = () => {
    if (document.documentElement.scrollWidth <= document.documentElement.clientWidth) return;
    for (const base of document.querySelectorAll("main .katex-base")) {
      const room = base.closest("p, li, td, dd, summary")?.clientWidth;
      if (room && base.offsetWidth > room) {
        base.classList.add("wide");
        base.tabIndex = 0;
      }
    }
  };
  addEventListener("resize", part);
  document.fonts.ready.then(part);
}
