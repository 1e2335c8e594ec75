"""An epoch of the original's autoencoder and a score for every row: python autoencoder.py torch|keras N_THREADS.

The path of an order is the folder of original.npy, which original.py made as the original encodes: alphabetical codes, min-max.
Nine rows of ten train in batches of 256, the rest validates; orders and answers: see ../player.rs.
"""
import os, sys, time
os.environ["KERAS_BACKEND"] = "torch"
import numpy, torch

torch.set_num_threads(int(sys.argv[2]))
torch.manual_seed(42)
BATCH, L1 = 256, 1e-5


class InTorch:
    """The loop as one writes it by hand."""

    def __init__(self, width):
        from torch import nn
        self.head = nn.Sequential(nn.Linear(width, 32), nn.ReLU())
        self.tail = nn.Sequential(
            nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, width), nn.Sigmoid())
        self.optimizer = torch.optim.Adam([*self.head.parameters(), *self.tail.parameters()], 1e-3)

    def loss_of(self, x):
        first = self.head(x)
        return ((self.tail(first) - x) ** 2).mean() + L1 * first.abs().sum() / len(x)

    def epoch(self, x):
        n = len(x) - len(x) // 10
        order = torch.randperm(n)
        for start in range(0, n, BATCH):
            loss = self.loss_of(x[order[start:start + BATCH]])
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
        with torch.no_grad():
            return sum(float(self.loss_of(part)) * len(part) for part in x[n:].split(8192)) / (len(x) - n)

    def score(self, x):
        with torch.no_grad():
            return torch.cat([((self.tail(self.head(part)) - part) ** 2).mean(1) for part in x.split(8192)])


class InKeras:
    """As the original's notebook calls it."""

    def __init__(self, width):
        import keras
        dense = keras.layers.Dense
        self.model = keras.Sequential([
            keras.Input((width,)), dense(32, "relu", activity_regularizer=keras.regularizers.L1(L1)), dense(16, "relu"),
            dense(32, "relu"), dense(width, "sigmoid")])
        self.model.compile("adam", "mse")

    def epoch(self, x):
        past = self.model.fit(x, x, epochs=1, batch_size=BATCH, validation_split=0.1, shuffle=True, verbose=0)
        return past.history["val_loss"][-1]

    def score(self, x):
        return ((self.model.predict(x, batch_size=8192, verbose=0) - x) ** 2).mean(1)


if sys.argv[1] == "keras":
    import keras
    version = f"{keras.__version__}, PyTorch {torch.__version__}"
else:
    version = torch.__version__
print("ready", version, flush=True)
net = None
for line in sys.stdin:
    how, folder = line.rstrip("\n").split("\t")
    try:
        if net is None:
            x = numpy.load(os.path.join(folder, "original.npy"))
            net = InKeras(x.shape[1]) if sys.argv[1] == "keras" else InTorch(x.shape[1])
            x = x if sys.argv[1] == "keras" else torch.from_numpy(x)
        start = time.perf_counter()
        loss = net.epoch(x)
        trained = time.perf_counter()
        scores = net.score(x)
        score = time.perf_counter() - trained
        print(f"ok epoch={trained - start:.5f} score={score:.5f} rows={len(scores)} loss={loss:.7f}", flush=True)
    except Exception as error:
        print("failed", str(error).replace("\n", " ")[:200], flush=True)
