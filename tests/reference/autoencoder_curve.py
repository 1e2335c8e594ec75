"""The loss curve of the original's autoencoder against PyTorch's: python tests/reference/autoencoder_curve.py ODDFLOW FILE.gz [SEEDS]

ODDFLOW is the native program, FILE the 10 % file; every row trains as often as it occurs. Prints mean and standard deviation of
the validation loss after each epoch. Needs numpy, pandas, torch.
"""
import json
import subprocess
import sys

import numpy as np
import pandas
import torch
from torch import nn

PROGRAM, FILE = sys.argv[1:3]
SEEDS = range(1, 1 + int(sys.argv[3]) if len(sys.argv) > 3 else 4)
BATCH, L1, EPOCHS = 256, 1e-5, 5


def oddflow(seed):
    command = [PROGRAM, "evaluate", "--train", FILE, "--preset", "original", "--train-on", "all", "--detectors", "autoencoder",
               "--seed", str(seed), "--json"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return [epoch["validation"] for epoch in found["autoencoder_history"]]


def matrix():
    rows = pandas.read_csv(FILE, header=None)
    numbers = rows.iloc[:, :41].apply(lambda c: c.astype("category").cat.codes if c.dtype.kind not in "if" else c).astype("f8")
    spread = (numbers.max() - numbers.min()).replace(0, 1)
    return torch.from_numpy(((numbers - numbers.min()) / spread).to_numpy("f4"))


def dense(inputs, units):
    layer = nn.Linear(inputs, units)
    nn.init.xavier_uniform_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


def pytorch(x, seed):
    torch.manual_seed(seed)
    x = x[torch.randperm(len(x))]
    n = len(x) - len(x) // 10
    head = nn.Sequential(dense(41, 32), nn.ReLU())
    tail = nn.Sequential(dense(32, 16), nn.ReLU(), dense(16, 32), nn.ReLU(), dense(32, 41), nn.Sigmoid())
    optimizer = torch.optim.Adam([*head.parameters(), *tail.parameters()], 1e-3, eps=1e-7)

    def loss_of(part):
        first = head(part)
        return ((tail(first) - part) ** 2).mean() + L1 * first.abs().sum() / len(part)

    curve = []
    for _ in range(EPOCHS):
        for rows in torch.randperm(n).split(BATCH):
            loss = loss_of(x[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            curve.append(sum(float(loss_of(part)) * len(part) for part in x[n:].split(8192)) / (len(x) - n))
    return curve


torch.set_num_threads(1)
x = matrix()
for name, curves in (("Oddflow", [oddflow(seed) for seed in SEEDS]), ("PyTorch", [pytorch(x, seed) for seed in SEEDS])):
    curves = np.array(curves)
    print(name, "  ".join(f"{m:.6f} ± {s:.6f}" for m, s in zip(curves.mean(0), curves.std(0, ddof=1))), flush=True)
