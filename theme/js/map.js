// The map: what a topic needs and leads to stands out while it is looked at.
qed.part(() => {
  const map = document.querySelector(".map");
  const show = (event) => {
    const topic = event.target.closest?.("a")?.dataset.topic;
    for (const line of map.querySelectorAll("path")) {
      line.classList.toggle("on", topic !== undefined && (line.dataset.from === topic || line.dataset.to === topic));
    }
  };
  for (const name of ["pointerover", "pointerout", "focusin", "focusout"]) {
    map?.addEventListener(name, name.endsWith("out") ? () => show({ target: map }) : show);
  }
});
