"""Prints tests/reference/ranking.json: scikit-learn's ranking figures for weighted scores with many ties.

python tests/reference/ranking.py > tests/reference/ranking.json (scikit-learn 1.x, numpy)
"""
import json

import numpy as np
import sklearn
from sklearn.metrics import (average_precision_score, confusion_matrix, precision_recall_curve,
                             precision_recall_fscore_support, roc_auc_score)

rng = np.random.default_rng(11)


def case(n, n_values, share):
    attack = rng.random(n) < share
    score = np.clip(np.round((rng.normal(size=n) + attack) * n_values / 8 + n_values / 2) / n_values, 0, 1)
    copies = rng.integers(1, 50, n)
    threshold = float(np.quantile(score, 0.6))
    flagged = score > threshold

    def figures(weight):
        precision, recall, f1, _ = precision_recall_fscore_support(
            attack, flagged, average="binary", sample_weight=weight)
        tn, fp, fn, tp = confusion_matrix(attack, flagged, sample_weight=weight).ravel()
        p, r, _ = precision_recall_curve(attack, score, sample_weight=weight)
        best = max(2 * a * b / (a + b) for a, b in zip(p, r) if a + b > 0)
        return {
            "confusion": [int(tp), int(fp), int(fn), int(tn)],
            "false_positive_rate": float(fp / (fp + tn)), "best_f1": float(best),
            "auc": float(roc_auc_score(attack, score, sample_weight=weight)),
            "average_precision": float(average_precision_score(attack, score, sample_weight=weight)),
            "precision": float(precision), "recall": float(recall), "f1": float(f1),
        }

    return {"scores": score.tolist(), "attacks": attack.astype(int).tolist(), "copies": copies.tolist(),
            "threshold": threshold, "samples": figures(copies), "distinct": figures(None)}


print(json.dumps({"scikit-learn": sklearn.__version__,
                  "cases": [case(200, 12, 0.3), case(150, 1000, 0.6), case(60, 5, 0.1)]}))
