"""Mean area under the ROC curve over many seeds, here and in scikit-learn, on one split, matrix and set of training rows.

python tests/reference/forest_seeds.py ODDFLOW FILE [SEEDS] [OPTIONS OF oddflow evaluate ...]

The difference of the means is given in standard errors: beyond 2 it is none of chance's.
"""
import os
import subprocess
import sys
import tempfile

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score

PROGRAM, FILE = sys.argv[1:3]
N_SEEDS = int(sys.argv[3]) if len(sys.argv) > 3 else 10
OPTIONS = sys.argv[4:]
SAMPLES = int(OPTIONS[OPTIONS.index("--samples") + 1]) if "--samples" in OPTIONS else 4096


def aucs(data, score):
    attack, tested = data["is_attack"].astype(bool), data["is_tested"].astype(bool)
    return (roc_auc_score(attack[tested], score[tested]), roc_auc_score(attack, score, sample_weight=data["copies"]))


ours, theirs = [], []
for seed in range(1, N_SEEDS + 1):
    with tempfile.TemporaryDirectory() as folder:
        # The split follows a seed of its own, which stays.
        subprocess.run([PROGRAM, "evaluate", "--train", FILE, "--split", "distinct-normal-half", "--split-seed", "1",
                        "--seed", str(seed), "--json", "--matrices", folder, *OPTIONS], check=True, capture_output=True)
        data = {name[:-4]: np.load(os.path.join(folder, name)) for name in os.listdir(folder)}
    ours.append(aucs(data, data["scores"]))
    forest = IsolationForest(n_estimators=100, max_samples=min(SAMPLES, len(data["fitted"])), random_state=seed)
    theirs.append(aucs(data, -forest.fit(data["fitted"]).score_samples(data["x"])))
ours, theirs = np.array(ours), np.array(theirs)
for column, what in enumerate(("distinct rows", "all rows")):
    a, b = ours[:, column], theirs[:, column]
    error = np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
    print(f"{what}: here {a.mean():.5f} ± {a.std(ddof=1):.5f}, scikit-learn {b.mean():.5f} ± {b.std(ddof=1):.5f}, "
          f"difference {(a.mean() - b.mean()) / error:+.2f} standard errors")
