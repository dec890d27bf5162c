// Every page of the book, as it is read: from a folder on disk with and without light, on a wide screen and on a phone,
// and from a server.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { axe, chromium, complaints, open, overflow, settled } from "./browser.mjs";
import { onDisk, pages, serve } from "./site.mjs";

let browser;
let server;
before(async () => {
  [browser, server] = await Promise.all([chromium(), serve()]);
});
after(() => Promise.all([browser?.close(), server?.close()]));

// Two at a time: one page loads while the other is looked at.
describe("each page, opened from its folder", { concurrency: 2 }, () => {
  for (const path of pages) {
    test(path, async () => {
      const page = await open(browser, onDisk, path);
      const found = [...(await complaints(page)), ...(await page.evaluate(anatomy))];
      // What is folded away is read too.
      await page.evaluate(unfold);
      await settled(page);
      found.push(...(await axe(page)).map((line) => `wide, light: ${line}`));
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
      found.push(...(await axe(page, COLOURS)).map((line) => `wide, dark: ${line}`));
      await page.setViewport({ width: 390, height: 844 });
      await settled(page);
      found.push(...(await page.evaluate(overflow)));
      found.push(...(await axe(page)).map((line) => `narrow, dark: ${line}`));
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
      found.push(...(await axe(page, COLOURS)).map((line) => `narrow, light: ${line}`));
      await page.close();
      assert.deepEqual(found, []);
    });
  }
});

describe("each page, from a server", { concurrency: 2 }, () => {
  for (const path of pages) {
    test(path, async () => {
      const page = await open(browser, server.address, path, { width: 390, height: 844 });
      const found = [...(await complaints(page)), ...(await page.evaluate(overflow))];
      await page.close();
      assert.deepEqual(found, []);
    });
  }
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
    const spoken = drawn.parentElement.querySelector(".katex-mathml math annotation");
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
