//! The reader, from outside: what is said of broken files, and what is still read of them.

use std::fmt::Write as _;
use std::time::Duration;

use ast::diagnostic::{Applicability, Report};
use ast::document::{Document, Node, NodeKind, ScalarType, Style, parse, quote};
use ast::source::{Pointer, Source, Span};
use proptest::prelude::*;
use rustix::time::{ClockId, clock_gettime};

const SPEC: &str = "# a spec\nspec: blueprint/v1\nname: \"@org/café\" # scoped\nagent: &agent\n  build: {context: ., dockerfile: \
    'Dockerfile'}\n  inputs:\n  - name: A\n    datatype: string\n    default: |\n      multi\n      line\n\nmodels:\n  gpt:\n    \
    <<: {provider: openai}\n    models: [a, \"b\\u00e9\", c]\nknowledge:\n  db:\ndev: {interfaces: *agent}\n";

fn read(text: &str) -> (Source, Document, Report) {
    let source = Source::new("astropods.yml", text);
    let (document, report) = parse(&source);
    (source, document, report)
}

fn json(text: &str) -> String {
    read(text).1.root.map_or("nothing".into(), |root| root.to_json().to_string())
}

/// Each finding as `code@line:column text`, the text being what is underlined.
fn found(text: &str) -> Vec<String> {
    let (source, _, report) = read(text);
    let show = |span: Span| {
        let at = source.position(span.start);
        format!("{}:{} {}", at.line, at.column, source.slice(span))
    };
    report.iter().map(|finding| format!("{}@{}", finding.code.id, show(finding.span))).collect()
}

fn fixed(text: &str) -> String {
    let (_, _, report) = read(text);
    let mut edits: Vec<_> =
        report.iter().filter_map(|finding| finding.fixes.first()).flat_map(|fix| &fix.edits).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    text
}

