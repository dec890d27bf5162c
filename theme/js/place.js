// Where the reader is: the section in the table of contents, and the pages read to the end.
qed.part((signal) => {
  const links = [...document.querySelectorAll(".toc a")];
  const headings = links.map((link) => document.getElementById(qed.place(link.getAttribute("href"))?.id));
  const toc = document.querySelector(".toc");
  let waiting = false;
  let last = -1;
  const follow = () => {
    waiting = false;
    const above = headings.findLastIndex((heading) => heading && heading.getBoundingClientRect().top < innerHeight * 0.3);
    if (above === last) return;
    last = above;
    links.forEach((link, index) => link.classList.toggle("here", index === above));
    // A long table scrolls along.
    if (above < 0) return;
    const [box, line] = [toc, links[above]].map((element) => element.getBoundingClientRect());
    if (line.top < box.top || line.bottom > box.bottom) toc.scrollTop += line.top - box.top - box.height / 2;
  };
  if (links.length) {
    addEventListener("scroll", () => {
      if (!waiting) requestAnimationFrame(follow);
      waiting = true;
    }, { passive: true, signal });
    follow();
  }

  const end = document.querySelector(".after");
  if (end) {
    const seen = new IntersectionObserver(([entry]) => {
      if (!entry.isIntersecting) return;
      qed.keep("read", { ...qed.kept("read"), [qed.path]: 1 });
      seen.disconnect();
    });
    seen.observe(end);
  }
  const read = qed.kept("read") ?? {};
  for (const link of document.querySelectorAll("[data-page]:not(html)")) {
    link.classList.toggle("read", !!read[link.dataset.page]);
  }

  // Paper shows every answer; afterwards the page is as it was.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  }, { signal });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened = [];
  }, { signal });
});
