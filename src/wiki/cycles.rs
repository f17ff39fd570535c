//! Cycles in a directed graph: of categories and their parents, or of claims and events that supersede each other.

/// The result of a search.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Cycles, each starting with its lowest node. No node is in two of them, so their size is bounded by that of the graph.
    pub(super) cycles: Vec<Vec<u32>>,
    /// Edges that close a cycle: without them the graph is acyclic.
    pub(super) closing: Vec<(u32, u32)>,
}

/// Finds cycles in a graph of numbered nodes; `next` returns the successors of a node.
pub(super) fn of<'g>(nodes: usize, next: impl Fn(u32) -> &'g [u32]) -> Found {
    let mut walk = Walk { state: vec![State::New; nodes], path: Vec::new(), found: Found::default() };
    for start in (0..nodes as u32).filter(|start| !next(*start).is_empty()) {
        walk.enter(start);
        while let Some(step) = walk.path.last_mut() {
            let following = next(step.node).get(step.child).copied();
            step.child += 1;
            match following {
                Some(to) => walk.enter(to),
                None => walk.leave(),
            }
        }
    }
    walk.found.cycles.sort_unstable();
    walk.found
}

/// A depth-first search.
struct Walk {
    state: Vec<State>,
    path: Vec<Step>,
    found: Found,
}

#[derive(Clone, Copy)]
enum State {
    New,
    /// On the current path, at this position.
    Open(usize),
    Done,
}

struct Step {
    node: u32,
    /// Index of the next child to visit.
    child: usize,
    /// Length of the part of the path, up to this step, that ends with a node of a cycle.
    closed: usize,
}

impl Walk {
    fn enter(&mut self, node: u32) {
        match self.state[node as usize] {
            State::New => {
                self.state[node as usize] = State::Open(self.path.len());
                let closed = self.path.last().map_or(0, |step| step.closed);
                self.path.push(Step { node, child: 0, closed });
            }
            State::Open(from) => self.close(from, node),
            State::Done => {}
        }
    }

    /// Records the cycle from a position of the path to its end.
    fn close(&mut self, from: usize, node: u32) {
        let Some(last) = self.path.last() else { return };
        self.found.closing.push((last.node, node));
        if from < last.closed {
            return;
        }
        let mut cycle: Vec<u32> = self.path[from..].iter().map(|step| step.node).collect();
        let lowest = cycle.iter().enumerate().min_by_key(|(_, node)| **node).map_or(0, |(at, _)| at);
        cycle.rotate_left(lowest);
        self.found.cycles.push(cycle);
        for (at, step) in self.path.iter_mut().enumerate().skip(from) {
            step.closed = at + 1;
        }
    }

    fn leave(&mut self) {
        if let Some(step) = self.path.pop() {
            self.state[step.node as usize] = State::Done;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_are_found_once_and_cut() {
        let next: [&[u32]; 7] = [&[3], &[2], &[1, 3], &[4], &[3, 5], &[5, 0], &[]];
        let found = of(next.len(), |node| next[node as usize]);
        assert_eq!(found.cycles, [vec![1, 2], vec![3, 4], vec![5]]);
        assert_eq!(found.closing, [(4, 3), (5, 5), (5, 0), (2, 1)]);
    }
}
