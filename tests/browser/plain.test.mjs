// The book where something is missing: scripts, a screen, the page that was asked for.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { chromium, complaints, follow, open, settled, tabTo, visit } from "./browser.mjs";
import { onDisk, pageWith, pages, serve } from "./site.mjs";

let browser;
let server;
before(async () => {
  [browser, server] = await Promise.all([chromium(), serve()]);
});
after(() => Promise.all([browser?.close(), server?.close()]));

const TOPIC = pageWith(/class="fold"/, /class="recall"/, /class="toc"/, /rel="next"/, /rel="prev"/);
const DRAWN = pageWith(/class="drawing"><svg[^>]*>\s*<title/);
const PROVEN = pageWith(/<details class="claim/, /class="proof/, /<p>[^<]*<code>/);

/** The text of the page as it stands in the document, without what scripts add. */
const reading = (page) =>
  page.evaluate(() => {
    const article = document.querySelector("article").cloneNode(true);
    for (const added of article.querySelectorAll("button, p:has(> [role=status])")) added.remove();
    return article.textContent.replace(/\s+/g, " ");
  });

const shown = (page, selector) =>
  page.$$eval(selector, (elements) => elements.some((element) => element.checkVisibility({ visibilityProperty: true })));

describe("without scripts", () => {
  for (const path of [TOPIC, "index.html", "glossary.html", "recall.html", "map.html"]) {
    test(`${path} has the same text`, async () => {
      const [bare, full] = await Promise.all([open(browser, onDisk, path, { js: false }), open(browser, onDisk, path)]);
      const text = await reading(bare);
      assert.ok(text.length > 200);
      assert.equal(text, await reading(full));
      assert.deepEqual(await complaints(bare), []);
      await Promise.all([bare.close(), full.close()]);
    });
  }

  test("every page has its text", async () => {
    const page = await open(browser, onDisk, "index.html", { js: false });
    for (const path of pages) {
      await visit(page, path);
      assert.ok(await shown(page, "main h1"), path);
      assert.ok(await page.$eval("main", (main) => main.innerText.length > 100), path);
    }
    await page.close();
  });

  test("nothing that needs a script is there", async () => {
    const page = await open(browser, onDisk, TOPIC, { js: false });
    assert.equal(await shown(page, "button, dialog, [role=tooltip]"), false);
    await page.close();
  });

  test("the reader gets to the contents, to a chapter, and on to the next", async () => {
    const page = await open(browser, onDisk, TOPIC, { js: false });
    await tabTo(page, ".menu");
    await follow(page);
    assert.equal(page.url(), new URL("contents.html", onDisk).href);
    await tabTo(page, `main a[href='${TOPIC}']`);
    await follow(page);
    assert.equal(page.url(), new URL(TOPIC, onDisk).href);
    await tabTo(page, ".steps [rel=next]");
    await follow(page);
    assert.notEqual(page.url(), new URL(TOPIC, onDisk).href);
    await page.close();
  });

  test("hidden lines and answers open", async () => {
    const page = await open(browser, onDisk, TOPIC, { js: false });
    await tabTo(page, "figure.code .fold");
    await page.keyboard.press("Space");
    assert.ok(await shown(page, "figure.code:has(.fold:focus) .hidden"));
    assert.equal(await shown(page, ".recall .answer"), false);
    await tabTo(page, ".recall summary");
    await page.keyboard.press("Enter");
    assert.ok(await shown(page, ".recall .answer"));
    await page.close();
  });

  test("what a formula was compared with is a line, and its inputs open", async () => {
    const page = await open(browser, onDisk, PROVEN, { js: false, width: 390 });
    const height = () => page.$eval("details.claim", (claim) => claim.clientHeight);
    const folded = await height();
    assert.ok(folded < 32, `${folded} high`);
    await tabTo(page, ".claim summary");
    await page.keyboard.press("Enter");
    assert.ok((await height()) > folded);
    await page.close();
  });

  test("the next page is the first thing after a page", async () => {
    const page = await open(browser, onDisk, TOPIC, { js: false });
    assert.ok(await page.$("article + .after > .steps:first-child [rel=next]"));
    await page.close();
  });

  test("a drawing has its name below it, which is heard once", async () => {
    const page = await open(browser, onDisk, DRAWN, { js: false, width: 390 });
    assert.ok(await shown(page, ".drawing .caption"));
    const [name, caption] = await page.$eval(".drawing", (drawing) => [drawing.querySelector("title"), drawing.querySelector(".caption")].map((part) => part.textContent));
    assert.equal(caption, name);
    const heard = JSON.stringify(await page.accessibility.snapshot({ interestingOnly: false }));
    assert.equal(heard.split(caption).length - 1, 1);
    await page.close();
  });

  test("what unfolds stands at the edge, where nothing copies", async () => {
    const far = (page) =>
      page.$eval("figure.code .fold + label", (label) => label.closest("figure").getBoundingClientRect().right - label.getBoundingClientRect().right);
    const [bare, full] = await Promise.all([open(browser, onDisk, TOPIC, { js: false }), open(browser, onDisk, TOPIC)]);
    assert.ok((await far(bare)) < 24, "a gap");
    assert.ok((await far(full)) > 48, "no room for the button that copies");
    await Promise.all([bare.close(), full.close()]);
  });

  test("the theme is that of the system", async () => {
    const paper = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const papers = [];
    for (const theme of ["light", "dark"]) {
      const page = await open(browser, onDisk, TOPIC, { js: false, theme });
      papers.push(await paper(page));
      await page.close();
    }
    assert.notEqual(papers[0], papers[1]);
  });
});

