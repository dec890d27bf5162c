// What a symbol in a display formula is: under the mouse, by a finger, by the keyboard, and without scripts.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { axe, chromium, complaints, firefox, focused, open, seen, tabTo } from "./browser.mjs";
import { onDisk, pageWith } from "./site.mjs";

/** A page with symbols that it explains itself, and symbols that only the notation page explains. */
const PAGE = pageWith(/class="symbols".*href="#symbol-/, /class="symbols".*href="[^"]*notation\.html#symbol-/);
const HERE = "a[href^='#symbol-']";
const THERE = "a[href*='notation.html#symbol-']";

for (const [name, launch] of [["Chromium", chromium], ["Firefox", firefox]]) {
  describe(`in ${name}`, () => {
    let browser;
    before(async () => {
      browser = await launch();
    });
    after(() => browser?.close());

    for (const [where, link] of [["the page itself", HERE], ["the notation page", THERE]]) {
      test(`a symbol that ${where} explains says under the mouse what it is`, async () => {
        const page = await open(browser, onDisk, PAGE);
        const { symbol, words } = await page.evaluate((link) => {
          const listed = document.querySelector(`.symbols ${link}`);
          const formula = listed.closest(".formula");
          const number = [...formula.querySelectorAll(".symbols a")].indexOf(listed);
          const symbol = formula.querySelector(`.symbol[data-symbol="${number}"]`);
          symbol.id = "pointed-at";
          symbol.scrollIntoView({ block: "center" });
          return { symbol: "#pointed-at", words: listed.textContent };
        }, link);
        await page.hover(symbol);
        await seen(page, "[role=tooltip]");
        const card = await page.$eval("[role=tooltip]", (card) => card.textContent);
        assert.ok(card.includes(words), `${card} does not tell of ${words}`);
        await page.mouse.move(2, 2);
        await seen(page, "[role=tooltip]", { hidden: true });
        assert.deepEqual(await complaints(page), []);
        await page.close();
      });
    }

    test("a touch shows it at once, and a touch elsewhere takes it away", async () => {
      const page = await open(browser, onDisk, PAGE);
      await page.$eval(".formula .symbol", (symbol) => symbol.scrollIntoView({ block: "center" }));
      await page.$eval(".formula .symbol", (symbol) => symbol.click());
      await seen(page, "[role=tooltip]");
      await page.$eval("h1", (heading) => heading.click());
      await seen(page, "[role=tooltip]", { hidden: true });
      await page.close();
    });

    test("the keyboard opens the list, hears each symbol, and follows it", async () => {
      const page = await open(browser, onDisk, PAGE);
      await tabTo(page, ".symbols summary");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      assert.ok(await focused(page, ".symbols a"));
      await seen(page, "[role=tooltip]");
      assert.ok(await page.evaluate(() => document.activeElement.matches("[aria-describedby=preview]")));
      assert.deepEqual(await complaints(page), []);
      await page.close();
    });
  });
}

describe("in Chromium", () => {
  let browser;
  before(async () => {
    browser = await chromium();
  });
  after(() => browser?.close());

  test("a page with an open list is accessible", async () => {
    const page = await open(browser, onDisk, PAGE);
    await page.$$eval(".symbols", (lists) => lists.forEach((list) => (list.open = true)));
    assert.deepEqual(await axe(page), []);
    await page.close();
  });

  test("without scripts the list leads to the explanations", async () => {
    const page = await open(browser, onDisk, PAGE, { js: false });
    const href = await page.$eval(`.symbols ${HERE}`, (link) => link.getAttribute("href"));
    assert.ok(await page.$(`[id="${decodeURIComponent(href.slice(1))}"]`));
    await page.close();
  });
});
