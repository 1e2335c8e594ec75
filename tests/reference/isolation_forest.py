"""Prints tests/reference/isolation_forest.json: scikit-learn's trees and scores on small data.

python tests/reference/isolation_forest.py > tests/reference/isolation_forest.json (scikit-learn 1.x, numpy)
"""
import json

import numpy as np
import sklearn
from sklearn.ensemble import IsolationForest
from sklearn.ensemble._iforest import _average_path_length


def preorder(tree):
    """Per node the cut (feature, threshold) or None, and the number of training samples in it; left child first."""
    cuts, counts, stack = [], [], [0]
    while stack:
        node = stack.pop()
        counts.append(int(tree.n_node_samples[node]))
        if tree.children_left[node] == -1:
            cuts.append(None)
            continue
        cuts.append([int(tree.feature[node]), float(tree.threshold[node])])
        stack += [tree.children_right[node], tree.children_left[node]]
    return {"cuts": cuts, "n_node_samples": counts}


def case(name, x, n_estimators, max_samples, seed):
    forest = IsolationForest(n_estimators=n_estimators, max_samples=max_samples, random_state=seed).fit(x)
    return {
        "name": name,
        "x": [[float(v) for v in row] for row in x],
        "n_tree_samples": int(forest.max_samples_),
        "trees": [preorder(estimator.tree_) for estimator in forest.estimators_],
        "scores": [float(-s) for s in forest.score_samples(x)],
    }


rng = np.random.default_rng(7)
blob = rng.normal(size=(120, 4)).astype("f4")
blob[:5] += 6
counts = rng.integers(0, 4, size=(90, 3)).astype("f4")  # Many ties and equal samples.
constant = np.c_[rng.exponential(size=(60, 2)), np.ones(60)].astype("f4")
print(json.dumps({
    "scikit-learn": sklearn.__version__,
    "average_path_length": {str(n): float(_average_path_length([n])[0]) for n in (0, 1, 2, 3, 4, 10, 256, 4096)},
    "cases": [
        case("blob with outliers", blob, 20, 64, 1),
        case("ties and copies", counts, 15, 32, 2),
        case("constant feature", constant, 10, 256, 3),
    ],
}))
