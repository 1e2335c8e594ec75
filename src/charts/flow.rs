//! Which names go together, as a flow from left to right.

use charming::Chart;
use charming::component::Grid;
use charming::element::{Color, ItemStyle, Label, LineStyle};
use charming::series::{Sankey, SankeyLink, SankeyNode};

use crate::charts::text::shown;
use crate::charts::theme::{FONT, Theme};
use crate::data::label::FAMILIES;
use crate::engine::questions::flow::Flow;
use crate::session::format::{count, shortened};

/// Characters of a name on a narrow screen.
const NARROW_CHARS: usize = 8;

/// Height that the chart wants, in CSS pixels.
pub const HEIGHT: u32 = 440;

/// The chart.
pub fn chart(flow: &Flow, theme: &Theme, is_narrow: bool) -> Chart {
    let last = flow.levels.len().saturating_sub(1);
    let mut nodes = Vec::new();
    for (level, names) in flow.levels.iter().enumerate() {
        for place in 0..names.len() {
            if samples(flow, level, place) > 0 {
                let family = FAMILIES.get(place).filter(|_| level == last);
                let color = family.map_or(theme.accent, |family| theme.family(*family));
                let node = SankeyNode::new(name(flow, level, place, is_narrow)).depth(level as f64);
                nodes.push(node.item_style(ItemStyle::new().color(color).border_width(0)));
            }
        }
    }
    let link = |link: &crate::engine::questions::flow::Link| SankeyLink {
        source: name(flow, link.level as usize, link.from as usize, is_narrow),
        target: name(flow, link.level as usize + 1, link.to as usize, is_narrow),
        // Rare combinations stay visible: widths grow with the square root.
        value: ((link.samples as f64).sqrt() * 100.0).round() / 100.0,
    };
    let sankey = Sankey::new()
        .left(6)
        .right(if is_narrow { 56 } else { 96 })
        .top(8)
        .bottom(8)
        .layout_iterations(48_u64)
        .label(
            Label::new()
                .show(true)
                .color(theme.ink)
                .font_size(if is_narrow { 10 } else { 12 })
                .font_family(FONT),
        )
        .line_style(LineStyle::new().color(Color::Value("target".to_owned())).opacity(0.28).curveness(0.5))
        .data(nodes)
        .links(flow.links.iter().map(link).collect());
    Chart::new()
        .animation(false)
        .tooltip(theme.tooltip())
        .grid(Grid::new().show(false).tooltip(theme.grid_tooltip()))
        .series(sankey)
}

/// Samples that go through a name.
pub fn samples(flow: &Flow, level: usize, place: usize) -> u64 {
    let out = flow.links.iter().filter(|link| link.level as usize == level && link.from as usize == place);
    let into = flow.links.iter().filter(|link| link.level as usize + 1 == level && link.to as usize == place);
    let sum = |n: u64, m: u64| n.max(m);
    sum(out.map(|link| link.samples).sum(), into.map(|link| link.samples).sum())
}

/// A node's name. Names of several levels may be equal, which ECharts takes for one node: spaces without width tell them apart.
/// A narrow chart has no room for more than the start of a name, and such starts may be equal within a level, too.
fn name(flow: &Flow, level: usize, place: usize, is_narrow: bool) -> String {
    let text = words(flow, level, place);
    if is_narrow {
        let (before, behind) = ("\u{200b}".repeat(level), "\u{200c}".repeat(place));
        return format!("{}{before}{behind}", shown(&shortened(&text, NARROW_CHARS)));
    }
    format!("{} {}{}", shown(&text), count(samples(flow, level, place)), "\u{200b}".repeat(level))
}

/// A name as tables have it.
pub fn words(flow: &Flow, level: usize, place: usize) -> String {
    match flow.levels.get(level).and_then(|names| names.get(place)) {
        Some(Some(name)) => name.clone(),
        Some(None) => "others".to_owned(),
        None => String::new(),
    }
}

/// What the chart shows, for those who cannot see it.
pub fn description(flow: &Flow) -> String {
    let mut links: Vec<_> = flow.links.iter().collect();
    links.sort_by_key(|link| std::cmp::Reverse(link.samples));
    let parts = links.iter().take(6).map(|link| {
        let (level, from, to) = (link.level as usize, link.from as usize, link.to as usize);
        format!("{} to {} {}", words(flow, level, from), words(flow, level + 1, to), count(link.samples))
    });
    format!("Flow between names. The widest: {}.", parts.collect::<Vec<_>>().join(", "))
}
