// What a reader does with the keyboard alone, in Chromium, on a book that is opened from its folder.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, chromium, complaints, focused, follow, open, seen, settled, tabTo, visit } from "./browser.mjs";
import { onDisk, pageWith, pages, serve, text } from "./site.mjs";

let browser;
let server;
before(async () => {
  [browser, server] = await Promise.all([chromium(), serve()]);
});
after(() => Promise.all([browser?.close(), server?.close()]));

const TOPIC = pageWith(/class="fold"/, /class="recall"/, /class="toc"/, /rel="next"/, /rel="prev"/);
const NARROW = { width: 390, height: 844 };

/** A walk through the book by a reader who has never been there. */
function journey(name, path, walk, { where = () => onDisk, ...options } = {}) {
  test(name, async () => {
    const reader = await browser.createBrowserContext();
    try {
      const page = await open(reader, where(), path, options);
      await walk(page, reader);
      assert.deepEqual(await complaints(page), []);
    } finally {
      await reader.close();
    }
  });
}

/** Where an element (that with the focus if none is named) is in the part of the window that the bar leaves free. */
const place = (page, selector) =>
  page.evaluate((selector) => {
    const element = selector ? document.querySelector(selector) : document.activeElement;
    const { top, bottom, height } = element.getBoundingClientRect();
    const bar = document.querySelector(".bar").getBoundingClientRect().bottom;
    const above = element.closest(".bar, .skip, dialog") ? 0 : bar;
    return {
      seen: height > 0 && bottom > above && top < innerHeight,
      begins: top >= above - 1 && top < innerHeight,
      html: element.outerHTML.slice(0, 120),
    };
  }, selector ?? null);

