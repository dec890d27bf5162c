// What a symbol in a display formula is: under the mouse, by a finger, by the keyboard, and without scripts.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { axe, chromium, complaints, firefox, focused, open, see, seen, tabTo, visit } from "./browser.mjs";
import { onDisk, pages, pageWith, text } from "./site.mjs";

/** A page with symbols that it explains itself, and symbols that only the notation page explains. */
const PAGE = pageWith(/class="symbols".*href="#symbol-/, /class="symbols".*href="[^"]*notation\.html#symbol-/);
const HERE = "a[href^='#symbol-']";
const THERE = "a[href*='notation.html#symbol-']";
/** Pages whose symbols stand under bars and beside sums, where KaTeX's boxes without ink lie over each other. */
const STACKED = pages.filter((file) => /data-symbol[^]*class="mfrac"/.test(text(file))).slice(0, 8);

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

  test("each symbol is under a pointer that is over it", async () => {
    const page = await open(browser, onDisk, STACKED[0]);
    for (const file of STACKED) {
      await visit(page, file);
      const covered = await page.$$eval(".formula .symbol", (symbols) =>
        symbols.filter((symbol) => {
          const walker = document.createTreeWalker(symbol, NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          // The first letter that is drawn.
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            range.selectNodeContents(node);
            if (range.getBoundingClientRect().width > 1) break;
          }
          symbol.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
          const { left, right, top, bottom } = range.getBoundingClientRect();
          const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)?.closest(".symbol");
          return !there || !(symbol.contains(there) || there.contains(symbol));
        }).map((symbol) => symbol.textContent),
      );
      assert.deepEqual(covered, [], file);
    }
    await page.close();
  });

  test("what is said of a symbol leaves its formula in sight", async () => {
    const page = await open(browser, onDisk, PAGE);
    for (const [width, block] of [[1280, "start"], [1280, "end"], [390, "center"]]) {
      await see(page, { width });
      await page.$eval(".formula .symbol", (symbol, block) => symbol.closest(".formula").scrollIntoView({ block, behavior: "instant" }), block);
      await page.$eval(".formula .symbol", (symbol) => symbol.click());
      await seen(page, "[role=tooltip]");
      const [card, formula] = await page.evaluate(() =>
        [".formula:has(.symbol)", "[role=tooltip]"].map((which) => document.querySelector(which).getBoundingClientRect().toJSON()));
      assert.ok(card.top >= formula.bottom || card.bottom <= formula.top, `in a window of ${width}`);
      await page.$eval("h1", (heading) => heading.click());
      await seen(page, "[role=tooltip]", { hidden: true });
    }
    await page.close();
  });

  test("on a phone a formula has the whole width of the text, and its number is below it", async () => {
    const page = await open(browser, onDisk, PAGE, { width: 390 });
    const narrow = await page.$$eval("article > .formula:has(> .number)", (formulas) => formulas.filter((formula) => {
      const [scroll, number] = [".scroll", ".number"].map((part) => formula.querySelector(part).getBoundingClientRect());
      return scroll.width < formula.clientWidth - 1 || number.top < scroll.bottom - 1;
    }).length);
    assert.equal(narrow, 0);
    await page.close();
  });

  test("a page with an open list is accessible", async () => {
    const page = await open(browser, onDisk, PAGE);
    await page.$$eval(".symbols, .claim", (lists) => lists.forEach((list) => (list.open = true)));
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
