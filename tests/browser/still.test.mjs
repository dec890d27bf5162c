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

test("what is nested leaves room for its words on a phone, and a task stands under what it belongs to", async () => {
  const page = await open(browser, onDisk, TOPIC, { width: 390 });
  const seen = await page.evaluate(() => {
    const nest = (depth, open, close) => `${open.repeat(depth)}<p>Some words of a list</p>${close.repeat(depth)}`;
    const box = '<input type="checkbox" disabled aria-label="to do"> ';
    const task = (words, below = "") => `<li class="task">${words}${below}</li>`;
    const article = document.querySelector("article");
    article.insertAdjacentHTML(
      "beforeend",
      `<div id="deep">${nest(20, "<ul><li>", "</li></ul>")}${nest(20, "<ol><li>", "</li></ol>")}${nest(20, "<blockquote>", "</blockquote>")}</div>
       <ul id="tight">${task(`${box}one`, `<ul>${task(`${box}two`)}</ul>`)}<li>three</li></ul>
       <ul id="loose">${task(`<p>${box}one</p>`, `<ul>${task(`${box}two`)}</ul>`)}<li><p>three</p></li></ul>
       <ol id="numbered">${task(`${box}one`)}</ol>`,
    );
    const left = (element) => element.getBoundingClientRect().left;
    const words = (list) => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector(list).lastElementChild);
      return left(range);
    };
    const boxes = (list) => [...document.querySelectorAll(`${list} input`)].map(left);
    const numbered = document.querySelector("#numbered .task");
    return {
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      rooms: [...document.querySelectorAll("#deep p")].map((words) => words.clientWidth),
      tight: [...boxes("#tight"), words("#tight")],
      loose: [...boxes("#loose"), words("#loose")],
      number: getComputedStyle(numbered).listStyleType,
      beside: boxes("#numbered")[0] - left(numbered),
    };
  });
  assert.equal(seen.wide, 0);
  assert.ok(seen.rooms.every((room) => room > 100), `${seen.rooms}`);
  for (const [outer, inner, words] of [seen.tight, seen.loose]) {
    assert.ok(outer < words - 10, "a box where the words are");
    assert.ok(inner > outer + 15, "a nested task is flat");
  }
  assert.equal(seen.number, "decimal");
  assert.ok(seen.beside >= 0, "a box over its number");
});

test("a title without end is told by its first lines", async () => {
  const page = await open(browser, onDisk, TOPIC);
  const lines = await page.$$eval(".steps a > span, .toc a", (titles) =>
    titles.map((title) => {
      title.textContent = "word ".repeat(100);
      const { height, lineHeight, paddingTop, paddingBottom } = getComputedStyle(title);
      return Math.round((Number.parseFloat(height) - Number.parseFloat(paddingTop) - Number.parseFloat(paddingBottom)) / Number.parseFloat(lineHeight));
    }),
  );
  assert.ok(lines.length > 3);
  assert.deepEqual([...new Set(lines)], [4]);
});

test("a formula in the sentence of a backlink stands in its line", async () => {
  const page = await open(browser, onDisk, pageWith(/class="links backlinks"[\s\S]*class="katex/));
  const inline = await page.$$eval(".backlinks .katex", (formulas) => formulas.every((one) => getComputedStyle(one).display === "inline"));
  assert.ok(inline);
});
