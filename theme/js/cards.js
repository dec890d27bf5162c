// Recall cards: what was known comes back later and later, what was not comes back today.
qed.part(() => {
  const DAYS = [0, 1, 3, 7, 16, 35, 90];
  const today = Math.floor(Date.now() / 864e5);
  const cards = [...document.querySelectorAll(".recall")];
  const name = (card) => card.dataset.card ?? `${qed.path}#${card.id}`;
  const kept = () => qed.kept("cards") ?? {};
  const due = (card) => (kept()[name(card)]?.[1] ?? today) <= today;
  const when = (days) => (days === 0 ? "again today" : days === 1 ? "again tomorrow" : `again in ${days} days`);

  for (const card of cards) {
    const said = qed.make("span", { role: "status" });
    const answer = (known) => () => {
      const box = known ? Math.min((kept()[name(card)]?.[0] ?? 0) + 1, DAYS.length - 1) : 0;
      qed.keep("cards", { ...kept(), [name(card)]: [box, today + DAYS[box]] });
      said.textContent = when(DAYS[box]);
      card.classList.toggle("known", known);
      count();
    };
    card.querySelector(".answer").append(
      qed.make("p", { class: "known-it" },
        qed.make("button", { type: "button", click: answer(true) }, "Knew it"),
        qed.make("button", { type: "button", click: answer(false) }, "Not yet"),
        said));
  }

  // On the page of all cards: how many are due, and only those on demand.
  const all = document.querySelector(".made .recall") && document.querySelector(".made .top");
  const told = qed.make("span", { role: "status" });
  const count = () => {
    told.textContent = `${cards.filter(due).length} of ${cards.length} due today`;
  };
  if (all) {
    const only = qed.make("input", {
      type: "checkbox",
      change() {
        for (const card of cards) card.hidden = only.checked && !due(card);
        for (const section of document.querySelectorAll(".made section")) {
          section.hidden = !section.querySelector(".recall:not([hidden])");
        }
      },
    });
    all.append(qed.make("p", { class: "facts due" }, told, qed.make("label", {}, only, " only those")));
    count();
  }
});
