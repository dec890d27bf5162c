// A page stands still while it loads, and holds any name.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { chromium, open } from "./browser.mjs";
import { onDisk, pageWith, serve } from "./site.mjs";

let browser;
before(async () => {
  browser = await chromium();
});
after(() => browser?.close());

const TOPIC = pageWith(/class="formula"/, /class="links backlinks"/, /rel="next"/, /class="know"/);

/** How far what was drawn moved afterwards, as browsers count it: 0 for a page that stands still. */
const moved = () =>
  new Promise((told) => {
    const watch = new PerformanceObserver((list) => told(list.getEntries().reduce((sum, { value }) => sum + value, 0)));
    watch.observe({ type: "layout-shift", buffered: true });
    setTimeout(() => told(0), 500);
  });

for (const width of [390, 1280]) {
  test(`nothing moves while a page loads, ${width} wide`, async () => {
    const site = await serve();
    try {
      const page = await open(browser, site.address, TOPIC, { width });
      const far = await page.evaluate(moved);
      assert.ok(far < 0.02, `what was drawn moved by ${far}`);
    } finally {
      await site.close();
    }
  });

  test(`a name without end stays within the page, ${width} wide`, async () => {
    const page = await open(browser, onDisk, TOPIC, { width });
    const over = await page.evaluate(() => {
      const found = [];
      for (const name of [".book", ".crumbs a", "h1", ".know a", ".toc a", ".around a", ".links a", ".steps a", ".source a", "article p"]) {
        for (const element of document.querySelectorAll(name)) {
          const before = element.textContent;
          element.textContent = `${"word ".repeat(60)}${"x".repeat(300)}`;
          const { scrollWidth, clientWidth } = document.documentElement;
          if (scrollWidth > clientWidth) found.push(`${name}: ${scrollWidth - clientWidth} px`);
          element.textContent = before;
        }
      }
      return found;
    });
    assert.deepEqual(over, []);
  });
}

test("a formula in the sentence of a backlink stands in its line", async () => {
  const page = await open(browser, onDisk, pageWith(/class="links backlinks"[\s\S]*class="katex/));
  const inline = await page.$$eval(".backlinks .katex", (formulas) => formulas.every((one) => getComputedStyle(one).display === "inline"));
  assert.ok(inline);
});
