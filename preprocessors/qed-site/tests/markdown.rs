//! What Markdown becomes, case by case: the Markdown of a chapter, and the HTML that its page must hold.

mod common;

use common::article;

#[test]
fn markdown_becomes_html() {
    for (text, html) in [
        (
            "a *b* **c** ~~d~~ `e < f`",
            "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e &lt; f</code></p>",
        ),
        ("\"a\" -- b...", "<p>“a” – b…</p>"),
        ("a  \nb\nc", "<p>a<br>\nb\nc</p>"),
        ("---", "<hr>"),
        (
            "3. a\n4. b",
            "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>",
        ),
        (
            "- [x] a\n- [ ] b",
            "<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"done\"> a</li>",
        ),
        (
            "- [x] a\n\n- b",
            "<li class=\"task\"><p><input type=\"checkbox\" disabled checked aria-label=\"done\"> a</p>",
        ),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        (
            "> [!NOTE]\n> a",
            "<blockquote class=\"alert note\">\n<p class=\"alert-title\">Note</p>\n<p>a</p>\n</blockquote>",
        ),
        (
            "| a | b |\n|---|--:|\n| 1 | 2 |",
            "<thead>\n<tr><th scope=\"col\">a</th><th scope=\"col\" class=\"right\">b</th></tr>\n</thead>\n<tbody>\n<tr><td>1</td><td class=\"right\">2</td></tr>\n</tbody>",
        ),
        (
            "|  | b |\n|---|---|\n| 1 | 2 |",
            "<tr><td></td><th scope=\"col\">b</th></tr>",
        ),
        (
            "term\n: what it is",
            "<dl>\n<dt id=\"term\">term</dt>\n<dd>what it is</dd>\n</dl>",
        ),
        (
            "## A `b` c {#own .cls key=val}",
            "<h2 id=\"own\" class=\"cls\" key=\"val\">A <code>b</code> c <a class=\"anchor\" href=\"#own\" aria-label=\"Link to this section\"></a></h2>",
        ),
        ("## A\n\n## A", "<h2 id=\"a-1\">A"),
        (
            "```python\nx = 1\n```",
            "<figure class=\"code\"><figcaption>Python</figcaption><pre><code>x = <span class=n>1</span>\n</code></pre></figure>",
        ),
        ("```\n<b>\n```", "&lt;b&gt;\n</code></pre>"),
        ("<kbd>a</kbd>", "<p><kbd>a</kbd></p>"),
        ("a<br/>b", "<p>a<br>b</p>"),
        (
            "![alt *text*](i.png \"t\")",
            "<img src=\"i.png\" alt=\"alt text\" title=\"t\" loading=\"lazy\">",
        ),
    ] {
        let article = article(text);
        assert!(
            article.contains(html),
            "{text}\n--- wants\n{html}\n--- has\n{article}"
        );
    }
}

#[test]
fn links_lead_where_they_were_found_to_lead() {
    for (text, html) in [
        ("[a](other.md#part)", "<a href=\"other.html#part\">a</a>"),
        ("[a](#here)", "<a href=\"#here\">a</a>"),
        (
            "[a]: https://e.org 'T'\n\n[a]",
            "<a href=\"https://e.org\" title=\"T\">a</a>",
        ),
        ("<a@b.org>", "<a href=\"mailto:a@b.org\">a@b.org</a>"),
        (
            "x [[other]] y",
            "<p>x <a href=\"other.html\">Other</a> y</p>",
        ),
        (
            "x [[other|that *one*]] y",
            "<p>x <a href=\"other.html\">that <em>one</em></a> y</p>",
        ),
        (
            "[[other#part|a]][[other]]",
            "<p><a href=\"other.html#part\">a</a><a href=\"other.html\">Other</a></p>",
        ),
        (
            "| [[other\\|w]] |\n|---|\n",
            "<th scope=\"col\"><a href=\"other.html\">w</a></th>",
        ),
        (
            "[[no-such-topic]]",
            "<span class=\"broken\" title=\"This link leads nowhere\">no-such-topic</span>",
        ),
        ("<a href=\"other.md\">x</a>", "<a href=\"other.html\">x</a>"),
        (
            "[a](javascript:alert)",
            "<span class=\"broken\" title=\"This link leads nowhere\">a</span>",
        ),
    ] {
        let article = article(text);
        assert!(
            article.contains(html),
            "{text}\n--- wants\n{html}\n--- has\n{article}"
        );
    }
}

/// An article in which each formula is typeset in as many parts as it has letters.
fn in_parts(text: &str) -> String {
    let mut book = common::book(&[("a", text), ("b", "# B\n")]);
    let page = &mut book.pages[0];
    for (view, formula) in page.formulas.iter_mut().zip(&page.topic.formulas) {
        let part = |letter| format!("<span class=\"katex-base\">{letter}</span>");
        let parts: String = formula.tex.text.chars().map(part).collect();
        view.html = format!(
            "<span class=\"katex\"><math></math><span class=\"katex-html\">{parts}</span></span>"
        )
        .into();
    }
    let site = common::site(&book);
    let html = common::file(&site, "a.html");
    let (_, article) = html.split_once("<article>").expect("an article");
    article
        .split_once("</article>")
        .expect("an article")
        .0
        .to_owned()
}

