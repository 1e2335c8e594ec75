"""Searches the Recommended settings: one change at a time from the preset. A clip of 0 is min-max.

python tests/reference/autoencoder_search.py ODDFLOW FOLDER OUT.md [SEEDS]

ODDFLOW is the native program (cargo build --release --features native --bin oddflow), FOLDER holds
kddcup.data_10_percent.gz and KDDTrain+_20Percent.txt.gz. Half of the distinct normal rows train, the rest is tested; seeds
decide split, weights and batches.
"""
import json
import os
import subprocess
import sys

import numpy as np

PROGRAM, FOLDER, OUT = sys.argv[1:4]
SEEDS = range(1, 1 + int(sys.argv[4]) if len(sys.argv) > 4 else 4)
FILES = {"NSL-KDD 20 %": "KDDTrain+_20Percent.txt.gz", "KDD'99 10 %": "kddcup.data_10_percent.gz"}
BASE = {"hidden": "64,16,64", "output": "linear", "loss": "mse", "error": "mean-absolute", "epochs": "10", "batch-size": "256",
        "learning-rate": "0.001", "noise": "0", "one-hot": "true", "clip": "0", "log1p": "true"}
CHANGES = [
    {}, {"clip": "5"}, {"output": "sigmoid"}, {"error": "mean-squared"}, {"error": "scaled-squared"}, {"hidden": "64,8,64"},
    {"hidden": "64,32,64"}, {"noise": "0.1"}, {"epochs": "20"}, {"log1p": "false"}, {"one-hot": "false"}, {"loss": "huber"},
    {"clip": "3"}, {"clip": "10"}, {"hidden": "32,16,32"}, {"hidden": "128,32,128"}, {"hidden": "64,32,16,32,64"},
    {"epochs": "5"}, {"batch-size": "64"}, {"learning-rate": "0.003"}, {"epochs": "20", "noise": "0.1"},
]
FIGURES = ("AUC distinct", "AP distinct", "AUC all rows", "recall", "false alarms", "seconds")


def run(file, seed, change):
    command = [PROGRAM, "evaluate", "--train", os.path.join(FOLDER, file), "--split", "distinct-normal-half",
               "--detectors", "autoencoder", "--seed", str(seed), "--json"]
    for name, value in {**BASE, **change}.items():
        command += ["--" + name, value]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    figures = found["detectors"]["autoencoder"]
    distinct = figures["distinct"]
    return (distinct["auc"], distinct["average_precision"], figures["whole_file"]["auc"], distinct["recall"],
            distinct["false_positive_rate"], found["seconds"]["fit"])


with open(OUT, "w", encoding="utf-8") as out:
    for name, file in FILES.items():
        print(f"\n## {name}\nMean and standard deviation over {len(SEEDS)} seeds; recall and false alarms per distinct row.\n",
              file=out)
        print("| change | " + " | ".join(FIGURES) + " |\n|---" + "|---" * len(FIGURES) + "|", file=out)
        for change in CHANGES:
            runs = np.array([run(file, seed, change) for seed in SEEDS])
            cells = [f"{mean:.4f} ± {spread:.4f}" for mean, spread in zip(runs.mean(0), runs.std(0, ddof=1))]
            words = ", ".join(f"{option} {value}" for option, value in change.items()) or "none"
            print(f"| {words} | " + " | ".join(cells) + " |", file=out, flush=True)
