// The book as one file: opened from a folder with the network cut, it is the book.
//
// The file is `target/qed-tests/study.html`, or the one that QED_EXPORT names.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { axe, canLoadFont, chromium, complaints, firefox, focused, open, overflow, record, seen, settled, tabTo, visit } from "./browser.mjs";
import { pages, pageWith, tags, text } from "./site.mjs";

const study = path.resolve(process.env.QED_EXPORT ?? fileURLToPath(new URL("../../target/qed-tests/study.html", import.meta.url)));
if (!existsSync(study)) {
  throw new Error(`there is no ${study}: write it with \`cargo qed export target/qed-tests/study.html\`, or name it in QED_EXPORT`);
}
const where = pathToFileURL(study).href;

const TOPIC = pageWith(/class="fold"/, /class="recall"/, /class="toc"/, /rel="next"/, /rel="prev"/);
const FORMULA = pageWith(/class="formula" id="([^"]+)"/, /class="recall"/);
const [, EQUATION] = text(FORMULA).match(/class="formula" id="([^"]+)"/);
const [, SECTION] = text(TOPIC).match(/<h2 id="([^"]+)"/);

/** The address of a place in the file. */
const at = (file, id) => `#${file}${id ? `?${encodeURIComponent(id)}` : ""}`;

const titleOf = (file) => text(file).match(/<title>([^<]*)<\/title>/)[1].replace(/&amp;/g, "&").replace(/&lt;/g, "<").replace(/&#x27;/g, "'");

/** Waits until the page of the site is shown that `file` names. */
async function shows(page, file) {
  await page.waitForFunction((name) => globalThis.qed?.path === name && document.querySelector(".tools .find"), {}, file.replace(/\.html$/, ""));
  await settled(page);
}

const place = (page, id) =>
  page.evaluate((id) => {
    const { top, height } = document.getElementById(id).getBoundingClientRect();
    return height > 0 && top >= 0 && top < innerHeight;
  }, id);

/** Opens the palette and asks; gives the addresses of what was found, the best first. */
async function ask(page, words) {
  await page.keyboard.press("/");
  await seen(page, "dialog.search input");
  await page.$eval("dialog.search input", (input) => (input.value = ""));
  await page.keyboard.type(words);
  // Each letter is answered: this waits for the answer to the last one.
  await page.waitForFunction(async (words) => {
    const client = await globalThis.qed.load("search/client");
    const wanted = (await client.search(words)).results.map(({ path, id }) => globalThis.qed.href(path, id));
    const shown = [...document.querySelectorAll("#found a")].map((link) => link.getAttribute("href"));
    return wanted.length > 0 && wanted.join() === shown.join();
  }, {}, words);
  return page.$$eval("#found a", (links) => links.map((link) => decodeURIComponent(link.getAttribute("href"))));
}

for (const [name, start] of [["Chromium", chromium], ["Firefox", firefox]]) {
  describe(name, () => {
    let browser;
    before(async () => (browser = await start()));
    after(() => browser?.close());

    /** A reader who opens the file for the first time. */
    function journey(what, address, walk, options = {}) {
      test(what, async () => {
        const reader = await browser.createBrowserContext();
        try {
          const page = await open(reader, where, address, options);
          await walk(page);
          const found = (await complaints(page)).filter((line) => !line.startsWith("asks blob:"));
          assert.deepEqual(found, []);
        } finally {
          await reader.close();
        }
      });
    }

    journey("the file opens with the first page", "", async (page) => {
      await shows(page, "index.html");
      assert.equal(await page.title(), titleOf("index.html"));
      assert.ok(await page.evaluate(canLoadFont, "Source Serif 4"), "cannot have its font");
      assert.ok(await page.evaluate(canLoadFont, "KaTeX_Main"), "cannot have the fonts of formulas");
      const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name));
      const asked = [...loaded, ...record(page).requests].filter((url) => !/^(blob|data):/.test(url) && !url.startsWith(where));
      assert.deepEqual(asked, []);
    });

    journey("a link leads to a page, back leads back to where the reader was, and forward on", at("index.html"), async (page) => {
      await shows(page, "index.html");
      await page.evaluate(() => scrollTo(0, 300));
      await page.waitForFunction(() => scrollY >= 250);
      const height = await page.evaluate(() => scrollY);
      const link = await page.$("main a[href$='.html']:not([href='#index.html'])");
      const target = (await link.evaluate((link) => link.getAttribute("href"))).slice(1);
      await link.evaluate((link) => link.click());
      await shows(page, target);
      assert.equal(await page.title(), titleOf(target));
      assert.equal(await page.evaluate(() => scrollY), 0);
      await page.goBack();
      await shows(page, "index.html");
      await page.waitForFunction((height) => Math.abs(scrollY - height) < 2, {}, height);
      await page.goForward();
      await shows(page, target);
    });

    journey("a page that is loaded anew is where the reader was", at(TOPIC, SECTION), async (page) => {
      await shows(page, TOPIC);
      await page.evaluate(() => scrollTo({ top: 700, behavior: "instant" }));
      await page.waitForFunction(() => history.state?.height >= 690);
      for (let times = 0; times < 2; times++) {
        await page.reload();
        await shows(page, TOPIC);
        await page.waitForFunction(() => Math.abs(scrollY - 700) < 10);
      }
    });

    for (const [what, file, id] of [["heading", TOPIC, SECTION], ["formula", FORMULA, EQUATION]]) {
      journey(`an address leads to a ${what}`, at(file, id), async (page) => {
        await shows(page, file);
        assert.ok(await place(page, id));
        assert.ok(await page.evaluate((id) => document.getElementById(id).classList.contains("target"), id));
      });
    }

    test("an address leads to a search", async () => {
      const page = await open(browser, `${where}?q=softmax`, "");
      await seen(page, "dialog.search #found a");
      assert.equal(await page.$eval("dialog.search input", (input) => input.value), "softmax");
      await page.close();
    });

    journey("an address that leads nowhere says so, and leads on", "#no/such.html", async (page) => {
      await seen(page, "main h1");
      assert.match(await page.$eval("main h1", (heading) => heading.textContent), /no such page/i);
      await page.click("main a[href='#contents.html']");
      await shows(page, "contents.html");
    });

    journey("search finds what is misspelt, in code, and in formulas", at("index.html"), async (page) => {
      await shows(page, "index.html");
      for (const [words, wanted] of [
        ["crosentropy", /cross-entropy-loss\.html/],
        ["or_insert", /foundations\/deterministic\.html/],
        ["insert", /foundations\/deterministic\.html/],
        ["\\sum", /\.html/],
        ["loeve", /foundations\/pca\.html/],
        ["fernandez", /sequence-models\/ctc\.html/],
      ]) {
        const found = await ask(page, words);
        assert.ok(found.some((address) => wanted.test(address)), `${words}: ${found.join(" ")}`);
        await page.keyboard.press("Escape");
      }
      const [first] = await ask(page, "softmax");
      await page.keyboard.press("Enter");
      await shows(page, first.slice(1).split("?")[0]);
      // The palette opens on the next page too.
      assert.ok((await ask(page, "crosentropy")).length > 0);
    });

    journey("a preview shows the place that a link leads to", at(TOPIC), async (page) => {
      await shows(page, TOPIC);
      await tabTo(page, "main article p a[href$='.html']");
      const target = await page.evaluate(() => document.activeElement.getAttribute("href").slice(1));
      await seen(page, "[role=tooltip]");
      const told = await page.$eval("[role=tooltip]", (card) => card.textContent.replace(/\s+/g, " "));
      assert.ok(told.length > 40);
      assert.ok(told.includes(titleOf(target).split(" · ")[0].slice(0, 10)), told);
      await page.keyboard.press("Escape");
      await seen(page, "[role=tooltip]", { hidden: true });
    });

    journey("theme and progress are remembered", at(TOPIC), async (page) => {
      await shows(page, TOPIC);
      await tabTo(page, "button[aria-label^='Theme']");
      while (!/dark/.test(await page.evaluate(() => document.activeElement.getAttribute("aria-label")))) await page.keyboard.press("Enter");
      await tabTo(page, ".recall summary");
      await page.keyboard.press("Enter");
      await tabTo(page, ".known-it button:first-child");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => /tomorrow/.test(document.activeElement.parentElement.textContent));
      await page.reload();
      await shows(page, TOPIC);
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
      await visit(page, at("recall.html"));
      await shows(page, "recall.html");
      const [due, all] = (await page.$eval(".top [role=status]", (status) => status.textContent)).match(/\d+/g).map(Number);
      assert.equal(due, all - 1);
    });

    journey("the drawer leads to a page, and closes", at(TOPIC), async (page) => {
      await shows(page, TOPIC);
      await tabTo(page, ".menu");
      await page.keyboard.press("Enter");
      await seen(page, "dialog.drawer nav a");
      await tabTo(page, "dialog nav a:not([aria-current])");
      const target = await page.evaluate(() => document.activeElement.getAttribute("href").slice(1));
      await page.keyboard.press("Enter");
      await shows(page, target);
      assert.equal(await page.$("dialog[open]"), null);
      // What listens to the keys is there once.
      assert.equal(await page.$$eval(".tools .find", (buttons) => buttons.length), 1);
      await page.keyboard.press("ArrowRight");
      await page.waitForFunction((before) => globalThis.qed.path !== before, {}, target.replace(/\.html$/, ""));
    });

    journey("the skip link and a link to where the reader is lead there, each time", at(TOPIC), async (page) => {
      await shows(page, TOPIC);
      await page.keyboard.press("Tab");
      assert.ok(await focused(page, ".skip"));
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.activeElement.matches("main"));
      const link = await page.$(`.toc a[href$='?${SECTION}']`);
      for (let times = 0; times < 2; times++) {
        await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
        await link.evaluate((link) => link.click());
        await page.waitForFunction((id) => Math.abs(document.getElementById(id).getBoundingClientRect().top) < innerHeight / 2, {}, SECTION);
      }
    });

    journey("the whole book is there for paper, and its links lead to places in it", "#print", async (page) => {
      await page.waitForFunction(() => document.querySelectorAll("main article").length > 2);
      const { lost, articles } = await page.evaluate(() => {
        const links = [...document.querySelectorAll("main article a[href^='#']")].map((link) => link.getAttribute("href").slice(1));
        const ids = new Set([...document.querySelectorAll("[id]")].map(({ id }) => id));
        const chapters = new Set([...ids].map((id) => id.split("?")[0]));
        return {
          articles: document.querySelectorAll("main article").length,
          lost: links.filter((address) => chapters.has(address.split("?")[0]) && !ids.has(address) && !ids.has(decodeURIComponent(address))),
        };
      });
      assert.deepEqual(lost, []);
      const chapters = pages.filter((file) => tags(text(file)).some(({ attributes }) => attributes.rel === "next" || attributes.rel === "prev"));
      // The first page says what the book is, and how to print it.
      assert.equal(articles, chapters.length + 1);
    });
  });
}

