"""Searches the Recommended settings: every encoding, samples a tree and ndim against scikit-learn on the same split.

python tests/reference/forest_search.py ODDFLOW FOLDER OUT.md [SEEDS]

ODDFLOW is the native program (cargo build --release --features native --bin oddflow), FOLDER holds
kddcup.data_10_percent.gz and KDDTrain+_20Percent.txt.gz. scikit-learn is fitted on the matrix that `oddflow evaluate
--matrices` writes: the same rows, the same encoding, the same tested rows. Five seeds decide split, draws and cuts.
"""
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, roc_auc_score

PROGRAM, FOLDER, OUT = sys.argv[1:4]
SEEDS = range(1, 1 + int(sys.argv[4]) if len(sys.argv) > 4 else 6)
FILES = {"KDD'99 10 %": "kddcup.data_10_percent.gz", "NSL-KDD 20 %": "KDDTrain+_20Percent.txt.gz"}
ENCODINGS = {
    "ordinal, no log": ["--encoding", "ordinal", "--log1p", "false"],
    "ordinal": ["--encoding", "ordinal"],
    "one-hot": ["--encoding", "one-hot"],
    "frequency": ["--encoding", "frequency"],
}
SIZES = ((100, 256), (100, 1024), (100, 4096), (200, 8192))
FIGURES = ("AUC distinct", "AP distinct", "AUC all rows", "recall", "false alarms")


def oddflow(file, seed, *options):
    command = [PROGRAM, "evaluate", "--train", os.path.join(FOLDER, file), "--split", "distinct-normal-half",
               "--seed", str(seed), "--json", "--preset", "recommended", *options]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    figures = found["detectors"]["isolation_forest"]
    distinct = figures["distinct"]
    return (distinct["auc"], distinct["average_precision"], figures["whole_file"]["auc"],
            distinct["recall"], distinct["false_positive_rate"])


def scikit_learn(data, trees, samples, seed):
    forest = IsolationForest(n_estimators=trees, max_samples=min(samples, len(data["fitted"])), random_state=seed)
    forest.fit(data["fitted"])
    score = -forest.score_samples(data["x"])
    threshold = np.quantile(score[data["calibrating"]], 0.99)
    attack, tested = data["is_attack"].astype(bool), data["is_tested"].astype(bool)
    flagged = score > threshold
    return (roc_auc_score(attack[tested], score[tested]), average_precision_score(attack[tested], score[tested]),
            roc_auc_score(attack, score, sample_weight=data["copies"]),
            flagged[tested & attack].mean(), flagged[tested & ~attack].mean())


def row(what, runs):
    runs = np.array(runs)
    cells = [f"{mean:.4f} ± {spread:.4f}" for mean, spread in zip(runs.mean(0), runs.std(0, ddof=1))]
    return f"| {what} | " + " | ".join(cells) + " |"


with open(OUT, "w", encoding="utf-8") as out:
    for name, file in FILES.items():
        print(f"\n## {name}\nMean and standard deviation over {len(SEEDS)} seeds; recall and false alarms per distinct row.\n",
              file=out)
        print("| settings | " + " | ".join(FIGURES) + " |\n|---" + "|---" * len(FIGURES) + "|", file=out)
        for encoding, options in ENCODINGS.items():
            runs = {}
            for seed in SEEDS:
                with tempfile.TemporaryDirectory() as folder:
                    oddflow(file, seed, *options, "--trees", "1", "--matrices", folder)
                    data = {f[:-4]: np.load(os.path.join(folder, f)) for f in os.listdir(folder)}
                for trees, samples in SIZES:
                    size = ["--trees", str(trees), "--samples", str(samples)]
                    for ndim in (1, 3):
                        key = f"{encoding}, {trees} x {samples}, ndim {ndim}"
                        runs.setdefault(key, []).append(oddflow(file, seed, *options, *size, "--ndim", str(ndim)))
                    key = f"{encoding}, {trees} x {samples}, scikit-learn"
                    runs.setdefault(key, []).append(scikit_learn(data, trees, samples, seed))
            for what, found in sorted(runs.items(), key=lambda item: int(item[0].rsplit(", ", 2)[1].split(" x ")[1])):
                print(row(what, found), file=out, flush=True)
