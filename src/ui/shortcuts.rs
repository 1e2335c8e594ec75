//! Keys: what they do, and how they are explained.

use crate::ui::page::Page;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// Show the keys.
    Help,
    /// The other theme.
    Theme,
    /// Open a file.
    Open,
    /// Wait for the second key of a page.
    Prefix,
    /// Go to a page.
    Go(Page),
    /// Mean every row again.
    ClearSelection,
}

/// Keys and what they do, for the help dialog.
pub const HELP: [(&str, &str); 12] = [
    ("?", "these keys"),
    ("o", "open a file"),
    ("t", "light or dark"),
    ("g h", "Home"),
    ("g d", "Data"),
    ("g t", "Train"),
    ("g r", "Results"),
    ("g l", "Live"),
    ("g p", "Predict"),
    ("g c", "Compare"),
    ("g a", "About"),
    ("Escape", "select all rows again"),
];

/// Keys that parts of a page listen to themselves, for the help dialog, too.
pub const HELP_OF_PARTS: [(&str, &str); 5] = [
    ("[ ]", "threshold down, up"),
    ("j k", "next connection, the one before"),
    ("Enter", "explain the connection"),
    ("/", "search the connections"),
    ("Ctrl+Z", "take the last change back"),
];

/// What a key means, pressed alone or right after the prefix `g`.
pub fn shortcut(after_prefix: bool, key: &str) -> Option<Shortcut> {
    let meaning = match (after_prefix, key) {
        (true, "h") => Shortcut::Go(Page::Home),
        (true, "d") => Shortcut::Go(Page::Data),
        (true, "t") => Shortcut::Go(Page::Train),
        (true, "c") => Shortcut::Go(Page::Compare),
        (true, "r") => Shortcut::Go(Page::Results),
        (true, "l") => Shortcut::Go(Page::Live),
        (true, "p") => Shortcut::Go(Page::Predict),
        (true, "a") => Shortcut::Go(Page::About),
        (_, "Escape") => Shortcut::ClearSelection,
        (_, "?") => Shortcut::Help,
        (false, "t") => Shortcut::Theme,
        (false, "o") => Shortcut::Open,
        (false, "g") => Shortcut::Prefix,
        _ => return None,
    };
    Some(meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_depends_on_what_came_before() {
        assert_eq!(shortcut(false, "t"), Some(Shortcut::Theme));
        assert_eq!(shortcut(true, "t"), Some(Shortcut::Go(Page::Train)));
        assert_eq!(shortcut(true, "x"), None);
        assert_eq!(shortcut(false, "h"), None);
    }

    #[test]
    fn everything_that_is_explained_works() {
        for (keys, _) in HELP {
            let mut pressed = keys.split(' ');
            let first = pressed.next().and_then(|key| shortcut(false, key));
            let meaning = pressed.next().map_or(first, |key| shortcut(first == Some(Shortcut::Prefix), key));
            assert!(meaning.is_some_and(|meaning| meaning != Shortcut::Prefix), "{keys}");
        }
    }
}