describe("a file that did not come whole", () => {
  const whole = readFileSync(study, "utf8");
  const last = whole.lastIndexOf("<script>");
  const CASES = {
    "cut behind its beginning": [whole.slice(0, whole.indexOf("<script type=")), /not whole/],
    "cut in the midst of a pack": [whole.slice(0, whole.length >> 1), /not whole/],
    "cut in its last script": [whole.slice(0, last + 1_000), /not whole/],
    "with a pack that was changed": [whole.replace(/(<script type="text\/plain"[^>]*>)[^<]{90}/, (_, tag) => tag + "~".repeat(90)), /damaged/],
    "in a browser that cannot read its script": [`${whole.slice(0, last)}<script>?</script>${whole.slice(whole.indexOf("<p id=\"end\""))}`, /2023 or later/],
  };
  for (const [name, start] of [["Chromium", chromium], ["Firefox", firefox]]) {
    test(`says so, ${name}`, async (at) => {
      const browser = await start();
      const place = mkdtempSync(path.join(tmpdir(), "qed-"));
      try {
        for (const [what, [bytes, wanted]] of Object.entries(CASES)) {
          await at.test(what, async () => {
            const file = path.join(place, `${what}.html`);
            writeFileSync(file, bytes);
            const page = await open(browser, pathToFileURL(file).href, "");
            const said = () => page.evaluate(() => document.body.innerText);
            await page.waitForFunction(() => !/A script at its end opens it/.test(document.body.innerText));
            assert.match(await said(), wanted);
            await page.close();
          });
        }
      } finally {
        await browser.close();
        rmSync(place, { recursive: true });
      }
    });
  }
});

