// Every page of the book, as it is read: from a folder on disk with and without light, on a wide screen and on a phone,
// and from a server.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { axe, chromium, complaints, open, overflow, see, settled, visit } from "./browser.mjs";
import { onDisk, pages, serve } from "./site.mjs";

let browser;
let server;
before(async () => {
  [browser, server] = await Promise.all([chromium(), serve()]);
});
after(() => Promise.all([browser?.close(), server?.close()]));

/** One test for each page, two at a time, in as many windows. */
function sweep(name, where, look) {
  describe(name, { concurrency: 2 }, () => {
    const windows = [];
    after(() => Promise.all(windows.map((page) => page.close())));
    for (const path of pages) {
      test(path, async () => {
        const page = windows.pop() ?? (await open(browser, where(), "contents.html"));
        const found = await look(page, path);
        windows.push(page);
        assert.deepEqual(found, []);
      });
    }
  });
}

sweep("each page, opened from its folder", () => onDisk, async (page, path) => {
  await see(page, { width: 1280, theme: "light" });
  await visit(page, path);
  const found = [...(await complaints(page)), ...(await page.evaluate(anatomy))];
  // What is folded away is read too.
  await page.evaluate(unfold);
  await settled(page);
  const check = async (name, options) => found.push(...(await axe(page, options)).map((line) => `${name}: ${line}`));
  await check("wide, light");
  await see(page, { theme: "dark" });
  await check("wide, dark", COLOURS);
  await see(page, { width: 390 });
  found.push(...(await page.evaluate(overflow)));
  await check("narrow, dark");
  await see(page, { theme: "light" });
  await check("narrow, light", COLOURS);
  return found;
});

sweep("each page, from a server", () => server.address, async (page, path) => {
  await see(page, { width: 390 });
  await visit(page, path);
  return [...(await complaints(page)), ...(await page.evaluate(overflow))];
});

// Themes differ in nothing but colours.
const COLOURS = { runOnly: ["color-contrast", "link-in-text-block"] };

function unfold() {
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const box of document.querySelectorAll("input[type=checkbox].fold")) box.checked = true;
}

/** What a page must have, seen from inside, after its scripts ran. */
function anatomy() {
  const found = [];
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) found.push(`id ${id} is there more than once`);
  if (document.querySelectorAll("h1").length !== 1) found.push("has not one h1");
  if (!document.title.trim()) found.push("has no title");
  for (const drawn of document.querySelectorAll(".katex-html")) {
    // The last part of a formula stands with the mark behind it, apart from the rest.
    const formula = drawn.closest(".rest")?.closest(".together").previousElementSibling ?? drawn.parentElement;
    const spoken = formula.querySelector(".katex-mathml math annotation");
    if (!spoken) found.push(`no MathML beside ${drawn.textContent.slice(0, 80)}`);
  }
  const loaded = new Set([...document.fonts].filter((font) => font.status === "loaded").map((font) => font.family));
  const wanted = ["Source Serif 4"];
  if (document.querySelector(".katex-html")) wanted.push("KaTeX_Main");
  for (const family of wanted) {
    if (![...loaded].some((name) => name.replaceAll('"', "") === family)) found.push(`font ${family} is not used`);
  }
  return found;
}
