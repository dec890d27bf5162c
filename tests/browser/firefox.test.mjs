// A sample of the book in Firefox, with the file policy that a reader's Firefox has.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { canLoadOptionalFont, complaints, firefox, focused, follow, open, overflow, seen, settled, tabTo } from "./browser.mjs";
import { onDisk, pageWith, serve } from "./site.mjs";

let browser;
let server;
before(async () => {
  [browser, server] = await Promise.all([firefox(), serve()]);
});
after(() => Promise.all([browser?.close(), server?.close()]));

const TOPIC = pageWith(/class="fold"/, /class="recall"/, /class="toc"/, /rel="next"/, /rel="prev"/);
const PLACES = [["its folder", () => onDisk], ["a server", () => server.address]];

for (const [place, where] of PLACES) {
  describe(`from ${place}`, () => {
    for (const path of ["index.html", TOPIC, "glossary.html", "recall.html", "map.html", "contents.html"]) {
      test(`${path} is in order, wide and narrow`, async () => {
        const page = await open(browser, where(), path);
        const found = await complaints(page);
        await page.setViewport({ width: 390, height: 844 });
        await settled(page);
        found.push(...(await page.evaluate(overflow)));
        const font = new URL("qed/fonts/source-serif-4.woff2", where()).href;
        if (!(await page.evaluate(canLoadOptionalFont, "Source Serif 4", font))) found.push("cannot have its font");
        await page.close();
        assert.deepEqual(found, []);
      });
    }

    test("a preview comes with the focus, and goes by Escape", async () => {
      const page = await open(browser, where(), TOPIC);
      await tabTo(page, "main article p a[href$='.html']");
      await seen(page, "[role=tooltip]");
      assert.ok(await page.$eval("[role=tooltip]", (card) => card.innerText.length > 40));
      await page.keyboard.press("Escape");
      await seen(page, "[role=tooltip]", { hidden: true });
      assert.deepEqual(await complaints(page), []);
      await page.close();
    });

    test("the contents open, close, and lead on", async () => {
      const page = await open(browser, where(), TOPIC);
      await tabTo(page, ".menu");
      await page.keyboard.press("Enter");
      await seen(page, "dialog[open] nav a");
      await page.keyboard.press("Escape");
      await seen(page, "dialog[open]", { hidden: true });
      assert.ok(await focused(page, ".menu"));
      await page.keyboard.press("Enter");
      await seen(page, "dialog[open] nav a");
      await tabTo(page, "dialog nav a:not([aria-current])");
      const target = await page.evaluate(() => document.activeElement.href);
      await follow(page);
      assert.equal(page.url(), target);
      assert.deepEqual(await complaints(page), []);
      await page.close();
    });

    test("a theme is kept over reload", async () => {
      const page = await open(browser, where(), TOPIC);
      await tabTo(page, "button[aria-label^='Theme']");
      const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
      while ((await theme()) !== "dark") await page.keyboard.press("Enter");
      await page.reload();
      await settled(page);
      assert.equal(await theme(), "dark");
      await page.close();
    });

    test("a card that was known is remembered", async () => {
      const page = await open(browser, where(), "recall.html");
      const due = () => page.$eval(".top [role=status]", (status) => Number(status.textContent.match(/\d+/)[0]));
      const before = await due();
      await tabTo(page, ".recall summary");
      await page.keyboard.press("Enter");
      await tabTo(page, ".known-it button:first-child");
      await page.keyboard.press("Enter");
      await page.reload();
      await settled(page);
      assert.equal(await due(), before - 1);
      await page.close();
    });
  });
}

test("the policy for files is that of a reader: what one page keeps, another does not see", async () => {
  const kept = async (path, act) => {
    const page = await open(browser, onDisk, path);
    const result = await page.evaluate(act);
    await page.close();
    return result;
  };
  await kept("glossary.html", () => localStorage.setItem("seen", "yes"));
  assert.equal(await kept("glossary.html", () => localStorage.getItem("seen")), "yes");
  assert.equal(await kept("contents.html", () => localStorage.getItem("seen")), null);
});
