"""pandas' figures about kddcup.data_10_percent.gz: describe(), skew, zeros, distinct values, top names, correlations.

Usage: python tests/reference/describe.py FOLDER_WITH_THE_FILE > tests/reference/describe.json
The file itself is not part of the project; only figures about it are printed.
"""

import json
import sys
from pathlib import Path

import pandas as pd

FAMILIES = {
    "normal": ["normal"],
    "dos": ["back", "land", "neptune", "pod", "smurf", "teardrop"],
    "probe": ["satan", "ipsweep", "nmap", "portsweep"],
    "r2l": ["guess_passwd", "ftp_write", "imap", "phf", "multihop", "warezmaster", "warezclient", "spy"],
    "u2r": ["buffer_overflow", "loadmodule", "rootkit", "perl"],
}
FAMILY = {label: family for family, labels in FAMILIES.items() for label in labels}
# Columns of names.
NAMES = [1, 2, 3]
# Pairs of columns: heavy tails, rates, flags and counters.
PAIRS = [(0, 4), (4, 5), (11, 22), (22, 23), (24, 25), (28, 29), (31, 32), (32, 33), (9, 12), (12, 15)]


def figures(column):
    described = column.describe()
    names = {"count": "count", "mean": "mean", "std": "std", "min": "min", "25%": "q1", "50%": "median", "75%": "q3", "max": "max"}
    found = {ours: described[theirs] for theirs, ours in names.items()}
    found = {name: float(value) for name, value in found.items()}
    return found | {"skew": None if pd.isna(column.skew()) else float(column.skew()), "zeros": int((column == 0).sum()), "distinct": int(column.nunique())}


def describe(table):
    numeric = {str(i): figures(table[i]) for i in range(41) if i not in NAMES}
    names = {str(i): {name: int(n) for name, n in table[i].value_counts().items()} for i in NAMES}
    return {"families": table[41].map(lambda label: FAMILY[label.rstrip(".")]).value_counts().to_dict(), "numeric": numeric, "names": names}


def main():
    table = pd.read_csv(Path(sys.argv[1]) / "kddcup.data_10_percent.gz", header=None)
    probes = table[table[41].map(lambda label: FAMILY[label.rstrip(".")] == "probe")]
    pearson = [table[a].corr(table[b]) for a, b in PAIRS]
    spearman = [table[a].corr(table[b], method="spearman") for a, b in PAIRS]
    correlations = {"pairs": PAIRS, "pearson": pearson, "spearman": spearman}
    json.dump({"all": describe(table), "probe": describe(probes), "correlations": correlations}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
