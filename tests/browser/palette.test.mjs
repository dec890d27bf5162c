// The palette in a folder and in the single file, both from disk with the network cut: queries that mean no good, a topic without
// words, an index of which a part is missing.
//
// The single file and the large site are those of export.test.mjs and search.test.mjs.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium, complaints, firefox, open, overflow, seen } from "./browser.mjs";
import { folder, onDisk } from "./site.mjs";

const inTarget = (name) => path.resolve(fileURLToPath(new URL("../../target/", import.meta.url)), name);
const study = path.resolve(process.env.QED_EXPORT ?? inTarget("qed-tests/study.html"));
const many = path.resolve(process.env.QED_MANY ?? inTarget("search/1000/site"));

/** A page with the palette open. */
async function opened(browser, where, address) {
  const page = await open(browser, where, address);
  await seen(page, ".tools .find");
  await page.keyboard.press("/");
  await seen(page, "dialog.search input");
  return page;
}

/** Asks as a reader who pastes the query: what the palette says to it, and the addresses and texts of the results. */
async function ask(page, query) {
  await page.$eval("dialog.search input", (input, query) => {
    document.querySelector(".found-status").textContent = "";
    input.value = query;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, query);
  await page.waitForFunction(() => document.querySelector(".found-status").textContent);
  return page.evaluate(() => ({
    status: document.querySelector(".found-status").textContent,
    links: [...document.querySelectorAll("#found a")].map((link) => link.getAttribute("href")),
    texts: [...document.querySelectorAll("#found a")].map((link) => link.textContent),
    marks: [...document.querySelectorAll("#found a:first-child mark")].map((mark) => mark.textContent),
  }));
}

for (const [name, start] of [["Chromium", chromium], ["Firefox", firefox]]) {
  describe(name, () => {
    let browser;
    let copy;
    before(async () => {
      browser = await start();
      copy = mkdtempSync(path.join(tmpdir(), "qed-"));
      cpSync(folder, copy, { recursive: true });
    });
    after(async () => {
      await browser?.close();
      rmSync(copy, { recursive: true });
    });

    for (const [what, where, address] of [
      ["a folder", onDisk, "index.html"],
      ["the single file", pathToFileURL(study).href, "#index.html"],
    ]) {
      test(`${what}: whatever is asked is words, and is answered`, async () => {
        const page = await opened(browser, where, address);
        for (const [query, status, found] of [
          ["<img src=x onerror=\"globalThis.ran = true\"> softmax", / found\.$/, /softmax/i],
          ["<script>globalThis.ran = true</script>", null, null],
          ["Vec<f64>", / found\.$/, /<f64>/],
          ["softmax ".repeat(1_250), / found\.$/, /softmax/i],
          ["x".repeat(10_000), /^Nothing found\.$/, null],
          ["👩‍🔬 🧮", /^Nothing found\.$/, null],
          ["深層学習における交差エントロピー", /^Nothing found\.$/, null],
          ["!?;: …", /^Nothing found\.$/, null],
          [" ", /^Words, names in code, or TeX\.$/, null],
        ]) {
          const answer = await ask(page, query);
          const of = `${query.slice(0, 40)}: ${answer.status} ${answer.texts}`;
          if (status) assert.match(answer.status, status, of);
          if (found) assert.ok(answer.texts.some((text) => found.test(text)), of);
          else if (status) assert.deepEqual(answer.links, [], of);
          assert.equal(await page.$eval("dialog.search input", (input) => input.value), query);
          assert.equal(await page.$("dialog.search :is(img, script)"), null, of);
          assert.deepEqual(await page.evaluate(overflow), [], of);
        }
        assert.equal(await page.evaluate(() => "ran" in globalThis), false);
        assert.deepEqual((await complaints(page)).filter((line) => !line.startsWith("asks blob:")), []);
        await page.close();
      });
    }

    test("what was asked for is what is marked, not what is only near to it", async () => {
      const page = await opened(browser, onDisk, "index.html");
      for (const [query, marks] of [
        ["or_insert", ["or_insert"]],
        ["insert", ["insert"]],
        ["\\sum_{c=1}", ["\\sum_{c=1}"]],
        ["\\sum_{c=1}^{K} y_c", ["\\sum_{c=1}^{K}", "y_c"]],
        ["crosentropy", ["Cross-entropy"]],
      ]) {
        const answer = await ask(page, query);
        for (const mark of marks) assert.ok(answer.marks.includes(mark), `${query}: ${answer.marks.join(", ")}: ${answer.texts[0]}`);
      }
      await page.close();
    });

    test("a page that is found by another of its names says which", async () => {
      const page = await opened(browser, onDisk, "index.html");
      assert.match((await ask(page, "causal mask")).texts[0], /^Attentionalso: causal mask/);
      assert.doesNotMatch((await ask(page, "attention")).texts[0], /also: /);
      await page.close();
    });

    test("a topic without words is found by its title, and searches as others do", async () => {
      const site = `${pathToFileURL(many)}/`;
      const page = await opened(browser, site, "more/9/999.html");
      assert.match((await ask(page, "softmax")).status, / found\.$/);
      const title = await page.$eval("main h1", (heading) => heading.textContent);
      const { links } = await ask(page, title);
      assert.ok(links.some((link) => link.endsWith("more/9/999.html")), `${title}: ${links}`);
      assert.deepEqual(await complaints(page), []);
      await page.close();
    });

    test("a part of the index that is missing is said, and the others still answer", async () => {
      const where = `${pathToFileURL(copy)}/`;
      const page = await opened(browser, where, "index.html");
      await ask(page, "softmax");
      // What the page loaded for this word.
      const loaded = await page.evaluate(() => [...document.scripts].map(({ src }) => src.match(/hits-\d+\.js/)?.[0]).filter(Boolean));
      assert.ok(loaded.length > 0);
      await page.close();
      for (const file of loaded) rmSync(path.join(copy, "qed/search", file));
      const again = await opened(browser, where, "index.html");
      const softmax = await ask(again, "softmax");
      assert.match(softmax.status, /part of the index is missing/);
      const others = ["dropout", "convolution", "entropy", "gradient", "transformer", "variance"];
      const answers = [];
      for (const word of others) answers.push(await ask(again, word));
      assert.ok(answers.some(({ status, links }) => links.length > 0 && !/missing/.test(status)), "no other part answers");
      await again.close();
    });

    test("without an index the palette says that it cannot be read", async () => {
      rmSync(path.join(copy, "qed/search/index.js"));
      const page = await opened(browser, `${pathToFileURL(copy)}/`, "index.html");
      assert.match((await ask(page, "softmax")).status, /cannot be read/);
      await page.close();
    });
  });
}
