"""The original's way to judge a connection over HTTP: python flask_predict.py CSV PORT.

Flask, scikit-learn's forest of 100 trees of 256 samples, the 41-32-16-32-41 network in PyTorch; names as alphabetical codes, every
column min-max. Fits on the file's first 50,000 rows, says `listening on` and answers POST /predict until it is killed.
"""
import sys
import numpy, pandas, torch
from flask import Flask, jsonify, request
from sklearn.ensemble import IsolationForest
from sklearn.preprocessing import LabelEncoder, MinMaxScaler

NAMES = (
    "duration protocol_type service flag src_bytes dst_bytes land wrong_fragment urgent hot num_failed_logins logged_in num_compromised "
    "root_shell su_attempted num_root num_file_creations num_shells num_access_files num_outbound_cmds is_host_login is_guest_login count "
    "srv_count serror_rate srv_serror_rate rerror_rate srv_rerror_rate same_srv_rate diff_srv_rate srv_diff_host_rate dst_host_count "
    "dst_host_srv_count dst_host_same_srv_rate dst_host_diff_srv_rate dst_host_same_src_port_rate dst_host_srv_diff_host_rate "
    "dst_host_serror_rate dst_host_srv_serror_rate dst_host_rerror_rate dst_host_srv_rerror_rate").split()

rows = pandas.read_csv(sys.argv[1], header=None, nrows=50_000).iloc[:, :41]
rows.columns = NAMES
encoders = {name: LabelEncoder().fit(rows[name]) for name in ("protocol_type", "service", "flag")}
for name, encoder in encoders.items():
    rows[name] = encoder.transform(rows[name])
scaler = MinMaxScaler().fit(rows)
x = scaler.transform(rows).astype("f4")
forest = IsolationForest(n_estimators=100, contamination=0.01, random_state=42).fit(x)
nn = torch.nn
network = nn.Sequential(
    nn.Linear(41, 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 41), nn.Sigmoid())
torch.set_num_threads(1)


def errors(x):
    with torch.no_grad():
        given = torch.from_numpy(x)
        return ((network(given) - given) ** 2).mean(1).numpy()


threshold = float(numpy.percentile(errors(x), 99))
app = Flask(__name__)


@app.post("/predict")
def predict():
    row = pandas.DataFrame([request.get_json()], columns=NAMES)
    for name, encoder in encoders.items():
        row[name] = encoder.transform(row[name])
    x = scaler.transform(row).astype("f4")
    mse = float(errors(x)[0])
    return jsonify(
        isolation_forest=int(forest.predict(x)[0] == -1), autoencoder=int(mse > threshold), mse=mse, threshold=threshold)


print("listening on", sys.argv[2], flush=True)
app.run(port=int(sys.argv[2]), threaded=True)
