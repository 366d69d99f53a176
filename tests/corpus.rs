//! debug
#[test]
fn show() {
    let Ok(files) = std::env::var("SHOW") else { return };
    for f in files.split(',') {
        let source = ast::source::Source::new(f, std::fs::read_to_string(f).unwrap());
        let c = ast::compile::compile(source, |_| ast::compile::Facts::default());
        println!("== {f}");
        for d in &c.report {
            let p = c.source.position(d.span.start);
            println!(
                "{}:{}:{}: {}[{}]: {} | {} | {:?}",
                f,
                p.line,
                p.column,
                d.severity.as_str(),
                d.code.id,
                d.message,
                d.pointer,
                d.help
            );
        }
    }
}
