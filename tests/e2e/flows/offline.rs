//! Nothing leaves the tab, nothing is fetched later: with the network cut off, the page works on.

use crate::fixtures::{Fixtures, Tail};
use crate::page::{hook, visit};

#[test]
fn a_file_is_read_and_scored_with_the_network_cut_off() {
    let fixtures = Fixtures::new();
    let file = fixtures.plain("private.csv", 5_000, Tail::Label);
    visit("offline", |page| {
        page.sign_in();
        page.browser.go_offline();
        assert_eq!(page.load(&file), "loaded");
        page.train();
        assert_ne!(page.attribute(&hook("fingerprint"), "data-value"), "");
    });
}