describe("on paper", () => {
  test("a page is its text: no navigation, answers open, hidden lines as they were", async () => {
    const page = await open(browser, onDisk, TOPIC, { theme: "dark" });
    await page.emulateMediaType("print");
    for (const gone of [".bar", "nav.around", "nav.toc", ".toc-small", ".after", ".steps", ".end", "button", ".fold + label"]) {
      assert.equal(await shown(page, gone), false, gone);
    }
    for (const there of ["h1", ".formula", "figure.code pre", "figure.code .output", ".recall .answer"]) {
      assert.ok(await shown(page, there), there);
    }
    const [paper, ink] = await page.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.documentElement);
      return [backgroundColor, color].map((colour) => colour.match(/[\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0));
    });
    assert.ok(paper > 700 && ink < 200, "dark paper");
    await page.close();
  });

  test("cards are as nobody had answered them", async () => {
    const page = await open(browser, onDisk, "recall.html");
    const line = ".due";
    assert.ok(await shown(page, line));
    await page.click(".recall > summary");
    const mark = () => page.$eval(".recall[open] > summary", (summary) => getComputedStyle(summary, "::before").content);
    assert.match(await mark(), /✓/);
    await page.emulateMediaType("print");
    assert.equal(await shown(page, line), false, "what is due is on paper");
    assert.equal(await mark(), "none");
    await page.close();
  });

  test("the map is as wide as the sheet, and whole", async () => {
    const page = await open(browser, onDisk, "map.html", { width: 700 });
    await page.emulateMediaType("print");
    const { map, drawing, room, hidden } = await page.evaluate(() => {
      const map = document.querySelector(".map");
      const { width, height } = map.querySelector("svg").getBoundingClientRect();
      const [, , w, h] = map.querySelector("svg").getAttribute("viewBox").split(" ").map(Number);
      return {
        map: map.clientWidth,
        drawing: { width, stretched: Math.abs(height / width - h / w) },
        room: document.querySelector("article").clientWidth,
        hidden: [map.scrollWidth - map.clientWidth, map.scrollHeight - map.clientHeight],
      };
    });
    assert.ok(map <= room && drawing.width <= room, `${drawing.width} wide on ${room}`);
    assert.ok(drawing.stretched < 0.01);
    assert.deepEqual(hidden, [0, 0]);
    await page.close();
  });

  test("a line of proof stays with what it proves, and code among words stands as words do", async () => {
    const page = await open(browser, onDisk, PROVEN);
    await page.emulateMediaType("print");
    const style = (selector, name) =>
      page.$$eval(selector, (all, name) => [...new Set(all.map((one) => getComputedStyle(one)[name]))], name);
    assert.deepEqual(await style(".claim, .proof", "breakBefore"), ["avoid"]);
    assert.deepEqual(await style(".formula:has(+ .claim)", "breakAfter"), ["avoid"]);
    assert.deepEqual(await style("article :not(pre) > code", "paddingLeft"), ["0px"]);
    await page.close();
  });

  for (const path of [TOPIC, "recall.html"]) {
    test(`${path} prints, and leaves the page as it was`, async () => {
      const page = await open(browser, onDisk, path);
      const state = () => page.$$eval("details", (all) => all.map((details) => details.open));
      const before = await state();
      const bytes = Buffer.from(await page.pdf({ format: "A4" }));
      assert.equal(bytes.subarray(0, 5).toString(), "%PDF-");
      assert.ok(bytes.toString("latin1").match(/\/Type\s*\/Page\b/g).length > 1, "not more than one sheet");
      await settled(page);
      assert.deepEqual(await state(), before, "cards stay open on the screen");
      assert.deepEqual(await complaints(page), []);
      await page.close();
    });
  }
});

describe("an address that leads nowhere", () => {
  for (const path of ["no-such-page.html", "no/such/page.html"]) {
    test(`${path} says so, and leads on`, async () => {
      const page = await open(browser, server.address, path);
      assert.match(await page.$eval("h1", (heading) => heading.textContent), /no such page/i);
      assert.match(await page.$eval("main", (main) => main.innerText), /the search above/);
      const found = (await complaints(page)).filter((line) => !line.includes("404 (Not Found)") && !line.includes(path));
      assert.deepEqual(found, []);
      assert.match(await page.evaluate(() => getComputedStyle(document.body).fontFamily), /Source Serif/);
      await tabTo(page, "main a");
      await follow(page);
      assert.equal(page.url(), new URL("contents.html", server.address).href);
      await page.close();
    });
  }
});