describe("the file", () => {
  let browser;
  before(async () => (browser = await chromium()));
  after(() => browser?.close());

  test("every page is there, and every link in it leads to something that is seen", async () => {
    const page = await open(browser, where, at("index.html"));
    await shows(page, "index.html");
    const ids = new Map();
    const links = [];
    for (const file of pages) {
      await page.evaluate((hash) => (location.hash = hash), at(file));
      await shows(page, file);
      const found = await page.evaluate(() => ({
        text: document.querySelector("main").textContent.length,
        // What can be seen; a card that is folded opens for a link to it.
        ids: [...document.querySelectorAll("[id]")]
          .filter((place) => place.getClientRects().length > 0 || place.closest("details:not([open])"))
          .map(({ id }) => id),
        links: [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href")),
      }));
      assert.ok(found.text > 100, file);
      ids.set(file, new Set(found.ids));
      links.push(...found.links.map((href) => ({ file, href })));
    }
    const others = new Set();
    const lost = links.filter(({ href }) => {
      if (/^(https?|mailto):/.test(href)) return false;
      assert.ok(href.startsWith("#"), href);
      const [target, id] = href.slice(1).split("?").map(decodeURIComponent);
      if (ids.has(target)) return id && !ids.get(target).has(id);
      others.add(target);
      return false;
    });
    assert.deepEqual(lost, []);
    // What is no page is shown as well.
    for (const target of others) {
      // What skips to the text, and what prints, are no files.
      if (["main", "print"].includes(target)) continue;
      await page.evaluate((hash) => (location.hash = hash), `#${encodeURIComponent(target)}`);
      await page.waitForFunction((name) => document.querySelector("main h1").textContent === name, {}, target.split("/").at(-1));
    }
    assert.ok(others.has("qed/licences.txt"));
    assert.deepEqual((await complaints(page)).filter((line) => !line.startsWith("asks blob:")), []);
    await page.close();
  });

  test("the licences of fonts and libraries are in it", async () => {
    const page = await open(browser, where, "#qed/licences.txt");
    await seen(page, "main pre");
    const licences = await page.$eval("main pre", (text) => text.textContent);
    for (const name of [/Source Serif/, /SIL OPEN FONT LICENSE/i, /KaTeX/, /MIT/]) assert.match(licences, name);
    await page.close();
  });

  test("without scripts it says what it needs", async () => {
    const page = await open(browser, where, "", { js: false });
    assert.match(await page.$eval("body", (body) => body.innerText), /must be allowed to run the scripts/);
    await page.close();
  });

  for (const theme of ["light", "dark"]) {
    test(`axe finds nothing, wide and narrow, ${theme}`, async () => {
      const page = await open(browser, where, at(TOPIC), { theme });
      await shows(page, TOPIC);
      assert.deepEqual(await axe(page), []);
      await page.setViewport({ width: 390, height: 844 });
      await settled(page);
      assert.deepEqual(await page.evaluate(overflow), []);
      assert.deepEqual(await axe(page), []);
      await page.close();
    });
  }

  test("one topic prints, and all of them", async () => {
    const page = await open(browser, where, at(TOPIC));
    await shows(page, TOPIC);
    const sheets = async () => Buffer.from(await page.pdf({ format: "A4", timeout: 0 })).toString("latin1").match(/\/Type\s*\/Page\b/g).length;
    const one = await sheets();
    assert.ok(one >= 1);
    await visit(page, "#print");
    await page.waitForFunction(() => document.querySelectorAll("main article").length > 2);
    assert.ok((await sheets()) > one * 10);
    await page.close();
  });
});
