"""Fits a forest and scores every row: python forest.py sklearn|isotree N_THREADS N_TREES SAMPLES_PER_TREE.

The path of an order is the folder that matrix.py filled; orders and answers: see ../player.rs.
"""
import importlib, importlib.metadata, os, sys, time
import numpy
from sklearn.metrics import roc_auc_score

tool, (n_threads, n_trees, n_samples) = sys.argv[1], map(int, sys.argv[2:])
module = importlib.import_module(tool)
if tool == "sklearn":
    from sklearn.ensemble import IsolationForest

    def forest():
        return IsolationForest(n_estimators=n_trees, max_samples=n_samples, random_state=42, n_jobs=n_threads)

    def score(model, x):
        return -model.score_samples(x)
else:
    def forest():
        return module.IsolationForest(
            ntrees=n_trees, sample_size=n_samples, ndim=1, prob_pick_avg_gain=0, prob_pick_pooled_gain=0, missing_action="fail",
            nthreads=n_threads, random_seed=42)

    def score(model, x):
        return model.predict(x)

print("ready", importlib.metadata.version({"sklearn": "scikit-learn"}.get(tool, tool)), flush=True)
loaded = {}
for line in sys.stdin:
    how, folder = line.rstrip("\n").split("\t")
    try:
        if not loaded:
            loaded = {name: numpy.load(os.path.join(folder, name + ".npy")) for name in ("x", "fit", "y")}
        start = time.perf_counter()
        model = forest().fit(loaded["fit"])
        fitted = time.perf_counter()
        scores = score(model, loaded["x"])
        scored = time.perf_counter()
        auc = roc_auc_score(loaded["y"], scores) if how == "memory" else 0
        print(f"ok wall={scored - start:.5f} fit={fitted - start:.5f} rows={len(scores)} auc={auc:.5f}", flush=True)
    except Exception as error:
        print("failed", str(error).replace("\n", " ")[:200], flush=True)
