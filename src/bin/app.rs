//! The page.

fn main() {
    oddflow::web::panics::tell_the_visitor();
    oddflow::ui::start();
}
