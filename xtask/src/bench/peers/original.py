"""The matrix that every autoencoder sees: python original.py CSV FOLDER writes original.npy (float32, 41 columns).

As the original encodes: names as alphabetical codes, every column min-max over all rows.
"""
import os, sys
import numpy, pandas

rows = pandas.read_csv(sys.argv[1], header=None)
x = numpy.empty((len(rows), 41), "f4")
for column in range(41):
    values = rows[column]
    numbers = (values.astype("category").cat.codes if values.dtype.kind not in "if" else values).to_numpy("f8")
    spread = numbers.max() - numbers.min()
    x[:, column] = (numbers - numbers.min()) / (spread or 1)
numpy.save(os.path.join(sys.argv[2], "original.npy"), x)
