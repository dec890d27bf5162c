// What `qed serve` adds to a page: it is shown anew at its place, and what does not hold lies over it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { chromium, open, settled } from "./browser.mjs";

/** What `cargo qed` built, as it did the site under test. */
const program = process.env.QED_PROGRAM ?? fileURLToPath(new URL("../../target/qed/qed", import.meta.url));

let browser;
before(async () => {
  browser = await chromium();
});
after(() => browser?.close());

const BOOK = {
  "book.toml": '[book]\ntitle = "Test"\n\n[preprocessor.qed]\nbefore = ["links"]\n\n[output.qed]\n',
  "src/SUMMARY.md": "# Summary\n\n- [Long](long.md)\n",
  "src/long.md": `# Long\n\nFirst words.\n\n${Array.from({ length: 40 }, (_, at) => `## Section ${at}\n\n${"Some words of it. ".repeat(40)}\n\n`).join("")}The end.\n`,
};

/** Serves a book of these files: its address, how to write a file of it, and how to end it. */
async function served(files) {
  const root = mkdtempSync(path.join(tmpdir(), "qed-serve-"));
  const write = (file, text) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  const server = spawn(program, ["serve", "--port", "0"], { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
  const lines = createInterface({ input: server.stderr });
  const address = await new Promise((told, failed) => {
    lines.on("line", (line) => /Serving at (\S+)/.test(line) && told(/Serving at (\S+)/.exec(line)[1]));
    server.on("error", failed);
    server.on("exit", (code) => failed(new Error(`the server ended with ${code}`)));
  });
  return {
    address,
    write,
    async close() {
      const ended = new Promise((done) => server.on("exit", done));
      server.kill();
      await ended;
      rmSync(root, { recursive: true });
    },
  };
}

/** A test with a book that is served, and a page of it. */
const serving = (name, files, address, run) =>
  test(name, async () => {
    const book = await served(files);
    try {
      const page = await open(browser, book.address, address);
      await run(page, book);
      await page.close();
    } finally {
      await book.close();
    }
  });

/** Waits until the page was loaded anew with these words in it, and whatever moves it has moved it. */
async function shownAnew(page, words) {
  await page.waitForFunction(
    (words) => document.readyState === "complete" && document.querySelector("main")?.textContent.includes(words),
    {},
    words,
  );
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((drawn) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(drawn)), 100));
  });
}

const top = (page, id) => page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, id);
const overlay = (page, run) =>
  page.evaluate(`(${run})(document.querySelector("qed-findings")?.shadowRoot?.querySelector("section"))`);
const overlaid = (page) =>
  page.waitForFunction(() => {
    const panel = document.querySelector("qed-findings")?.shadowRoot?.querySelector("section");
    return panel?.getBoundingClientRect().height > 0;
  });

serving("the place stays when paragraphs come and go above it", BOOK, "long.html", async (page, book) => {
  await page.evaluate(() => scrollTo({ top: 3000, behavior: "instant" }));
  const before = await top(page, "section-9");
  for (const words of ["New words at the top. ".repeat(80) + "\n\nAnd more of them.", "Few new words."]) {
    book.write("src/long.md", BOOK["src/long.md"].replace("First words.", words));
    await shownAnew(page, words.split("\n").at(-1));
    const now = await top(page, "section-9");
    assert.ok(Math.abs(now - before) < 8, `moved by ${now - before}`);
    // What a reader does afterwards, the browser keeps in mind again.
    assert.equal(await page.evaluate(() => history.scrollRestoration), "auto");
  }
});

serving("the end of the page can be read beside what lies over it", BOOK, "long.html", async (page, book) => {
  book.write("src/long.md", BOOK["src/long.md"].replace("First words.", () => "$$x \\label{eq:a}$$\n\n$$y^\\nope \\label{eq:a}$$"));
  await overlaid(page);
  const said = await overlay(page, (panel) => panel.textContent);
  assert.match(said, /A page that does not hold is shown as it was/);
  assert.match(said, /src\/long\.md:5:\d+duplicate-label.*src\/long\.md:3:/s, "the other place");
  const hidden = () =>
    page.evaluate(() => {
      scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
      const panel = document.querySelector("qed-findings").shadowRoot.querySelector("section");
      const end = [...document.querySelectorAll("body > *:not(qed-findings)")].at(-1).getBoundingClientRect().bottom;
      return end - (panel?.getBoundingClientRect().top ?? innerHeight);
    });
  assert.ok((await hidden()) <= 1, "nothing of the page is behind the panel");
  const high = () => page.evaluate(() => document.documentElement.scrollHeight);
  const before = await high();
  await page.keyboard.press("Escape");
  await settled(page);
  assert.ok((await high()) < before, "the room goes with the panel");
});

const UNREADABLE = { ...BOOK, "book.toml": "[book\n" };

serving("a book that never held has a page of the site's looks", UNREADABLE, "long.html", async (page, book) => {
  await overlaid(page);
  const said = await overlay(page, (panel) => panel.textContent);
  assert.doesNotMatch(said, /shown as it was/);
  const looks = await page.evaluate(() => getComputedStyle(document.querySelector("h1")).fontFamily);
  assert.match(looks, /Source Serif/);
  book.write("book.toml", BOOK["book.toml"]);
  await shownAnew(page, "First words.");
});
