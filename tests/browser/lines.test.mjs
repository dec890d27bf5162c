// Where lines end among formulas: at relations before operations, and never before the mark behind a formula.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { chromium, firefox, open, overflow, see, visit } from "./browser.mjs";
import { onDisk, pages } from "./site.mjs";

const browsers = {};
before(async () => {
  [browsers.Chromium, browsers.Firefox] = await Promise.all([chromium(), firefox()]);
});
after(() => Promise.all(Object.values(browsers).map((browser) => browser.close())));

/** Run inside a page: lines that end or begin where they should not. */
function broken() {
  const SHORT = 14;
  const found = [];
  const below = (first, next) => next.top > first.bottom - 4 && first.width > 0;
  for (const formula of document.querySelectorAll("main .katex")) {
    // What is wider than the page is scrolled.
    if (formula.closest(".formula, .symbols, .wide, [popover]") || !formula.querySelector("math")) continue;
    // The last part of a long formula stands by itself with the mark behind it.
    const last = formula.nextElementSibling?.matches(".together:not(:has(math))") ? formula.nextElementSibling : null;
    const bases = [formula, last].flatMap((half) => [...(half?.querySelectorAll(".katex-base") ?? [])]);
    const parts = bases.map((base) => ({
      box: base.getBoundingClientRect(),
      words: base.textContent.replace(/[\u200b\s]/g, ""),
    }));
    if (!parts.length) continue;
    const whole = parts.map((part) => part.words).join("");
    // What stands between two relations.
    let side = [];
    for (const part of parts) {
      side.push(part);
      if (/[+−×⋅]$/.test(part.words) && part !== parts.at(-1)) continue;
      const words = side.map((part) => part.words).join("");
      if (words.length <= SHORT && below(side[0].box, side.at(-1).box)) found.push(`${whole} is broken in ${words}`);
      side = [];
    }
    const isWhole = parts.length === 1 || whole.length <= SHORT;
    if (isWhole && below(parts[0].box, parts.at(-1).box)) found.push(`${whole} is broken`);
    const next = (last?.querySelector(".katex") ?? formula).nextSibling;
    const mark = next?.nodeType === Node.TEXT_NODE && next.data.match(/^[,.;:!?)\]]+/)?.[0];
    if (!mark) continue;
    const range = document.createRange();
    range.setStart(next, 0);
    range.setEnd(next, 1);
    if (below(parts.at(-1).box, range.getBoundingClientRect())) found.push(`a line begins with ${mark} after ${whole}`);
  }
  return found;
}

for (const [name, width] of [["Chromium", 390], ["Chromium", 1280], ["Firefox", 390]]) {
  test(`no line of ${width} pixels ends inside a short formula, or before the mark behind one, in ${name}`, async () => {
    const page = await open(browsers[name], onDisk, "contents.html", { width });
    const found = [];
    for (const path of pages) {
      await visit(page, path);
      await see(page, { width });
      found.push(...[...(await page.evaluate(broken)), ...(await page.evaluate(overflow))].map((line) => `${path}: ${line}`));
    }
    await page.close();
    assert.deepEqual(found, []);
  });
}
