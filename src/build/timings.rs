//! The duration of each stage of a build.

use std::time::{Duration, Instant};

use serde_json::{Map, Value};

/// A stopwatch with one sum per stage.
#[derive(Debug, Clone)]
pub struct Timings {
    start: Instant,
    last: Instant,
    laps: Map<String, Value>,
}

impl Timings {
    pub(super) fn start() -> Self {
        let now = Instant::now();
        Self { start: now, last: now, laps: Map::new() }
    }

    /// Adds the time since the last lap to a stage.
    pub(super) fn lap(&mut self, stage: &str) {
        let now = Instant::now();
        let earlier = self.laps.get(stage).and_then(Value::as_f64).unwrap_or(0.0);
        self.laps.insert(stage.to_owned(), (earlier + (now - self.last).as_secs_f64()).into());
        self.last = now;
    }

    /// Time since the start.
    pub fn total(&self) -> Duration {
        self.last - self.start
    }

    /// Seconds per stage, as JSON.
    pub fn json(&self) -> String {
        Value::Object(self.laps.clone()).to_string()
    }
}
