// Search: reads the pieces of the index that a query needs. Loaded when a reader searches for the first time.
// What a term is must be the same here and in preprocessors/qed-site/src/search/terms.rs.
"use strict";
{
  const TITLE_MARK = 64;
  const LONGEST = 32;
  const SHOWN = 10;
  const SINGLE = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ς: "σ" };
  const fold = (word) =>
    word.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().replace(/[ßæœøłđðþıς]/g, (letter) => SINGLE[letter]);
  const UNSPACED = /[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u2E80-\u9FFF\uF900-\uFAFF\u{20000}-\u{3FFFF}]/u;
  const CHUNK = /[\p{L}\p{N}\p{M}_-]+/gu;
  const HUMP = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
  const clip = (term) => [...term].slice(0, LONGEST).join("");

  // The terms of a word as written: each way to read it is a list of terms that must all be there.
  const readings = (chunk) => {
    const parts = chunk.split(/[_-]+/).flatMap((part) => part.split(HUMP)).filter(Boolean).map(fold);
    const terms = parts.flatMap((part) => {
      if (!UNSPACED.test(part)) return part.length > 1 ? [clip(part)] : [];
      const letters = [...part];
      return letters.length === 1 ? letters : letters.slice(1).map((letter, index) => letters[index] + letter);
    });
    const whole = clip(parts.join(""));
    if (!terms.length) return whole.length > 1 ? [[whole]] : [];
    return parts.length > 1 && !UNSPACED.test(whole) ? [[whole], terms] : [terms];
  };

  const formula = (tex) => {
    const terms = [];
    let before = "";
    for (const [token] of tex.matchAll(/\\[A-Za-z]+|\\\S?|\d+|[^\s{}&]/gu)) {
      if (/^\\[A-Za-z]{2}/.test(token)) terms.push(token);
      if (before) terms.push(clip(before[0] === "\\" ? before + token : `\\${before}${token}`));
      before = token;
    }
    // One sign alone has no neighbour: it is the beginning of terms.
    return terms.length ? terms : before ? [before[0] === "\\" ? before : `\\${before}`] : [];
  };

  // A query as clauses; each is a list of readings.
  const parse = (query) => {
    const clauses = [];
    for (const part of query.slice(0, 300).split(/\s+/).filter(Boolean)) {
      if (/\\[A-Za-z]|[_^]\{|[\^=]./.test(part)) {
        clauses.push([formula(part)]);
        continue;
      }
      const found = (part.match(CHUNK) ?? []).map(readings).filter((reading) => reading.length);
      if (found.length) clauses.push(...found);
      else if (/[_^=\\]/.test(part)) clauses.push([formula(part)]);
    }
    return clauses.map((clause) => clause.filter((reading) => reading.length)).filter((clause) => clause.length).slice(0, 10);
  };

  // Changes that make one word another: letters put in, left out, exchanged, or swapped with the next. `whole` counts to
  // the end of the term, `start` to the best of its beginnings; both are cut off above `most`.
  const distance = (word, term, most) => {
    const width = Math.min(term.length, word.length + most);
    let [above, last] = [[], []];
    for (let j = 0; j <= width; j++) last[j] = j;
    for (let i = 1; i <= word.length; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= width; j++) {
        const same = word[i - 1] === term[j - 1];
        let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && word[i - 1] === term[j - 2] && word[i - 2] === term[j - 1]) cost = Math.min(cost, above[j - 2] + 1);
        row[j] = cost;
        least = Math.min(least, cost);
      }
      if (least > most) return { whole: most + 1, start: most + 1 };
      [above, last] = [last, row];
    }
    return { whole: term.length > width ? most + 1 : last[width], start: Math.min(...last) };
  };

  const decode = (packed) => {
    const words = [];
    let last = "";
    for (const entry of packed.split(" ")) {
      const shared = parseInt(entry[0], 36);
      last = (shared ? [...last].slice(0, shared).join("") : "") + entry.slice(1);
      words.push(last);
    }
    return words;
  };

  let loaded;
  const load = () => (loaded ??= Promise.all([qed.load("search/index"), qed.load("search/words")]).then(([index, packed]) => {
    const words = packed ? decode(packed) : [];
    let documents = 0;
    // The first document of each page.
    const pages = index.sections.map((count) => (documents += count) - count);
    return { documents, pages, hits: index.hits, words, known: new Map(words.map((word, number) => [word, number])) };
  }));
  const pieceOf = (starts, number) => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= number) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };

  // Terms of the book that a term of the query may mean: number to quality.
  const candidates = ({ words, known }, term) => {
    const found = new Map();
    const exact = known.get(term);
    const tex = term[0] === "\\";
    // A word of the book may be meant as written, but also as another spells it: `normalise`, `normalize`.
    const most = tex || term.length < 3 ? 0 : exact !== undefined ? (term.length < 6 ? 0 : 1) : term.length < 6 ? 1 : 2;
    const begins = [];
    const near = [];
    words.forEach((word, number) => {
      if (number === exact) return;
      if (word.startsWith(term)) begins.push([number, 0.45 + 0.35 * (term.length / word.length)]);
      else if (most && word[0] !== "\\" && word.length >= term.length - most) {
        const { whole, start } = distance(term, word, most);
        if (whole <= most) near.push([number, 0.55 - 0.15 * whole + (word[0] === term[0] ? 0.05 : 0)]);
        else if (exact === undefined && start <= most - 1 && term.length > 4) near.push([number, 0.3 - 0.05 * start]);
      }
    });
    const best = (list, count) => list.sort((a, b) => b[1] - a[1]).slice(0, count).forEach(([number, quality]) => found.set(number, quality));
    if (exact !== undefined) found.set(exact, 1);
    best(begins, exact === undefined ? 10 : 5);
    best(near, exact !== undefined || begins.length > 3 ? 2 : 8);
    return found;
  };

  // A word that means nothing may be two: `crossentropy` where the book writes `cross entropy`.
  const split = (vocabulary, term) => {
    let best = null;
    for (let at = 3; at <= term.length - 3; at++) {
      const halves = [term.slice(0, at), term.slice(at)];
      const exact = halves.filter((half) => vocabulary.known.has(half)).length;
      if (exact === 2) return halves;
      if (exact === 1 && halves.every((half) => half.length > 3) && halves.every((half) => candidates(vocabulary, half).size)) best ??= halves;
    }
    return best;
  };

  const search = async (query) => {
    const clauses = parse(query);
    if (!clauses.length) return { results: [], terms: new Set(), missing: false };
    const vocabulary = await load();
    const { documents: all, pages, hits: starts } = vocabulary;
    let missing = false;
    const wanted = new Map();
    for (const clause of clauses) {
      for (const reading of clause) for (const term of reading) if (!wanted.has(term)) wanted.set(term, candidates(vocabulary, term));
      if (!clause.some((reading) => reading.every((term) => wanted.get(term).size))) {
        const halves = clause[0].length === 1 && split(vocabulary, clause[0][0]);
        if (halves) {
          clause.push(halves);
          for (const half of halves) wanted.set(half, candidates(vocabulary, half));
        }
      }
    }

    const numbers = new Set([...wanted.values()].flatMap((found) => [...found.keys()]));
    const pieces = new Map();
    await Promise.all([...new Set([...numbers].map((number) => pieceOf(starts, number)))].map((piece) =>
      qed.load(`search/hits-${piece}`).then((hits) => pieces.set(piece, hits), () => (missing = true))));

    // For a term: document to score, and those where it stands in a title.
    const hitsOf = (term) => {
      const scores = new Map();
      for (const [number, quality] of wanted.get(term)) {
        const piece = pieceOf(starts, number);
        const steps = pieces.get(piece)?.[number - starts[piece]];
        if (!steps) continue;
        const count = steps.length / 2;
        const rare = Math.log(1 + (all - count + 0.5) / (count + 0.5));
        let document = 0;
        for (let at = 0; at < steps.length; at += 2) {
          document += steps[at];
          const titled = steps[at + 1] > TITLE_MARK;
          const score = quality * rare * (steps[at + 1] % TITLE_MARK);
          scores.rare = Math.max(scores.rare ?? 0, rare);
          const before = scores.get(document);
          if (!before || before.score < score) scores.set(document, { score, title: (titled && quality > 0.3) || !!before?.title });
        }
      }
      return scores;
    };
    const cache = new Map();
    const hits = (term) => cache.get(term) ?? cache.set(term, hitsOf(term)).get(term);

    // Words that stand everywhere (`at`, `the`) need not stand in a title, unless there are no others.
    const light = (clause) => clause.every((reading) => reading.every((term) => (hits(term).rare ?? 9) < 1.2));
    const heavy = clauses.filter((clause) => !light(clause)).length || clauses.length;
    const documents = new Map();
    for (const clause of clauses) {
      const best = new Map();
      const counts = heavy === clauses.length || !light(clause);
      for (const reading of clause) {
        const lists = reading.map(hits);
        for (const [document, first] of lists[0]) {
          let { score, title } = first;
          const every = lists.slice(1).every((list) => {
            const hit = list.get(document);
            if (hit) {
              score += hit.score;
              title &&= hit.title;
            }
            return hit;
          });
          if (every && !(best.get(document)?.score >= score)) best.set(document, { score, title });
        }
      }
      for (const [document, { score, title }] of best) {
        const so = documents.get(document) ?? { document, score: 0, clauses: 0, titles: 0 };
        so.score += score;
        so.clauses += 1;
        so.titles += title && counts ? 1 : 0;
        documents.set(document, so);
      }
    }
    const found = [...documents.values()];
    // What holds all words comes before what holds most of them.
    const rank = (result) => (result.titles === heavy ? 1e6 : 0) + result.score * (result.clauses / clauses.length) ** 3;
    const results = found.sort((a, b) => rank(b) - rank(a) || a.document - b.document).slice(0, SHOWN + 2);

    const texts = new Map();
    await Promise.all([...new Set(results.map(({ document }) => pieceOf(pages, document)))].map((page) =>
      qed.load(`search/texts-${page}`).then(([path, title, sections, aliases]) => {
        sections.forEach(([id, heading, text, lines], section) => texts.set(pages[page] + section, { path, title, aliases, id, heading, text, lines }));
      }, () => (missing = true))));
    const folded = fold(query.trim());
    const shown = results
      .map((result) => ({ ...result, ...texts.get(result.document), isTitle: result.titles === heavy }))
      .filter((result) => result.path !== undefined)
      .map((result) => {
        const title = fold(result.title);
        const bonus = !result.isTitle ? 0 : title === folded ? 3e5 : title.startsWith(folded) ? 2e5 - title.length : 0;
        return { ...result, rank: rank(result) + bonus };
      })
      .sort((a, b) => b.rank - a.rank)
      .slice(0, SHOWN);
    const terms = new Set([...numbers].map((number) => vocabulary.words[number]));
    // Those that are surely meant: as they were asked for, or begun.
    const sure = new Set();
    for (const [term, found] of wanted) {
      for (const number of found.keys()) {
        const word = vocabulary.words[number];
        if (word === term || (term.length > 3 && word.startsWith(term))) sure.add(word);
      }
    }
    const tex = clauses.flat(2).filter((term) => term[0] === "\\");
    return { query, results: shown, terms, sure, tex, total: documents.size, missing };
  };

  // Where words of a text are among terms: from, to.
  const places = (text, terms) => {
    const isHit = (word) => readings(word).some((reading) => reading.every((term) => terms.has(term)) || (reading.length === 1 && terms.has(reading[0])));
    const found = [];
    for (const match of text.matchAll(CHUNK)) {
      if (isHit(match[0])) {
        found.push([match.index, match.index + match[0].length]);
        continue;
      }
      for (const part of match[0].matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
        if (part[0] !== match[0] && isHit(part[0])) found.push([match.index + part.index, match.index + part.index + part[0].length]);
      }
    }
    return found;
  };

  // The same of a formula, without a look at blanks and braces: parts of the query as it was written, or else its commands.
  const texPlaces = (line, { query, tex }) => {
    const kept = [...line.matchAll(/[^\s{}]/g)].map(({ index }) => index);
    const plain = kept.map((index) => line[index]).join("");
    const inPlain = (part) => part.replace(/[{}]/g, "");
    const written = query.split(/\s+/).filter((part) => inPlain(part) && plain.includes(inPlain(part)));
    const found = (written.length ? written : tex.filter((term) => plain.includes(term))).map((part) => {
      const first = plain.indexOf(inPlain(part));
      const end = kept[first + inPlain(part).length - 1] + 1;
      return [kept[first], part.endsWith("}") && line[end] === "}" ? end + 1 : end];
    });
    return found.sort((a, b) => a[0] - b[0]);
  };

  // What is marked in a text, and how much of the query that is: letters of its different words. What is only near to the query
  // counts where nothing else is there.
  const hitsIn = (text, found) => {
    const sure = places(text, found.sure);
    const list = sure.length ? sure : places(text, found.terms);
    const letters = new Set(list.map(([from, to]) => fold(text.slice(from, to))));
    return { list, weight: [...letters].join("").length * (sure.length ? 100 : 1) };
  };

  // Text with marks; if it is long, the part with most of them.
  const marked = (text, list, length) => {
    const reach = length * 0.6;
    const within = (from) => list.filter(([start, end]) => start >= from && end <= from + reach).reduce((sum, [start, end]) => sum + end - start, 0);
    let [first, most] = [0, within(0)];
    if (text.length > length) for (const [from] of list) if (within(from) > most) [first, most] = [from, within(from)];
    const start = first && text.indexOf(" ", Math.max(0, first - length * 0.35)) + 1;
    const cut = text.lastIndexOf(" ", start + length);
    const end = text.length <= start + length ? text.length : cut > start ? cut : start + length;
    const out = start ? ["… "] : [];
    let at = start;
    for (const [from, to] of list) {
      if (from < at || to > end) continue;
      out.push(text.slice(at, from), qed.make("mark", {}, text.slice(from, to)));
      at = to;
    }
    return [...out, text.slice(at, end), end < text.length ? " …" : ""];
  };

  // The line of code or TeX of a result that has most of the query, if there is one.
  const bestLine = (lines, found) => {
    const plain = (line) => line.replace(/[\s{}]/g, "");
    const holds = (line) => found.tex.every((term) => plain(line).includes(term.replace(/^\\(?![A-Za-z]{2})/, "")));
    if (found.tex.length) {
      const line = lines.find(holds);
      return line && { line, list: texPlaces(line, found), weight: Infinity };
    }
    let best;
    for (const line of lines) {
      const hits = hitsIn(line, found);
      if (hits.weight > (best?.weight ?? 0)) best = { line, ...hits };
    }
    return best;
  };

  const option = (result, found, number) => {
    const { path, id, title, aliases, heading, text, lines } = result;
    const href = qed.href(path, id);
    const show = (text, length) => marked(text, hitsIn(text, found).list, length);
    const name = [qed.make("span", { class: "found-title" }, ...show(title, 200))];
    if (heading) name.push(qed.make("span", { class: "found-heading" }, ...show(heading, 160)));
    else {
      // A page that bears the words as another name says so.
      const { weight } = hitsIn(title, found);
      const also = aliases.map((alias) => ({ alias, ...hitsIn(alias, found) })).sort((a, b) => b.weight - a.weight)[0];
      if (also?.weight > weight) name.push(qed.make("span", { class: "found-also" }, "also: ", ...marked(also.alias, also.list, 120)));
    }
    const line = bestLine(lines.split("\n"), found);
    const excerpt = line?.weight > hitsIn(text, found).weight
      ? qed.make("code", {}, ...marked(line.line, line.list, 120))
      : qed.make("span", { class: "found-text" }, ...show(text, 170));
    return qed.make("a", { role: "option", id: `found-${number}`, href, tabindex: -1, "aria-selected": "false", class: result.isTitle && !heading ? "found titled" : "found" }, ...name, excerpt);
  };

  let dialog;
  const build = () => {
    const list = qed.make("div", { role: "listbox", id: "found", "aria-label": "Results" });
    const status = qed.make("p", { role: "status", class: "found-status" });
    let chosen = -1;
    let asked = 0;
    // A field that is not seen any more shall not take the next key.
    const shut = () => {
      input.blur();
      dialog.close();
    };
    const choose = (number) => {
      const options = list.children;
      if (!options.length) return;
      options[chosen]?.setAttribute("aria-selected", "false");
      chosen = (number + options.length) % options.length;
      options[chosen].setAttribute("aria-selected", "true");
      options[chosen].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[chosen].id);
    };
    const ask = async () => {
      const query = input.value.trim();
      const mine = ++asked;
      const found = await search(query).catch(() => null);
      if (mine !== asked) return;
      list.replaceChildren(...(found?.results ?? []).map((result, number) => option(result, found, number)));
      input.setAttribute("aria-expanded", String(!!found?.results.length));
      input.removeAttribute("aria-activedescendant");
      chosen = -1;
      choose(0);
      const said = !found ? "The index of this book cannot be read."
        : !query ? "Words, names in code, or TeX."
        : !found.results.length ? "Nothing found."
        : `${found.total} ${found.total === 1 ? "place" : "places"} found.`;
      status.textContent = said + (found?.missing ? " A part of the index is missing: there may be more." : "");
    };
    const input = qed.make("input", {
      type: "search", role: "combobox", "aria-label": "Search the book", "aria-controls": "found", "aria-expanded": "false",
      "aria-autocomplete": "list", autocomplete: "off", autocapitalize: "off", spellcheck: "false", placeholder: "Search the book", enterkeyhint: "go",
      input: ask,
      keydown(event) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) {
          event.preventDefault();
          choose(chosen + step);
        } else if (event.key === "Enter") {
          event.preventDefault();
          list.children[chosen]?.click();
        } else if (event.key === "Escape") {
          // A search field would only be emptied.
          event.preventDefault();
          shut();
        }
      },
    });
    list.addEventListener("click", shut);
    const close = qed.make("button", { type: "button", "aria-label": "Close", click: shut }, qed.icon("M4 4l8 8M12 4l-8 8"));
    dialog = qed.make("dialog", { class: "search", "aria-label": "Search", click: (event) => event.target === dialog && shut() },
      qed.make("div", { class: "search-head" }, input, close), list, status);
    return { input, ask };
  };

  let parts;
  const open = (query) => {
    parts ??= build();
    if (!dialog.isConnected) document.body.append(dialog);
    if (!dialog.open) dialog.showModal();
    if (query !== undefined) parts.input.value = query;
    parts.input.select();
    parts.ask();
  };
  qed.data("search/client", { open, search });
}
