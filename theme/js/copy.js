// Buttons that copy: a program with its hidden lines, a formula as TeX. And keys for what scrolls.
{
  const copy = async (words) => {
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      const area = qed.make("textarea", { class: "away", "aria-hidden": "true" });
      area.value = words;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  const status = qed.make("p", { class: "away", role: "status" });
  document.querySelector("main").append(status);

  const button = (label, name, words) => {
    const element = qed.make("button", {
      type: "button",
      class: "copy",
      "aria-label": name,
      async click() {
        await copy(words());
        element.textContent = "Copied";
        status.textContent = "Copied";
        setTimeout(() => {
          element.textContent = label;
          status.textContent = "";
        }, 1500);
      },
    }, label);
    return element;
  };
  for (const figure of document.querySelectorAll("figure.code")) {
    const code = figure.querySelector("pre code");
    figure.append(button("Copy", "Copy the code", () => code.textContent));
  }
  for (const formula of document.querySelectorAll(".formula")) {
    const tex = formula.querySelector("annotation");
    if (tex) formula.append(button("TeX", "Copy the formula as TeX", () => tex.textContent.trim()));
  }

  // What is wider than its box can be scrolled by keyboard, and only that.
  const boxes = document.querySelectorAll(".scroll, .table, pre, .drawing");
  const fit = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  boxes.forEach((box) => fit.observe(box));
}
