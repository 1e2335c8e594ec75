"""Both detectors and their fusion over several seeds: python tests/reference/autoencoder_seeds.py ODDFLOW FOLDER [SEEDS]

Half of the distinct normal rows train, the rest and all attacks are tested. ODDFLOW and FOLDER as in autoencoder_search.py; needs numpy.
"""
import json
import os
import subprocess
import sys

import numpy as np

PROGRAM, FOLDER = sys.argv[1:3]
SEEDS = range(1, 1 + int(sys.argv[3]) if len(sys.argv) > 3 else 6)
FILES = {"KDD'99 10 %": "kddcup.data_10_percent.gz", "NSL-KDD 20 %": "KDDTrain+_20Percent.txt.gz"}


def run(file, seed):
    command = [PROGRAM, "evaluate", "--train", os.path.join(FOLDER, file), "--split", "distinct-normal-half", "--detectors",
               "isolation_forest,autoencoder", "--seed", str(seed), "--json", *sys.argv[4:]]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def figures(found):
    distinct = found["distinct"]
    families = distinct["recall_by_family"]
    return {"AUC": distinct["auc"], "AP": distinct["average_precision"], "AUC all rows": found["whole_file"]["auc"],
            "recall": distinct["recall"], "false alarms": distinct["false_positive_rate"],
            **{name: families[name] for name in ("dos", "probe", "r2l", "u2r")}}


for name, file in FILES.items():
    runs = [run(file, seed) for seed in SEEDS]
    best = runs[0]["best_single_feature"]
    print(f"\n## {name}\nBest single feature: {best['feature']}, AUC {best['auc']:.4f}. Per distinct row.\n")
    for i, detector in enumerate(("isolation_forest", "autoencoder", "autoencoder_never_trained", "fused")):
        found = [figures(each["detectors"][detector]) for each in runs]
        if i == 0:
            print("| | " + " | ".join(found[0]) + " |\n|---" + "|---" * len(found[0]) + "|")
        columns = [np.array([each[key] for each in found]) for key in found[0]]
        print(f"| {detector} | " + " | ".join(f"{c.mean():.4f} ± {c.std(ddof=1):.4f}" for c in columns) + " |", flush=True)
