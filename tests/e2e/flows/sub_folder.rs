//! The same `dist/` on any static host, at any path.

use crate::page::{Page, one_at_a_time};
use crate::report::skipped;
use crate::site::Site;
use crate::webdriver::Profile;

#[test]
fn the_site_works_from_a_sub_folder_of_a_plain_server_and_asks_nobody_else() {
    let _turn = one_at_a_time();
    let Some(site) = Site::in_sub_folder() else {
        return skipped("sub-folder", "python3 is not installed");
    };
    let profile = Profile::new();
    let page = Page::start("sub-folder", &site, &profile);
    page.open("");
    page.sign_in();
    page.try_sample();

    let asked = page.browser.requested_addresses();
    assert!(asked.contains(&site.address), "the log of requests is incomplete: {asked:?}");
    let own = [site.address.as_str(), "blob:", "data:"];
    let foreign: Vec<_> =
        asked.iter().filter(|address| !own.iter().any(|start| address.starts_with(start))).collect();
    assert!(foreign.is_empty(), "asked outside {}: {foreign:?}", site.address);
    page.finish();
}
