//! How long the page's thread was busy at a stretch, drawing by ECharts apart.

use serde_json::Value;

/// Longest task that the page may have outside of drawing, in milliseconds: what the Long Tasks API itself calls long.
pub const LIMIT: f64 = 50.0;

/// A stretch of time in the page, in milliseconds since navigation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub start: f64,
    pub duration: f64,
}

impl Span {
    /// Reads a list of `{start, duration}`.
    pub fn list(spans: &Value) -> Vec<Self> {
        let number = |span: &Value, key: &str| span[key].as_f64().expect("a span has start and duration");
        let spans = spans.as_array().expect("spans come as a list");
        spans
            .iter()
            .map(|span| Self { start: number(span, "start"), duration: number(span, "duration") })
            .collect()
    }

    fn end(self) -> f64 {
        self.start + self.duration
    }
}

/// Milliseconds of a task that are no drawing. Draws may overlap: several charts are painted in one frame.
pub fn outside(task: Span, draws: &[Span]) -> f64 {
    let mut draws = draws.to_vec();
    draws.sort_by(|a, b| a.start.total_cmp(&b.start));
    let (mut drawn, mut counted_to) = (0.0, task.start);
    for draw in draws {
        let end = task.end().min(draw.end());
        drawn += (end - counted_to.max(draw.start)).max(0.0);
        counted_to = counted_to.max(end);
    }
    task.duration - drawn
}

#[test]
fn drawing_does_not_count_as_a_long_task() {
    let span = |start, duration| Span { start, duration };
    let check = |draws: &[Span], expected| assert_eq!(outside(span(100.0, 80.0), draws), expected);
    check(&[], 80.0);
    check(&[span(110.0, 60.0)], 20.0); // Inside.
    check(&[span(90.0, 30.0), span(170.0, 50.0)], 50.0); // 20 ms at the start, 10 ms at the end.
    check(&[span(0.0, 50.0)], 80.0); // Before.
    check(&[span(50.0, 500.0)], 0.0); // Around.
    check(&[span(110.0, 60.0), span(110.0, 20.0), span(160.0, 15.0)], 15.0); // One in another, two that overlap.
}
