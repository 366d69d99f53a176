#[test]
fn show_env() {
    let Ok(f) = std::env::var("SHOWENV") else { return };
    let source = ast::source::Source::new(&f, std::fs::read_to_string(&f).unwrap());
    let c = ast::compile::compile(source, |_| ast::compile::Facts::default());
    let plan = ast::plan::bind(&c.plan, &ast::plan::Binding::of(ast::plan::For::Local));
    println!("{}", ast::view::draw(&plan, &|_| false));
    for name in std::env::var("NAMES").unwrap_or_default().split(',') {
        for e in ast::view::explain(name, Some((&c, &plan))) {
            println!("---- {}\n{}", e.text, e.json);
        }
    }
    if std::env::var("FILES").is_err() {
        return;
    }
    for (p, file) in ast::target::by_id("env").unwrap().emit(&plan, &Default::default()).unwrap().iter() {
        println!("======== {p}\n{}", file.content);
    }
}
