//! Sizes that belong together: a union-find whose members may differ by a constant.

/// A quantity: the length of an axis, the last value of a bound variable, a symbol for a size, a parameter's value.
pub(crate) type Node = usize;

/// Quantities, some of which are known to be another plus a constant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sizes {
    /// For each node: its parent, and what to add to the parent's value.
    links: Vec<(Node, i128)>,
    fixed: Vec<Option<i128>>,
}

impl Sizes {
    pub(crate) fn node(&mut self) -> Node {
        self.links.push((self.links.len(), 0));
        self.fixed.push(None);
        self.links.len() - 1
    }

    /// The representative of a node, and by how much the node is greater.
    pub(crate) fn find(&self, node: Node) -> (Node, i128) {
        let (mut at, mut plus) = (node, 0);
        while self.links[at].0 != at {
            plus += self.links[at].1;
            at = self.links[at].0;
        }
        (at, plus)
    }

    /// States that `a` is `b` plus something; false where that contradicts what is known.
    pub(crate) fn unify(&mut self, a: Node, b: Node, plus: i128) -> bool {
        let ((root_a, up_a), (root_b, up_b)) = (self.find(a), self.find(b));
        let gap = up_b + plus - up_a;
        if root_a == root_b {
            return gap == 0;
        }
        let known = self.fixed[root_a];
        self.links[root_a] = (root_b, gap);
        match (known, self.fixed[root_b]) {
            (Some(size), Some(other)) => size == other + gap,
            (Some(size), None) => {
                self.fixed[root_b] = Some(size - gap);
                true
            }
            _ => true,
        }
    }

    /// States that a node has a known value; false where that contradicts what is known.
    pub(crate) fn fix(&mut self, node: Node, size: i128) -> bool {
        let (root, plus) = self.find(node);
        match self.fixed[root] {
            Some(known) => known + plus == size,
            None => {
                self.fixed[root] = Some(size - plus);
                true
            }
        }
    }

    /// The known value of a node.
    pub(crate) fn fixed(&self, node: Node) -> Option<i128> {
        let (root, plus) = self.find(node);
        self.fixed[root].map(|size| size + plus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_add_up() {
        let mut sizes = Sizes::default();
        let (a, b, c) = (sizes.node(), sizes.node(), sizes.node());
        assert!(sizes.unify(a, b, 2));
        assert!(sizes.unify(c, b, -1));
        assert!(sizes.unify(a, c, 3));
        assert!(!sizes.unify(a, c, 4));
        assert!(sizes.fix(b, 5));
        assert_eq!((sizes.fixed(a), sizes.fixed(c)), (Some(7), Some(4)));
        assert!(!sizes.fix(c, 5));
    }
}
