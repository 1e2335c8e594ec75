"""An epoch of the original's autoencoder and a score for every row in PyTorch: python autoencoder.py N_THREADS.

The path of an order is the folder that matrix.py filled, as the original encodes: alphabetical codes, min-max. Nine rows of ten
train in batches of 256, the rest validates; orders and answers: see ../player.rs.
"""
import os, sys, time
import numpy, torch
from torch import nn

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(42)
BATCH, L1 = 256, 1e-5


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.head = nn.Sequential(nn.Linear(width, 32), nn.ReLU())
        self.tail = nn.Sequential(
            nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, width), nn.Sigmoid())

    def forward(self, x):
        first = self.head(x)
        return self.tail(first), first


def loss_of(net, x):
    output, first = net(x)
    return ((output - x) ** 2).mean() + L1 * first.abs().sum() / len(x)


def epoch(net, optimizer, x, n):
    order = torch.randperm(n)
    for start in range(0, n, BATCH):
        loss = loss_of(net, x[order[start:start + BATCH]])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        return sum(float(loss_of(net, part)) * len(part) for part in x[n:].split(8192)) / (len(x) - n)


def score(net, x):
    with torch.no_grad():
        return torch.cat([((net(part)[0] - part) ** 2).mean(1) for part in x.split(8192)])


print("ready", torch.__version__, flush=True)
x = None
for line in sys.stdin:
    how, folder = line.rstrip("\n").split("\t")
    try:
        if x is None:
            x = torch.from_numpy(numpy.load(os.path.join(folder, "original.npy")))
            net = Net(x.shape[1])
            optimizer = torch.optim.Adam(net.parameters(), 1e-3)
        start, cpu = time.perf_counter(), time.process_time()
        loss = epoch(net, optimizer, x, len(x) - len(x) // 10)
        trained, cpu_trained = time.perf_counter(), time.process_time()
        scores = score(net, x)
        wall, cpu_scored = time.perf_counter() - trained, time.process_time() - cpu_trained
        print(f"ok epoch={trained - start:.5f} epoch_cpu={cpu_trained - cpu:.5f} score={wall:.5f} score_cpu={cpu_scored:.5f} "
              f"rows={len(scores)} loss={loss:.7f}", flush=True)
    except Exception as error:
        print("failed", str(error).replace("\n", " ")[:200], flush=True)