#[test]
fn what_follows_a_formula_without_a_blank_stays_beside_it() {
    let base = |letter: &str| format!("<span class=\"katex-base\">{letter}</span>");
    let whole = |letter: &str| {
        format!(
            "<span class=\"katex\"><math></math><span class=\"katex-html\">{}</span></span>",
            base(letter)
        )
    };
    let k = whole("k");
    for (text, html) in [
        (
            "a $k$, b",
            format!("<p>a <span class=\"together\">{k},</span> b</p>"),
        ),
        (
            "$k$-th: b",
            format!("<p><span class=\"together\">{k}-th:</span> b</p>"),
        ),
        ("*$k$*.", format!("<p><em>{k}</em>.</p>")),
        ("$k$ b", format!("<p>{k} b</p>")),
        ("$k$", format!("<p>{k}</p>")),
        (
            "$k$, [[b|the $k$-th]], c",
            format!("</span> <a href=\"b.html\">the {k}-th</a>, c</p>"),
        ),
        (
            "a $xyz$. b",
            format!(
                "<p>a <span class=\"katex\"><math></math><span class=\"katex-html\">{}{}</span></span><span class=\"together\">\
                 <span class=\"katex rest\"><span class=\"katex-html\" aria-hidden=\"true\">{}</span></span>.</span> b</p>",
                base("x"),
                base("y"),
                base("z")
            ),
        ),
    ] {
        let found = in_parts(&format!("# A\n\n{text}\n"));
        assert!(found.contains(&html), "{text}\n{found}\n{html}");
    }
}

#[test]
fn formulas_stand_in_their_places() {
    for (text, html) in [
        (
            "a $x<y$ b",
            "<p>a <span class=\"katex\"><math xmlns=\"m\"><mi>x&lt;y</mi></math></span> b</p>",
        ),
        (
            "$$\nx\n\\label{eq:x}\n$$",
            "<div class=\"formula\" id=\"eq-x\"><div class=\"scroll\"><span class=\"katex\">",
        ),
        (
            "$$\nx\n\\label{eq:x}\n$$",
            "</div><a class=\"number\" href=\"#eq-x\">(1.1)</a></div>",
        ),
        (
            "a $$x$$ b",
            "<p>a <span class=\"formula\"><span class=\"scroll\">",
        ),
        ("| $x$ |\n|---|\n", "<math aria-label=\"x\" xmlns=\"m\">"),
    ] {
        let article = article(text);
        assert!(
            article.contains(html),
            "{text}\n--- wants\n{html}\n--- has\n{article}"
        );
    }
}

#[test]
fn a_snippet_shows_its_proof() {
    let text = "```rust,name=one\n# fn hidden() {}\nprintln!(\"1\");\n```\n\n```output\n1\n```\n\nAfter.\n";
    let article = article(text);
    for part in [
        "<figure class=\"code snippet\" id=\"snippet-one\"><figcaption>Rust <span>one</span></figcaption>",
        "<label for=\"snippet-one-all\">Show 1 hidden line</label>",
        "<span class=hidden><span class=k>fn </span><span class=f>hidden</span>() {}\n</span>",
        "<div class=\"output\"><p>Output</p><pre><samp>1\n</samp></pre></div><p class=\"proof holds\">Compiled and run.</p></figure>\n<p>After.</p>",
    ] {
        assert!(article.contains(part), "wants {part}\nhas {article}");
    }
    assert_eq!(
        article.matches("<samp>").count(),
        1,
        "the output is shown once: {article}"
    );
}

#[test]
fn a_recall_card_hides_its_answer() {
    let text = "<details class=\"recall\">\n<summary>\n\nWhy *a*?\n\n</summary>\n\nBecause.\n\n- b\n\n</details>\n\nAfter.\n";
    let html = "<details class=\"recall\" id=\"recall-1\"><summary>Why <em>a</em>?</summary>\n<div class=\"answer\"><p>Because.</p>\n<ul>\n<li>b</li>\n</ul></div></details>\n<p>After.</p>";
    let article = article(text);
    assert!(article.contains(html), "{article}");
}

#[test]
fn footnotes_are_numbered_by_their_first_use_and_stand_at_the_end() {
    let article = article("a[^y] b[^x] c[^y]\n\n[^x]: X.\n[^y]: Y.\n\nend\n");
    let at = |part: &str| {
        article
            .find(part)
            .unwrap_or_else(|| panic!("no {part} in {article}"))
    };
    assert!(at("<p>end</p>") < at("<li id=\"footnote-y\" value=\"1\"><p>Y."));
    assert!(at("<li id=\"footnote-y\"") < at("<li id=\"footnote-x\" value=\"2\">"));
    at("href=\"#fr-y-2\" aria-label=\"Back to the text of footnote 1\">↩2</a></p></li>");
}

#[test]
fn marks_stand_where_the_text_begins() {
    let text = "- עברית\n  - [x](b.md) English\n\n> > **العربية**\n\n| א |\n|---|\n| b |\n\n1. 1\n\n`x` א\n: ב\n";
    let article = article(text);
    for part in [
        "<ul dir=\"rtl\">\n<li>עברית<ul dir=\"ltr\">",
        "<blockquote dir=\"rtl\">\n<blockquote dir=\"rtl\">",
        "<div class=\"table\" dir=\"rtl\">",
        "<ol>\n<li>1",
        "<dl dir=\"rtl\">",
    ] {
        assert!(article.contains(part), "wants {part}\nhas {article}");
    }
}

#[test]
fn a_text_from_left_to_right_says_nothing_of_it() {
    assert!(!article("- Über\n\n> 中文\n").contains("dir="));
}