const attribute = (page, selector, name) => page.$eval(selector, (element, name) => element.getAttribute(name), name);
const hash = (page) => page.evaluate(() => decodeURIComponent(location.hash.slice(1)));
const paper = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
const lightness = (colour) => colour.match(/[\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 765;

journey("the first Tab offers to skip to the text", TOPIC, async (page) => {
  await page.keyboard.press("Tab");
  assert.ok(await focused(page, "a[href='#main']"));
  assert.ok((await place(page)).begins, "the link is not seen");
  await page.keyboard.press("Enter");
  assert.ok(await focused(page, "main"));
  await page.keyboard.press("Tab");
  assert.ok(await focused(page, "main *"), "the next Tab leaves the text");
});

journey("every stop of Tab is seen, and not below the bar", TOPIC, async (page) => {
  const lost = [];
  let stops = 0;
  for (; stops < 200; stops++) {
    await page.keyboard.press("Tab");
    if (await focused(page, "body")) break;
    const { seen, html } = await place(page);
    if (!seen) lost.push(html);
  }
  assert.deepEqual(lost, []);
  assert.ok(stops > 20, `only ${stops} stops`);
});

journey("the theme of the system is the theme of the book", TOPIC, async (page) => {
  assert.ok(lightness(await paper(page)) < 0.3);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  assert.ok(lightness(await paper(page)) > 0.8);
}, { theme: "dark" });

journey("a theme is chosen, kept over reload and on other pages, and there before anything is drawn", TOPIC, async (page) => {
  await tabTo(page, "button[aria-label^='Theme']");
  while (!/dark/.test(await attribute(page, ":focus", "aria-label"))) await page.keyboard.press("Enter");
  assert.ok(lightness(await paper(page)) < 0.3);

  await page.evaluateOnNewDocument(() => {
    globalThis.themes = [];
    new MutationObserver((changes) => {
      for (const { attributeName } of changes) {
        if (attributeName !== "data-theme") continue;
        const { theme } = document.documentElement.dataset;
        globalThis.themes.push({ theme, drawable: document.body !== null, at: performance.now() });
      }
    }).observe(document, { attributes: true, subtree: true });
  });
  const keptOn = async () => {
    const [themes, paint] = await page.evaluate(async () => {
      const drawn = new Promise((drawn) => {
        new PerformanceObserver((list) => drawn(list.getEntries()[0].startTime)).observe({ type: "paint", buffered: true });
      });
      return [globalThis.themes, await drawn];
    });
    assert.deepEqual(themes.map(({ theme, drawable }) => ({ theme, drawable })), [{ theme: "dark", drawable: false }]);
    assert.ok(themes[0].at < paint, `set at ${themes[0].at}, drawn at ${paint}`);
    assert.ok(lightness(await paper(page)) < 0.3);
    assert.match(await attribute(page, "button[aria-label^='Theme']", "aria-label"), /dark/);
  };
  await page.reload();
  await settled(page);
  await keptOn();
  await tabTo(page, ".steps [rel=next]");
  await follow(page);
  await keptOn();
});

journey("the contents open and close by keyboard, and give the focus back", TOPIC, async (page) => {
  await tabTo(page, ".menu");
  await page.keyboard.press("Enter");
  await seen(page, "dialog[open] nav a");
  assert.ok(await focused(page, "dialog *"), "the focus stays behind the contents");
  assert.deepEqual(await axe(page), []);
  const here = await page.$$eval("dialog [aria-current=page]", (links) => links.map((link) => link.href));
  assert.deepEqual(here, [new URL(TOPIC, onDisk).href]);

  await page.keyboard.press("Escape");
  await seen(page, "dialog[open]", { hidden: true });
  assert.ok(await focused(page, ".menu"), "Escape loses the focus");

  await page.keyboard.press("Enter");
  await seen(page, "dialog[open] nav a");
  await tabTo(page, "dialog button[aria-label=Close]");
  await page.keyboard.press("Enter");
  await seen(page, "dialog[open]", { hidden: true });
  assert.ok(await focused(page, ".menu"), "the button loses the focus");

  await page.keyboard.press("Enter");
  await seen(page, "dialog[open] nav a");
  await tabTo(page, "dialog nav a:not([aria-current])");
  const target = await page.evaluate(() => document.activeElement.href);
  await follow(page);
  assert.equal(page.url(), target);
});

journey("on a phone the contents fit the screen", TOPIC, async (page) => {
  await tabTo(page, ".menu");
  await page.keyboard.press("Enter");
  await seen(page, "dialog[open] nav a");
  const { left, right } = await page.$eval("dialog", (dialog) => dialog.getBoundingClientRect().toJSON());
  assert.ok(left >= 0 && right <= NARROW.width, `from ${left} to ${right}`);
  assert.deepEqual(await axe(page), []);
}, { ...NARROW, theme: "dark" });

for (const [screen, list, options] of [["a wide screen", ".toc", {}], ["a phone", ".toc-small", NARROW]]) {
  journey(`the table of contents leads to a section, on ${screen}`, TOPIC, async (page) => {
    if (options.width) {
      await tabTo(page, `${list} summary`);
      await page.keyboard.press("Enter");
    }
    const last = (await page.$$eval(`${list} a`, (links) => links.map((link) => link.getAttribute("href")))).at(-1);
    await tabTo(page, `${list} a[href='${last}']`);
    await page.keyboard.press("Enter");
    await settled(page);
    const id = await hash(page);
    assert.equal(`#${id}`, decodeURIComponent(last));
    assert.ok((await place(page, `[id='${id}']`)).seen, "the section is not seen");
    await page.goBack();
    assert.equal(await hash(page), "");
  }, options);
}

journey("the table of contents says where the reader is", TOPIC, async (page) => {
  const ids = await page.$$eval(".toc > ol > li > a", (links) => links.map((link) => link.hash.slice(1)));
  for (const id of [ids[1], ids[2], ids[0]]) {
    await page.evaluate((id) => document.getElementById(id).scrollIntoView(), id);
    await seen(page, `.toc a.here[href='#${id}']`);
  }
});

for (const [what, pattern] of [["formula", /class="formula" id="([^"]+)"/], ["section", /<h2 id="([^"]+)"/], ["card", /class="recall" id="([^"]+)"/]]) {
  const path = pageWith(pattern, /class="recall"/);
  const [, id] = text(path).match(pattern);
  journey(`an address leads to a ${what} in the midst of a page`, `${path}#${id}`, async (page) => {
    assert.ok((await place(page, `[id='${id}']`)).begins);
  });
}

/** Notes in the page when the focus comes to a link and when its preview appears. */
const watchPreview = (page) =>
  page.evaluate(() => {
    globalThis.preview = {};
    addEventListener("focusin", (event) => event.target.matches("main a") && (globalThis.preview = { focused: performance.now() }), true);
    addEventListener("toggle", (event) => {
      if (event.target.matches("[role=tooltip]") && event.newState === "open") globalThis.preview.shown ??= performance.now();
    }, true);
  });

const PREVIEWS = [
  ["a topic", pageWith(/class="recall"/, /<p>[^\n]*<a href="[^"#]*\.html"/), "main article p a[href$='.html']"],
  ["a formula of another page", pageWith(/href="[^"#]+\.html#eq-/), "main article a[href*='.html#eq-']"],
  ["a formula of this page", pageWith(/<p>[^\n]*href="#eq-/), "main article p a[href^='#eq-']"],
  ["a word of the glossary", pageWith(/href="[^"]*glossary\.html#/), "main a[href*='glossary.html#']"],
];
for (const [what, path, selector] of PREVIEWS) {
  journey(`a preview of ${what} comes with the focus after half a second, and goes by Escape`, path, async (page) => {
    await watchPreview(page);
    await tabTo(page, selector);
    const link = await page.evaluate(() => document.activeElement.href);
    await seen(page, "[role=tooltip]");
    const { focused: from, shown } = await page.evaluate(() => globalThis.preview);
    assert.ok(shown - from >= 495, `comes after ${shown - from} ms`);
    assert.ok(await focused(page, "[aria-describedby]"), "the link does not say that it has a preview");
    assert.deepEqual(await axe(page), []);
    const { left, right, top, bottom } = await page.$eval("[role=tooltip]", (card) => card.getBoundingClientRect().toJSON());
    assert.ok(left >= 0 && right <= 1280 && top >= 0 && bottom <= 900, `${left} ${top} ${right} ${bottom}`);
    const told = await page.$$eval("[role=tooltip] > :not(.preview-title)", (parts) => parts.map((part) => part.textContent));

    await page.keyboard.press("Escape");
    await seen(page, "[role=tooltip]", { hidden: true });
    assert.equal(await page.evaluate(() => document.activeElement.href), link);

    // What was shown is what is there.
    const target = await open(page.browserContext(), onDisk, link.slice(onDisk.length));
    const { all, exact } = await target.evaluate((id) => ({
      all: document.querySelector("main").textContent,
      exact: (id ? document.getElementById(id) : document.querySelector("article > p")).textContent,
    }), decodeURIComponent(new URL(link).hash.slice(1)));
    await target.close();
    const bare = (text) => text.replace(/[\s#…]+|TeX/g, "");
    for (const part of told) assert.ok(bare(all).includes(bare(part)), `not there: ${part}`);
    assert.ok(bare(told.join("")).includes(bare(exact).slice(0, 40)), `${told} is not of ${exact}`);
  });
}

journey("a link that is passed by shows no preview", pageWith(/<p>[^\n]*<a href="[^"#]*\.html"/, /class="recall"/), async (page) => {
  await watchPreview(page);
  await tabTo(page, "main article p a[href$='.html']");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  // The time in which it would have come.
  await page.evaluate(() => new Promise((passed) => setTimeout(passed, 700)));
  assert.equal(await page.$eval("[role=tooltip]", (card) => card.matches(":popover-open")), false);
});

journey("a recall card opens, and what was known is remembered over reload", TOPIC, async (page) => {
  const cards = "recall.html";
  const due = async () => {
    const told = await page.$eval(".top [role=status]", (status) => status.textContent);
    return Number(told.match(/\d+/)[0]);
  };
  await visit(page, cards);
  const before = await due();
  await visit(page, TOPIC);

  await tabTo(page, ".recall summary");
  assert.equal(await page.$eval(".recall .answer", (answer) => answer.checkVisibility()), false);
  await page.keyboard.press("Enter");
  await seen(page, ".recall .answer");
  await page.keyboard.press("Tab");
  await tabTo(page, ".known-it button:first-child");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /tomorrow/.test(document.activeElement.parentElement.querySelector("[role=status]").textContent));

  await page.reload();
  assert.equal(await page.$eval(".recall", (card) => card.open), false, "the answer is there before it is asked for");
  await visit(page, cards);
  assert.equal(await due(), before - 1);
});

journey("the page of all cards shows those that are due", "recall.html", async (page) => {
  const shown = () => page.$$eval(".recall", (cards) => cards.filter((card) => card.checkVisibility()).length);
  const all = await shown();
  await tabTo(page, ".recall summary");
  await page.keyboard.press("Enter");
  await tabTo(page, ".known-it button:first-child");
  await page.keyboard.press("Space");
  await page.reload();
  await tabTo(page, ".top input[type=checkbox]");
  await page.keyboard.press("Space");
  assert.equal(await shown(), all - 1);
  await page.keyboard.press("Space");
  assert.equal(await shown(), all);
});

journey("a program is copied whole, with its hidden lines", TOPIC, async (page, reader) => {
  await reader.overridePermissions(new URL(page.url()).origin, ["clipboard-read", "clipboard-write"]);
  const figure = "figure.code:has(.fold)";
  await page.$eval(figure, (figure) => figure.scrollIntoView());
  await tabTo(page, `${figure} button`);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => [...document.querySelectorAll("[role=status]")].some((status) => status.textContent === "Copied"));
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const code = await page.$eval(`${figure} pre code`, (code) => code.textContent);
  assert.equal(copied, code);
  const hidden = await page.$eval(`${figure} .hidden`, (line) => line.textContent.trim());
  assert.ok(copied.includes(hidden));
}, { where: () => server.address });

journey("a formula is copied as TeX", TOPIC, async (page, reader) => {
  await reader.overridePermissions(new URL(page.url()).origin, ["clipboard-read", "clipboard-write"]);
  await tabTo(page, ".formula button");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => [...document.querySelectorAll("[role=status]")].some((status) => status.textContent === "Copied"));
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await page.$eval(".formula annotation", (tex) => tex.textContent.trim()));
}, { where: () => server.address });

journey("copying works from a folder too", TOPIC, async (page) => {
  await tabTo(page, ".formula button");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => [...document.querySelectorAll("[role=status]")].some((status) => status.textContent === "Copied"));
  await page.evaluate(() => {
    const area = document.createElement("textarea");
    document.querySelector("main").append(area);
    area.focus();
  });
  await page.keyboard.down("Control");
  await page.keyboard.press("v");
  await page.keyboard.up("Control");
  const tex = await page.$eval(".formula annotation", (tex) => tex.textContent.trim());
  assert.equal(await page.$eval("textarea", (area) => area.value), tex);
});

journey("hidden lines unfold and fold", TOPIC, async (page) => {
  const line = "figure.code:has(.fold) .hidden";
  const shown = () => page.$eval(line, (line) => line.checkVisibility());
  assert.equal(await shown(), false);
  await tabTo(page, "figure.code .fold");
  const name = await page.evaluate(() => document.activeElement.labels[0]?.textContent ?? "");
  assert.match(name, /hidden/);
  await page.keyboard.press("Space");
  assert.equal(await shown(), true);
  await page.keyboard.press("Space");
  assert.equal(await shown(), false);
});

journey("next and previous lead there and back, by Tab and by arrows", TOPIC, async (page) => {
  const start = page.url();
  await tabTo(page, ".steps [rel=next]");
  const next = await page.evaluate(() => document.activeElement.href);
  await follow(page);
  assert.equal(page.url(), next);
  await tabTo(page, ".steps [rel=prev]");
  await follow(page);
  assert.equal(page.url(), start);
  await follow(page, "ArrowRight");
  assert.equal(page.url(), next);
  await follow(page, "ArrowLeft");
  assert.equal(page.url(), start);
});

test("what is wider than a phone scrolls in its box, by keyboard", async () => {
  const page = await open(browser, onDisk, "index.html", NARROW);
  const wanted = new Map([[".formula .scroll", 0], ["pre", 0], [".table", 0]]);
  for (const path of pages.filter((path) => path.includes("/"))) {
    if ([...wanted.values()].every((tried) => tried > 0)) break;
    await visit(page, path);
    for (const [box, tried] of wanted) {
      const wide = await page.evaluate((box) => {
        const found = [...document.querySelectorAll(`main ${box}`)].find((found) => found.scrollWidth > found.clientWidth + 8 && found.checkVisibility());
        document.querySelector("[data-wide]")?.removeAttribute("data-wide");
        if (found) found.dataset.wide = "";
        return !!found;
      }, box);
      if (!wide || tried) continue;
      await tabTo(page, "[data-wide]");
      await page.keyboard.press("ArrowRight");
      await page.waitForFunction(() => document.activeElement.scrollLeft > 0);
      assert.equal(page.url(), new URL(path, onDisk).href, "the arrow turned the page");
      wanted.set(box, 1);
    }
  }
  assert.deepEqual([...wanted].filter(([, tried]) => !tried), [], "the book holds none");
  await page.close();
});

journey("pages read to their end are marked in the contents", TOPIC, async (page) => {
  await page.keyboard.press("End");
  await page.waitForFunction((path) => globalThis.qed.kept("read")?.[path], {}, TOPIC.replace(/\.html$/, ""));
  await tabTo(page, ".menu");
  await page.keyboard.press("Enter");
  await seen(page, "dialog[open] nav a.read");
  assert.equal(await page.$eval("dialog nav a.read", (link) => link.href), new URL(TOPIC, onDisk).href);
});

journey("the map of topics is walked by keyboard, and has a list beside it", "map.html", async (page) => {
  await tabTo(page, ".map a");
  const { url, name } = await page.evaluate(() => {
    const link = document.activeElement;
    return { url: new URL(link.getAttribute("href"), location.href).href, name: link.textContent.trim() };
  });
  assert.ok(name);
  const listed = await page.$$eval("main a", (links) => links.filter((link) => !link.closest("svg")).map((link) => link.href));
  assert.ok(listed.includes(url));
  await follow(page);
  assert.equal(page.url(), url);
});
