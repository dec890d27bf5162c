// Buttons that copy: a program with its hidden lines, a formula as TeX.
qed.part(() => {
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
});