#[test]
fn each_mistake_is_blamed_where_it_was_made_and_costs_no_more_than_its_section() {
    let table = [
        ("name: \"abc\nagent:\n  image: x\n", "syntax@1:7 \"", r#"{"name":null,"agent":{"image":"x"}}"#),
        ("name: \"abc\nagent:\n  image: \"x\"\n", "syntax@1:7 \"", r#"{"name":null,"agent":{"image":"x"}}"#),
        ("agent: {image: x\nmodels: {a: {}}\n", "syntax@1:8 {", r#"{"agent":null,"models":{"a":{}}}"#),
        ("agent: {\n  image: [x\n}\nname: y\n", "syntax@2:10 [x", r#"{"agent":null,"name":"y"}"#),
        ("a: [b, c\n  d: [e]\nf: 1\n", "syntax@1:4 [", r#"{"a":null,"f":1}"#),
        ("a:\n  b: [c, d\n  e: f\ng: {h: i\n  j: k\n", "syntax@2:6 [|syntax@4:4 {", r#"{"a":null,"g":null}"#),
        (
            "a: [b,, c]\nd: [, e]\nf: {g: 1,, h: 2}\n",
            "syntax@1:7 ,|syntax@2:5 ,|syntax@3:10 ,",
            r#"{"a":null,"d":null,"f":null}"#,
        ),
        ("{\"a\":\"b\"\n\"c\":\"d\", \"e\": [1]}\n", "syntax@2:1 \"c\"", "nothing"),
        ("a: {b: 1 c: 2}\nd: {\n  e: 1\n  f: [2]\n}\n", "syntax@1:10 c|syntax@4:3 f", r#"{"a":null,"d":null}"#),
        ("a:\n  b:\n    c: d\n  - e: 1\nf: 1\n", "syntax@4:3 -", r#"{"a":null,"f":1}"#),
        ("a:\n  b: c\n  - d\ne: 1\n- f\n", "syntax@3:3 -|syntax@5:1 -", r#"{"a":null,"e":null}"#),
        ("a:\u{a0}1\nb: \u{feff}c\nd: 1\n", "syntax@1:1 a:|syntax@2:4 \u{feff}", r#"{"a":null,"b":null,"d":1}"#),
        ("a: 1\nb: [\n", "syntax@2:4 [", r#"{"a":1,"b":null}"#),
        ("name:foo\nagent:\n  image: x\n", "syntax@1:1 name:", r#"{"name":null,"agent":{"image":"x"}}"#),
        ("agent\n  image: x\nb: 1\n", "syntax@1:1 agent", r#"{"agent":null,"b":1}"#),
        ("a:\n  image:x\n  build: y\nb: 1\n", "syntax@2:3 image:", r#"{"a":null,"b":1}"#),
        ("a: b: c\nb: 1\n", "syntax@1:5 :", r#"{"a":null,"b":1}"#),
        ("a:\n    b: x\n  c: y\nb: 1\n", "syntax@3:3 c:", r#"{"a":null,"b":1}"#),
        ("a:\n  b: x\n    c: y\nb: 1\n", "syntax@3:5 c", r#"{"a":null,"b":1}"#),
        ("a:\n\tb: x\nb: 1\n", "tab-indentation@2:1 \t", r#"{"a":null,"b":1}"#),
        ("a:\n  b: x\n\tc: y\nb: 1\n", "tab-indentation@3:1 \t", r#"{"a":null,"b":1}"#),
        ("a:\n  \tb: x\nb: 1\n", "tab-indentation@2:1   \t", r#"{"a":{"b":"x"},"b":1}"#),
        ("a: 'it's'\nb: 1\n", "syntax@1:8 s'", r#"{"a":null,"b":1}"#),
        (
            "é: ü\nname: @org/é\nb: [@x, y]\n",
            "unquoted-at@2:7 @org/é|unquoted-at@3:5 @x",
            r#"{"é":"ü","name":null,"b":[null,"y"]}"#,
        ),
        ("a: {b: @x, c: @y}\n", "unquoted-at@1:8 @x|unquoted-at@1:15 @y", r#"{"a":{"b":null,"c":null}}"#),
        (
            "a:\n  b: * * * * *\n  c: */5 1,2 1-5 * * # x\n  d: `x` y\n  e: %z\n  f: [*, 1]\nb: 1\n",
            "syntax@2:6 * * * * *|syntax@3:6 */5 1,2 1-5 * *|syntax@4:6 `x` y|syntax@5:6 %z|syntax@6:7 *",
            r#"{"a":{"b":null,"c":null,"d":null,"e":null,"f":[null,1]},"b":1}"#,
        ),
        (
            "a:\n  b: * * * * *\n  c: */5 1,2 1-5 * * # x\n  d: `x` y\n  e: %z\n  f: [*, 1]\nb: 1\n",
            "syntax@2:6 * * * * *|syntax@3:6 */5 1,2 1-5 * *|syntax@4:6 `x` y|syntax@5:6 %z|syntax@6:7 *",
            r#"{"a":{"b":null,"c":null,"d":null,"e":null,"f":[null,1]},"b":1}"#,
        ),
        ("a: *b\nc: &c [*c]\n", "undefined-alias@1:4 *b|recursive-alias@2:8 *c", r#"{"a":null,"c":[null]}"#),
        ("a: &b [\nc: *b\n", "syntax@1:7 [", r#"{"a":null,"c":null}"#),
        (
            "a: !!int x\nb: !foo {}\nc: !!str 1\nd: ! 2\n",
            "unsupported-tag@1:4 !!int|unsupported-tag@2:4 !foo",
            r#"{"a":null,"b":null,"c":"1","d":"2"}"#,
        ),
        ("a: 1\n---\nb: [\n", "multiple-documents@2:1 ---", r#"{"a":1}"#),
        ("{a: 1, b: [}", "syntax@1:11 [}", "nothing"),
        ("- a\n- b\n", "root-not-mapping@1:1 - a\n- b", "nothing"),
        ("null", "root-not-mapping@1:1 null", "nothing"),
        ("\u{feff}\n# only this\n---\n", "empty-file@1:1 ", "nothing"),
        (" a: 1\nb: 2\nc:\n  d: 3\n", "syntax@1:1  ", r#"{"a":null,"b":2,"c":{"d":3}}"#),
        ("# x\n  a: 1\n  b:\n    c: 2\nd: 3\n", "syntax@2:1   ", r#"{"a":null,"b":null,"d":3}"#),
        ("\"a\"\nb: 2\n", "syntax@2:1 b:", "nothing"),
        ("%YAML 1.2\na: 1\n", "syntax@1:1 %YAML", r#"{"a":1}"#),
        (
            "a: b\u{0}\nc: \u{7f}\nd: 1",
            "invalid-encoding@1:5 \u{0}|invalid-encoding@2:4 \u{7f}",
            r#"{"a":null,"c":null,"d":1}"#,
        ),
        (
            "a: [\r\nb: 1\rc: }\rd: é: ü",
            "syntax@1:4 [|syntax@3:4 }|syntax@4:5 :",
            r#"{"a":null,"b":1,"c":null,"d":null}"#,
        ),
    ];
    for (text, findings, tree) in table {
        assert_eq!((found(text).join("|").as_str(), json(text).as_str()), (findings, tree), "{text:?}");
    }
}

#[test]
fn a_key_that_is_no_string_or_stands_twice_is_reported_and_the_first_one_counts() {
    let text = "a: 1\n8080: x\ntrue: y\nb: {a: 1, \"a\": 2}\na: {3.10: z}\n? [x]\n: y\n";
    let findings = [
        "non-string-key@2:1 8080",
        "non-string-key@3:1 true",
        "duplicate-key@4:11 \"a\"",
        "duplicate-key@5:1 a",
        "non-string-key@5:5 3.10",
        "non-string-key@6:3 [x]",
    ];
    assert_eq!(found(text), findings);
    assert_eq!(json(text), r#"{"a":1,"b":{"a":1}}"#);
    let (source, _, report) = read(text);
    let duplicate = report.iter().find(|finding| finding.pointer.as_str() == "/b/a").unwrap();
    assert_eq!(source.position(duplicate.related[0].span.start).column, 5);
}

#[test]
fn the_fix_of_a_key_an_at_or_a_missing_space_gives_what_was_meant() {
    assert_eq!(
        json(&fixed("8080: @a/b # c\nname:x\ny: [@c/d, 1]\n3.10: [@e]\n")),
        r#"{"8080":"@a/b","name":"x","y":["@c/d",1],"3.10":["@e"]}"#
    );
    assert_eq!(
        json(&fixed("a: * * * * *\nb: */5 1,2 1-5 * * # x\nc: `x` y\nd: [* * 1, 2]\n")),
        r#"{"a":"* * * * *","b":"*/5 1,2 1-5 * *","c":"`x` y","d":["* * 1",2]}"#
    );
    assert_eq!(
        json(&fixed("a: * * * * *\nb: */5 1,2 1-5 * * # x\nc: `x` y\nd: [* * 1, 2]\n")),
        r#"{"a":"* * * * *","b":"*/5 1,2 1-5 * *","c":"`x` y","d":["* * 1",2]}"#
    );
    let is_safe = |text| read(text).2.iter().all(|finding| finding.fixes[0].applicability == Applicability::Safe);
    assert!(is_safe("a: [* * 1]\nb: */5 1,2 * * *\nc: [@x, y]\n") && !is_safe("a: [*/5 1,2 * * *]\n"));
    assert_eq!(fixed("a:\u{a0}1\nb: \u{feff}c\n"), "a: 1\nb: c\n");
    assert_eq!(json(&fixed("a:\n\tb: 1\nname: x: y\n")), r#"{"a":{"b":1},"name":"x: y"}"#);
}

#[test]
fn the_fix_of_first_keys_that_are_indented_moves_them_with_what_they_hold() {
    assert_eq!(fixed(" a: 1\nb: 2\n"), "a: 1\nb: 2\n");
    assert_eq!(
        fixed("\u{feff}# x\n  a: 1\n\n  b:\n    c: 2\n# y\nd: 3\n"),
        "\u{feff}# x\na: 1\n\nb:\n  c: 2\n# y\nd: 3\n"
    );
}

#[test]
fn the_fix_of_a_comma_inserts_or_removes_it() {
    assert_eq!(
        json(&fixed("a: [b,, c]\nd: [, e]\nf: {g: 1 h: 2}\ni: {\n  j: 1\n  k: [2]\n}\n")),
        r#"{"a":["b","c"],"d":["e"],"f":{"g":1,"h":2},"i":{"j":1,"k":[2]}}"#
    );
    assert_eq!(json(&fixed("{\"a\": 1\n\"b\": 2}")), r#"{"a":1,"b":2}"#);
}

#[test]
fn a_merge_conflict_is_all_that_is_said_of_a_file() {
    let text =
        "a: 1\r\n<<<<<<< HEAD\r\nb: [\r\n||||||| base\r\nb: 0\r\n=======\r\nb: 2\r\n>>>>>>> x\r\nc: }\r\n=======\r\n";
    assert_eq!(found(text), ["syntax@2:1 <<<<<<< HEAD", "syntax@10:1 ======="]);
    assert_eq!(json(text), "nothing");
    let (source, _, report) = read(text);
    let related = report.iter().flat_map(|finding| &finding.related);
    let lines: Vec<_> = related.map(|related| source.position(related.span.start).line).collect();
    assert_eq!(lines, [4, 6, 8]);
    assert_eq!(found("a: |\n  <<<<<<< x\n  =======\nb: \"\n  <<<<<<< x\"\n"), [""; 0]);
    assert_eq!(found("{a: \"\n=======\n\"}"), [""; 0]);
    assert_eq!(found("a: 1\n=======b\n"), ["syntax@2:1 =======b"]);
}

#[test]
fn the_fix_of_the_first_tab_replaces_those_of_every_line() {
    let tabbed = |indent: &str| {
        let keys: String =
            (0..300).fold(String::new(), |text, n| text + &format!("{indent}k{n}:\r\n{indent}{indent}l: 1\r\n"));
        format!("a:\r\n{keys}\t\r\nb:\r\n{keys}{indent}t: |\r\n{indent}  \tx\r\n")
    };
    let (_, _, report) = read(&tabbed("\t"));
    let first = report.iter().next().unwrap();
    assert_eq!(first.code.id, "tab-indentation");
    let mut text = tabbed("\t");
    for edit in first.fixes[0].edits.iter().rev() {
        text.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    assert_eq!(text, tabbed("  "));
    assert_eq!(found(&text), [""; 0]);
}

#[test]
fn merged_keys_stand_last_and_yield_to_explicit_and_earlier_ones() {
    let text =
        "x: &x {k: 1, l: 1}\ny: &y {l: 2, m: 2}\nz:\n  <<: [*x, *y]\n  n: 3\n  k: 4\nw: {<<: *x}\nq: {\"<<\": 1}\n";
    assert_eq!(found(text), [""; 0]);
    let (source, document, _) = read(text);
    let z = document.at(&Pointer::from("/z")).unwrap();
    assert_eq!(z.node.to_json().to_string(), r#"{"n":3,"k":4,"l":1,"m":2}"#);
    assert_eq!(json("a: {<<: {k: 1}, k: 2}\nb: {\"<<\": 1}"), r#"{"a":{"k":2},"b":{"<<":1}}"#);
    assert_eq!(source.position(z.get("l").unwrap().place.span.start).line, 1);
    assert_eq!(
        found("a: {<<: 1, k: 2}\nb: {<<: [{}, [x]]}\nc:\n  <<: {}\n  <<: {}\n"),
        ["invalid-merge@1:9 1", "invalid-merge@2:14 [x]", "duplicate-key@5:3 <<",]
    );
}

#[test]
fn a_value_by_alias_has_the_alias_as_its_text_and_is_reported_where_it_is_defined() {
    let (source, document, report) = read("a: &a {k: 1, k: 2}\nb: *a\nc: [*a]\n");
    assert_eq!(report.iter().count(), 1);
    let b = document.at(&Pointer::from("/b")).unwrap();
    assert_eq!((source.slice(b.place.span), source.slice(b.get("k").unwrap().place.span)), ("*a", "1"));
    assert_eq!(document.pointer_at(b.place.span.start + 1), Pointer::from("/b"));
}

#[test]
fn spans_are_exact_for_every_line_break_and_for_what_is_left_out() {
    for (line_break, end) in [("\n", "\n"), ("\r\n", ""), ("\r", "\r")] {
        let lines = [
            "\u{feff}# é",
            "é: # c",
            "  ü: 'x''y'",
            "  m:   # d",
            "  n :",
            "",
            "b:",
            "- 1",
            "-",
            "# e",
            "t: |+",
            "  é",
            "",
        ];
        let text = lines.join(line_break) + end;
        let (source, document, report) = read(&text);
        assert_eq!(report.iter().count(), 0, "{text:?}");
        let slice = |pointer: &str| source.slice(document.at(&Pointer::from(pointer)).unwrap().place.span);
        assert_eq!((slice("/é/ü"), slice("/é/m"), slice("/b/0"), slice("/b/1")), ("'x''y'", "", "1", ""));
        assert!(slice("/é").ends_with("n :") && slice("/b").ends_with('-') && slice("/t").ends_with('é'), "{text:?}");
        let m = document.at(&Pointer::from("/é/m")).unwrap().place;
        assert_eq!((source.slice(m.key), m.span.start), ("m", m.key.end + 1));
        let comments: Vec<_> = document.comments.iter().map(|span| source.slice(*span)).collect();
        assert_eq!(comments, ["# é", "# c", "# d", "# e"]);
        let at = |needle: &str| document.pointer_at(text.find(needle).unwrap()).to_string();
        assert_eq!(
            (at("'x'"), at("ü"), at("n :"), at("1"), at("b:")),
            ("/é/ü".into(), "/é/ü".into(), "/é/n".into(), "/b/0".into(), "/b".into())
        );
    }
}

#[test]
fn comments_around_a_broken_section_stay() {
    let (source, document, _) = read("# a\nspec: x # b\nname: \"y\n# lost\n  z\n# c\nagent: 1\n");
    let comments: Vec<_> = document.comments.iter().map(|span| source.slice(*span)).collect();
    assert_eq!(comments, ["# a", "# b", "# c"]);
}

/// The time that this thread has computed for, whatever else the machine does.
fn computed() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.try_into().unwrap(), now.tv_nsec.try_into().unwrap())
}

/// Finishes soon even without optimisation: far from what anything worse than linear would take.
fn soon<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let start = computed();
    let result = run();
    let took = computed().saturating_sub(start);
    assert!(took < Duration::from_secs(40), "{what} took {took:?}");
    result
}

fn only(text: &str, code: &str) {
    let (_, _, report) = soon(code, || read(text));
    let codes: Vec<_> = report.iter().map(|finding| finding.code.id).collect();
    assert_eq!(codes, [code], "{:?}", &text[..60]);
}

#[test]
fn each_bound_holds_exactly() {
    let nested = |depth: usize| format!("a: {}{}\nb: 1\n", "[".repeat(depth - 1), "]".repeat(depth - 1));
    assert_eq!(found(&nested(128)), [""; 0]);
    only(&nested(129), "nesting-too-deep");
    assert_eq!(json(&nested(129)), r#"{"a":null,"b":1}"#);
    only(&nested(20_000), "nesting-too-deep");
    only(&format!("a: {}\nb: 1", "[".repeat(20_000)), "nesting-too-deep");
    only(&format!("a: {}\nb: 1", "{a: ".repeat(20_000)), "nesting-too-deep");
    only(&format!("a:\n {}x\nb: 1", "- ".repeat(20_000)), "nesting-too-deep");
    only(&format!("? {}x", "? ".repeat(20_000)), "nesting-too-deep");
    let by_alias = |depth: usize| {
        format!("a: &a {}{}\nb: {}*a{}\n", "[".repeat(64), "]".repeat(64), "[".repeat(depth), "]".repeat(depth))
    };
    assert_eq!(found(&by_alias(63)), [""; 0]);
    only(&by_alias(64), "nesting-too-deep");

    // The root, its key, the list.
    let listed = |nodes: usize| format!("a:\n{}", "- 1\n".repeat(nodes - 3));
    assert_eq!(found(&listed(100_000)), [""; 0]);
    only(&listed(100_001), "too-many-nodes");
    let mut laughs = "x0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n".to_owned();
    for level in 1..60 {
        writeln!(laughs, "x{level}: &x{level} [{}]", vec![format!("*x{}", level - 1); 10].join(", ")).unwrap();
    }
    only(&laughs, "too-many-nodes");

    let sized = |bytes: usize| format!("a: 1 #{}", "x".repeat(bytes - 6));
    assert_eq!(found(&sized(4 << 20)), [""; 0]);
    only(&sized((4 << 20) + 1), "file-too-large");
}

#[test]
fn hostile_files_are_read_in_linear_time_and_space() {
    let big = |unit: &str| unit.repeat((1 << 20) / unit.len());
    for unit in [
        "# c\n",
        "@a: 1\n",
        "a: @b\n",
        "a: *b\n",
        "a: [\n",
        "a: [b\n c: d\n",
        "[,,",
        "{a: 1\nb: 2\n",
        "a: * *\n",
        "<<<<<<<\n",
        " a: 1\nb: 1\n",
        "\"",
        "a: \"\n",
        "{a: ",
        "a: }\n",
        "&a ",
        "a\n",
        "a: 'b'c\n",
        "\u{0}\n",
        "\u{7}",
        "!",
        "? a\n",
        ": ",
        "a: `x\n",
        "- a\n- @b\n",
        "%a\n",
        "---\n",
        "\t",
        "\ta: 1\n",
        "a:\n\tb: 1\n",
        "<<: {}\n",
        "1: 2\n",
        "a b\n",
        "a:\n  b:c\n  d: e\n",
        "|",
        "é",
    ] {
        soon(unit, || read(&big(unit)));
    }
    let names: String = (0..49_000).fold(String::new(), |text, n| text + &format!("k{n}: 1\n"));
    assert_eq!(soon("keys", || found(&names)), [""; 0]);
    let long = format!("? {}\n: {{{}}}\n", "k".repeat(1 << 20), "a: 1, ".repeat(30_000));
    let (_, _, report) = soon("long pointers", || read(&long));
    assert!(report.iter().map(|finding| finding.pointer.as_str().len()).sum::<usize>() < 32 << 20);
}

fn check_spans(source: &Source, node: &Node) {
    let whole = |span: Span| assert!(source.text().get(span.start..span.end).is_some(), "{span:?}");
    whole(node.span);
    match &node.kind {
        NodeKind::Mapping(entries) => entries.iter().for_each(|entry| {
            whole(entry.key_span);
            check_spans(source, &entry.value);
        }),
        NodeKind::Sequence(items) => items.iter().for_each(|item| check_spans(source, item)),
        NodeKind::Scalar(_) | NodeKind::Broken => {}
    }
}

fn check(text: &str) {
    let (source, document, report) = read(text);
    for finding in &report {
        let spans = finding.related.iter().map(|related| related.span);
        let edits = finding.fixes.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span));
        for span in spans.chain(edits).chain([finding.span]) {
            assert!(text.get(span.start..span.end).is_some(), "{finding:?}");
        }
        assert!(!finding.message.contains(['\n', '\r']), "{finding:?}");
    }
    assert!(document.root.is_some() || report.has_errors(), "no tree and no reason");
    if let Some(root) = &document.root {
        assert!(root.as_mapping().is_some());
        check_spans(&source, root);
        root.to_json();
    }
    assert!(document.comments.is_sorted());
    assert!(document.comments.iter().all(|span| source.slice(*span).starts_with('#')));
    for at in 0..text.len() {
        document.pointer_at(at);
    }
}

#[test]
fn the_spec_that_is_mutated_is_sound() {
    assert_eq!(found(SPEC), [""; 0]);
    assert_eq!(
        read(SPEC).1.at(&Pointer::from("/dev/interfaces/inputs/0/default")).unwrap().node.to_json(),
        "multi\nline\n"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_a_panic_and_with_spans_on_characters(text in "\\PC*|[\u{0}-\u{7f}é\u{feff}\r\n]{0,60}|[-a:@\\[\\]{}'\"&*!?#|>%` \t\r\n]{0,40}") {
        check(&text);
    }

    #[test]
    fn a_spec_with_typing_mistakes_keeps_its_spans(edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..4, "[-a:@\\[\\]{}'\"&*!?#|>%` é\t\r\n]{0,3}"), 1..6)) {
        let mut text = SPEC.to_owned();
        for (at, removed, inserted) in edits {
            let floor = |mut at: usize| { while !text.is_char_boundary(at) { at -= 1; } at };
            let start = floor(at.index(text.len() + 1));
            let end = floor((start + removed).min(text.len())).max(start);
            text.replace_range(start..end, &inserted);
        }
        check(&text);
    }

    #[test]
    fn any_bytes_are_read_or_pointed_at(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let source = Source::from_bytes("x", bytes.clone());
        let (_, report) = ast::document::parse(&source);
        let is_text = String::from_utf8(bytes).is_ok();
        prop_assert!(is_text || report.has_errors());
        prop_assert!(report.iter().all(|found| source.text().get(found.span.start..found.span.end).is_some()));
    }

    #[test]
    fn a_quoted_text_is_read_back_unchanged(text in any::<String>()) {
        let (_, document, report) = read(&format!("a: {}\n", quote(&text)));
        prop_assert_eq!(report.iter().count(), 0);
        let scalar = document.at(&Pointer::from("/a")).unwrap().node.as_scalar().unwrap().clone();
        prop_assert_eq!((scalar.text, scalar.style, scalar.kind), (text, Style::Quoted, ScalarType::String));
    }
}
